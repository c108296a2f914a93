"""The board of feature requests: the most wanted first, each with its day of decision."""

from collections.abc import Sequence

from bot.slack import blocks
from bot.slack.post import Post
from bot.slack.text import escaped
from bot.words import say
from bot.words.times import day
from claims.kano import Kano, Need
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
    return f"*{found.name}* {escaped(found.title, TITLE)} · {asked} · {state}\n{escaped(found.goal, GOAL)}{_kano(ranked.kano, language)}"


def _kano(found: Kano | None, language: str) -> str:
    """What those who asked would feel, and whether it may be a defect of scope."""
    if found is None:
        return ""
    counted = [(each, found.counted.get(each, 0)) for each in Need]
    kinds = ", ".join(say(language, "slack.features.need", need=say(language, f"slack.need.{each}"), n=n) for each, n in counted if n)
    told = say(language, "slack.features.kano", n=found.n, needs=kinds)
    if found.better is not None and found.worse is not None:
        told += say(language, "slack.features.better", better=f"{found.better:.2f}", worse=f"{found.worse:.2f}")
    return f"\n{told}" + (f"\n{say(language, 'slack.features.doubtful')}" if found.is_doubtful else "")
