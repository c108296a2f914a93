"""What is told of days decided while the desk runs: to whoever asks, and to the owners whose due times moved."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack import blocks
from bot.slack.post import Post
from bot.slack.text import escaped, pieces
from bot.words import say
from bot.words.times import when
from commands.holiday import DayKind, Decisions, Entry
from commands.show import Person

NAME = 100
SHOWN = 30
"""Numbers that are named; the rest is counted."""


def decided(told: Decisions, names: Mapping[str, str], person: Person) -> Post:
    """The days decided, and what the last decision moved."""
    language = person.language
    lines = [f"*{say(language, 'days.title')}*", *(_line(each, names, person) for each in told.entries)]
    if not told.entries:
        lines.append(say(language, "days.none"))
    if told.moved:
        lines.append(say(language, "days.moved", count=len(told.moved), numbers=_numbers(told.moved, language)))
    text = "\n".join(lines)
    return Post(text, tuple(blocks.section(each) for each in pieces(text, blocks.TEXT)))


def announced(detail: Mapping[str, Any], language: str, reader: str = "") -> Post:
    """To an owner, `reader`, which of their claims moved; to the channel that some did, and which of nobody's."""
    lines = [say(language, "days.rules") if detail.get("rules") else _day(detail, language)]
    if not reader:
        lines.append(say(language, "days.owners", count=detail.get("count", 0)))
    for owner, numbers in detail["moved"].items():
        who = say(language, "days.yours") if owner == reader and owner else f"<@{owner}>" if owner else say(language, "days.nobody")
        lines.append(say(language, "days.of", who=who, numbers=_numbers(numbers, language)))
    text = "\n".join(lines)
    return Post(text, tuple(blocks.section(each) for each in pieces(text, blocks.TEXT)))


def _day(detail: Mapping[str, Any], language: str) -> str:
    return say(language, "days.decided", day=detail["day"], name=escaped(detail["name"], NAME), kind=_kind(detail["kind"], language))


def _line(entry: Entry, names: Mapping[str, str], person: Person) -> str:
    language, found = person.language, entry.decided
    return say(
        language,
        "days.line",
        day=found.day.isoformat(),
        kind=_kind(found.kind, language),
        calendar=found.calendar or say(language, "days.every"),
        name=escaped(entry.name, NAME),
        who=escaped(names.get(entry.by.id, entry.by.id), NAME),
        at=when(found.at, language, person.zone),
    )


def _kind(kind: str, language: str) -> str:
    return say(language, f"slack.day_kind.{DayKind(kind)}")


def _numbers(numbers: Sequence[str], language: str) -> str:
    shown = ", ".join(numbers[:SHOWN])
    left = len(numbers) - SHOWN
    return f"{shown} {say(language, 'days.more', count=left)}" if left > 0 else shown
