"""Problems in Slack: the board, one with its claims, what the clock proposes, and what is said while a surge lasts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.links import Links
from bot.slack import blocks
from bot.slack.answers import lines
from bot.slack.offers import OFFER, packed
from bot.slack.post import Block, Post
from bot.slack.say import Said
from bot.slack.text import escape, escaped, shorten
from bot.words import say
from bot.words.times import marked, on
from claims.problem import ProblemState
from commands.problem import Caused, Counted, Linked, Problem
from commands.propose import Accepted
from commands.show import Person
from commands.surge import Surge
from commands.verbs import named

ACCEPT, DISMISS = "problem:accept", "problem:dismiss"
"""The action_ids of a proposal's buttons; their value is its id."""
TITLE, TEXT = 160, 1000
_NEXT = {ProblemState.OPEN: "known", ProblemState.KNOWN: "fixed", ProblemState.FIXED: "notice"}

Names = Mapping[str, str]


def board(found: Sequence[Counted], names: Names, person: Person) -> Post:
    """What most customers have first, each with its next step."""
    head = say(person.language, "slack.problems.title", count=len(found))
    if not found:
        return Post(f"{head}\n{say(person.language, 'slack.list.none')}")
    told = [_line(each, names, person) for each in found]
    drawn = [blocks.section(line, **_next(each.problem, person.language)) for line, each in zip(told, found, strict=True)]
    return Post("\n".join([head, *told]), (blocks.section(f"*{head}*"), *drawn))


def one(found: Caused, names: Names, person: Person, links: Links) -> Post:
    """All that is known of it, and the claims it caused."""
    problem, language = found.problem, person.language
    known = {
        "state": say(language, f"slack.problem_state.{problem.state}"),
        "owner": escaped(names.get(problem.owner, problem.owner), TITLE),
        "cause": escape(shorten(problem.cause, TEXT)),
        "text_ko": escape(shorten(problem.workaround_ko, TEXT)),
        "text_en": escape(shorten(problem.workaround_en, TEXT)),
        "version": escaped(_fix(problem), TITLE),
        "review": problem.review_on or "",
    }
    facts = [f"*{say(language, f'slack.problems.{name}')}* {value}" for name, value in known.items() if value]
    head = f"*{problem.name}* {escaped(problem.title, TITLE)}"
    top = [head, *facts]
    caused = lines(found.claims, person, links)
    return Post(
        "\n".join([*top, *caused]), (blocks.section("\n".join(top), **_next(problem, language)), *(blocks.section(each) for each in caused))
    )


def done(verb: str, problem: Problem, person: Person, **values: int) -> Post:
    """What became of it, with the next step as a button."""
    state = say(person.language, f"slack.problem_state.{problem.state}")
    told = say(person.language, f"slack.answer.{verb}", problem=problem.name, title=escaped(problem.title, TITLE), state=state, **values)
    return Post(told, (blocks.section(told, **_next(problem, person.language)),))


def linked(found: Linked, person: Person) -> Post:
    key = "problem_opened" if found.new else "problem_off" if found.off else "problem"
    values = {"number": found.claim.number, "problem": found.problem.name, "title": escaped(found.problem.title, TITLE)}
    return Post(say(person.language, f"slack.answer.{key}", **values))


def surge(found: Surge, person: Person) -> Post:
    key = "surge_off" if found.ended_by else "surge"
    return Post(say(person.language, f"slack.answer.{key}", until=marked(found.until, person.language, person.zone)))


def surged(what: str, detail: Mapping[str, Any], name: str, language: str, zone: str) -> Post:
    """To the channel: one began (`what` surge_on), or was ended."""
    until = marked(datetime.fromisoformat(str(detail["until"])), language, zone)
    reason = escape(shorten(str(detail["reason"]), TEXT))
    return Post(say(language, f"slack.post.{what}", name=escaped(name, TITLE), reason=reason, until=until))


def today(due: Sequence[Problem], lasts: Surge | None, reader: Person) -> list[str]:
    """What the morning's board says of them: a surge that lasts, and those to be looked at again, each calling its owner."""
    language = reader.language
    told = []
    if lasts:
        until = marked(lasts.until, language, reader.zone)
        told.append(say(language, "slack.problems.surge", until=until, reason=escaped(lasts.reason, TEXT)))
    if due:
        told.append("\n".join([f"*{say(language, 'slack.problems.due')}* ({len(due)})", *(_due(each, language) for each in due)]))
    return told


def _due(found: Problem, language: str) -> str:
    day = on(date.fromisoformat(str(found.review_on)), language)
    values = {"title": escaped(found.title, TITLE), "owner": f"<@{found.owner}>", "day": day}
    return say(language, "slack.problems.due_line", problem=found.name, **values)


def proposed(detail: Mapping[str, Any], language: str) -> Post:
    """What the clock noticed, for one click."""
    claims = ", ".join(map(str, detail["claims"]))
    named_ = escaped(str(detail["named"]), TITLE)
    text = say(language, f"slack.proposed.{detail['kind']}", named=named_, claims=claims, **{k: detail[k] for k in ("count", "customers")})
    value = str(detail["proposal"])
    buttons = [
        blocks.button(ACCEPT, say(language, "slack.proposed.accept"), value, primary=True),
        blocks.button(DISMISS, say(language, "slack.proposed.dismiss"), value),
    ]
    return Post(text, (blocks.section(text), blocks.actions(f"proposal{value}", buttons)))


def accepted(found: Accepted, name: str, language: str) -> Post:
    """In the place of the buttons."""
    key = "accepted_surge" if found.surge else "accepted"
    values = {"name": escaped(name, TITLE), "problem": found.problem.name, "title": escaped(found.problem.title, TITLE)}
    text = say(language, f"slack.proposed.{key}", count=found.claims, **values)
    return Post(text, (blocks.section(text),))


def dismissed(named_: str, name: str, language: str) -> Post:
    text = say(language, "slack.proposed.dismissed", name=escaped(name, TITLE), named=escaped(named_, TITLE))
    return Post(text, (blocks.section(text),))


def _line(counted: Counted, names: Names, person: Person) -> str:
    found, language = counted.problem, person.language
    parts = [
        say(language, "slack.features.asked", customers=counted.customers, claims=counted.claims),
        say(language, f"slack.problem_state.{found.state}"),
        escaped(names.get(found.owner, found.owner), TITLE),
    ]
    if found.state is ProblemState.FIXED:
        parts.append(escaped(_fix(found), TITLE))
    if found.review_on:
        parts.append(say(language, "slack.problems.review_on", day=on(date.fromisoformat(found.review_on), language)))
    return f"*{found.name}* {escaped(found.title, TITLE)}\n" + " · ".join(parts)


def _fix(found: Problem) -> str:
    return f"{found.version} {found.fixed_on}" if found.fixed_on else ""


def _next(found: Problem, language: str) -> Block:
    """A section's button that opens the form of the next step."""
    verb = named(_NEXT.get(found.state, ""))
    if verb is None:
        return {}
    value = packed(Said(verb, None, {"problem": found.name}))
    return {"accessory": blocks.button(OFFER, say(language, f"slack.verb.{verb.name}.label"), value)}
