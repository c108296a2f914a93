"""How a claim's due times came about, interval by interval, in words."""

from collections.abc import Iterator
from datetime import datetime

from bot.slack import blocks
from bot.slack.post import Post
from bot.slack.text import pieces
from bot.words import say
from bot.words.times import marked, span
from commands.explain import Explained, Reckoned
from commands.show import Person

SHOWN = 12
"""Intervals that are listed one by one, those at both ends; the rest is summed up."""


def explained(told: Explained, person: Person) -> Post:
    """Both clocks, in the reader's language and zone."""
    language, claim = person.language, told.claim
    lines = [say(language, "due.head", number=claim.number, priority=claim.priority, plan=claim.plan or say(language, "due.usual"))]
    if told.first:
        lines += ["", f"*{say(language, 'due.first')}*", *_lines(told.first, person)]
        lines += [say(language, "due.answered", at=_at(claim.first_answered_at, person))] if claim.first_answered_at else []
    lines += ["", f"*{say(language, 'due.resolution')}*", *_lines(told.resolution, person)]
    if claim.update_due:
        lines += ["", say(language, "due.update", at=_at(claim.update_due, person))]
    text = "\n".join(lines)
    return Post(text, tuple(blocks.section(each) for each in pieces(text, blocks.TEXT)))


def _at(at: datetime, person: Person) -> str:
    return marked(at, person.language, person.zone)


def _lines(clock: Reckoned, person: Person) -> Iterator[str]:
    language, calendar = person.language, clock.terms.clock
    best = say(language, "due.best_effort") if clock.terms.target.best_effort else ""
    yield say(language, "due.start", at=_at(clock.start, person), minutes=f"{clock.minutes:,}", calendar=calendar.name) + best
    for (at, minutes), (_, before) in zip(clock.changes[1:], clock.changes, strict=False):
        yield say(language, "due.changed", at=_at(at, person), before=f"{before:,}", minutes=f"{minutes:,}")
    yield from _counted(clock, person)
    for begin, end in clock.pauses:
        key = "due.paused" if end else "due.pausing"
        yield say(language, key, start=_at(begin, person), end=_at(end, person) if end else "")
    for begin, _ in clock.struck:
        yield say(language, "due.struck", start=_at(begin, person))
    yield _result(clock, person)


def _counted(clock: Reckoned, person: Person) -> Iterator[str]:
    language, total = person.language, 0
    left_out = range(SHOWN // 2, len(clock.counted) - SHOWN // 2)
    for place, (begin, end, minutes) in enumerate(clock.counted):
        total += minutes
        if place not in left_out:
            yield say(language, "due.counted", span=span(begin, end, language, person.zone), minutes=minutes, total=f"{total:,}")
        elif place == left_out[-1]:
            yield say(language, "due.more", count=len(left_out), total=f"{total:,}")


def _result(clock: Reckoned, person: Person) -> str:
    language = person.language
    if clock.due is None:
        return say(language, "due.still", used=f"{clock.used:,}", left=f"{max(clock.minutes - clock.used, 0):,}")
    return say(language, "due.breached" if clock.breached else "due.due", at=_at(clock.due, person))
