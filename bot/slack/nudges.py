"""One message of nudges: each claim with why it is named, what is due, and the button that answers it."""

from collections.abc import Sequence

from bot.links import Links
from bot.slack import blocks
from bot.slack.answers import line
from bot.slack.cards import ACTION
from bot.slack.post import Block, Post
from bot.slack.text import escaped
from bot.words import say
from bot.words.times import when
from claims.nudges import Kind, Role, is_over
from commands.dispatch import Standing
from commands.show import Listed, Person
from commands.verbs import named

SHOWN = 20
"""Claims of one message; the rest is counted."""
NOTE = 200

Line = tuple[Standing, Listed]


def nudge(lines: Sequence[Line], reader: Person, links: Links, *, mention: str | None = None) -> Post:
    """For one person in their language and zone, or for the channel; `mention`: whom it calls there."""
    head = say(reader.language, "nudges.head_one" if len(lines) == 1 else "nudges.head", count=len(lines))
    head = f"<@{mention}> {head}" if mention else head
    shown = [_text(each, reader, links) for each in lines[:SHOWN]]
    left = len(lines) - SHOWN
    more = [say(reader.language, "slack.list.more", count=left)] if left > 0 else []
    how = say(reader.language, "nudges.how")
    rows = [_row(each, text, reader.language) for each, text in zip(lines, shown, strict=False)]
    return Post("\n".join([head, *shown, *more]), (blocks.section(f"*{head}*"), *rows, blocks.context(*more, how)))


def _text(told: Line, reader: Person, links: Links) -> str:
    return f"{line(told[1], reader, links)}\n{_why(told[0], reader)}"


def _why(standing: Standing, reader: Person) -> str:
    """What is the matter with the claim."""
    row, claim, language = standing.nudge, standing.claim, reader.language
    due = {Kind.FIRST: claim.first_due, Kind.UPDATE: claim.update_due, Kind.RESOLUTION: claim.resolution_due}.get(row.kind) or row.since
    at, note = when(due, language, reader.zone), escaped(standing.note, NOTE)
    return say(language, f"nudges.{row.kind}.{_step(standing)}", at=at, note=note).strip(" ·")


def _step(standing: Standing) -> str:
    row = standing.nudge
    if row.kind in (Kind.FIRST, Kind.RESOLUTION):
        return "breached" if is_over(row.kind, row.step) else "running"
    if row.kind in (Kind.AGREE, Kind.LOW_VOTE):
        return "lead"
    if row.kind in (Kind.UPDATE, Kind.CALLBACK, Kind.OBJECTION, Kind.DISPUTE):
        return "over" if is_over(row.kind, row.step) else "near"
    return "lead" if row.kind is Kind.ASSIGN or row.role is Role.LEAD else "one"


def _row(told: Line, text: str, language: str) -> Block:
    standing, _ = told
    verb = _verb(standing)
    label = say(language, f"slack.verb.{verb}.label")
    return blocks.section(text, accessory=blocks.button(f"{ACTION}{verb}", label, standing.claim.number, primary=verb == "take"))


def _verb(standing: Standing) -> str:
    """What answers the nudge best."""
    if standing.nudge.kind is Kind.LOW_VOTE:
        return "dsat"
    if standing.nudge.kind is Kind.DISPUTE:
        return "fees"
    if standing.claim.owner is None:
        return "take"
    if standing.nudge.kind is Kind.STEP:
        return "step"
    if standing.nudge.role is not Role.OWNER:
        return "show"
    wanted = {Kind.UPDATE: "nonews", Kind.FIRST: "reply", Kind.RESOLUTION: "later"}.get(standing.nudge.kind, "show")
    return wanted if named(wanted) else "reply"
