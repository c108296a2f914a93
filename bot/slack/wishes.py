"""The board of feature requests: the most wanted first, each with its day of decision."""

from collections.abc import Sequence

from bot.slack import blocks
from bot.slack.post import Post
from bot.slack.text import escaped
from bot.words import say
from bot.words.times import day
from commands.feature import Feature, Ranked
from commands.show import Person

TITLE, GOAL = 120, 300


def shown(found: Sequence[Ranked], person: Person) -> Post:
    head = say(person.language, "slack.features.title", count=len(found))
    lines = [_line(each, person) for each in found] or [say(person.language, "slack.list.none")]
    return Post("\n".join([head, *lines]), (blocks.section(f"*{head}*"), *(blocks.section(line) for line in lines)))


def decided(feature: Feature, person: Person) -> Post:
    decision = say(person.language, f"slack.decision.{feature.decision}")
    return Post(say(person.language, "slack.answer.decide", feature=feature.name, decision=decision))


def _line(ranked: Ranked, person: Person) -> str:
    found, language = ranked.feature, person.language
    due = day(found.due, language, person.zone)
    state = say(language, f"slack.decision.{found.decision}") if found.decision else say(language, "slack.features.due", at=due)
    asked = say(language, "slack.features.asked", customers=ranked.customers, claims=ranked.claims)
    return f"*{found.name}* {escaped(found.title, TITLE)} · {asked} · {state}\n{escaped(found.goal, GOAL)}"
