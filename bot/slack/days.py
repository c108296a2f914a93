"""What is told of days decided while the desk runs: to whoever asks, and to the owners whose due times moved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.slack import blocks, vocabulary
from bot.slack.post import Post
from bot.slack.text import escaped, pieces
from bot.words import say
from bot.words.times import dated, on, when
from claims.terms import Decided
from commands.holiday import DayKind, Decisions, Entry
from commands.show import Person

NAME = 100
SHOWN = 30
"""Numbers that are named; the rest is counted."""


def decided(told: Decisions, names: Mapping[str, str], person: Person) -> Post:
    """The days decided, and what the last decision moved."""
    language = person.language
    lines = [*_receipt(told, language), f"*{say(language, 'days.title')}*", *(_line(each, names, person) for each in told.entries)]
    if not told.entries:
        lines.append(say(language, "days.none"))
    text = "\n".join(lines)
    return Post(text, tuple(blocks.section(each) for each in pieces(text, blocks.TEXT)))


def _receipt(told: Decisions, language: str) -> list[str]:
    """What was decided just now, what it moved, and how to take it back."""
    if told.made is None:
        return []
    found = told.made.decided
    lines = [say(language, "days.receipt", **_spoken(told.made, language))]
    if found.kind is not DayKind.OFF:
        closed = "no_hours" if found.kind is DayKind.WORKED else "closed"
        lines.append(say(language, f"days.{'open' if told.works else closed}"))
    if told.moved:
        lines.append(say(language, "days.moved", count=len(told.moved), numbers=_numbers(told.moved, language)))
    if found.kind is not DayKind.USUAL:
        lines.append(say(language, "days.back", typed=_undoing(found, language)))
    return [*lines, ""]


def _undoing(found: Decided, language: str) -> str:
    """What to type so that the day is again as the calendar has it."""
    calendar = [f"{vocabulary.field('calendar', language)}={found.calendar}"] if found.calendar else []
    return " ".join([vocabulary.verb("holiday", language), found.day.isoformat(), _kind(DayKind.USUAL, language).lower(), *calendar])


def _spoken(entry: Entry, language: str) -> dict[str, str]:
    found = entry.decided
    day = (on if found.day.year == found.at.year else dated)(found.day, language)
    calendar = f"{found.calendar or say(language, 'days.every')} {escaped(entry.name, NAME)}".rstrip()
    return {"day": day, "kind": _kind(found.kind, language), "calendar": calendar}


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
    day = f"{on(date.fromisoformat(detail['day']), language)} {escaped(detail['name'], NAME)}".rstrip()
    return say(language, "days.decided", day=day, kind=_kind(detail["kind"], language))


def _line(entry: Entry, names: Mapping[str, str], person: Person) -> str:
    language = person.language
    who, at = escaped(names.get(entry.by.id, entry.by.id), NAME), when(entry.decided.at, language, person.zone)
    return say(language, "days.line", **_spoken(entry, language), who=who, at=at)


def _kind(kind: str, language: str) -> str:
    return say(language, f"slack.day_kind.{DayKind(kind)}")


def _numbers(numbers: Sequence[str], language: str) -> str:
    shown = ", ".join(numbers[:SHOWN])
    left = len(numbers) - SHOWN
    return f"{shown} {say(language, 'days.more', count=left)}" if left > 0 else shown
