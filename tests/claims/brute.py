"""Business time counted the slow way, minute by minute, straight from the words of the rules: what the calendar must agree with."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from claims.calendar import Calendar

MINUTE = timedelta(minutes=1)
Pauses = Iterable[tuple[datetime, datetime]]


def is_open(calendar: Calendar, at: datetime) -> bool:
    """By the clock on the wall of the calendar's zone."""
    local = at.astimezone(calendar.tz)
    wall = local.hour * 60 + local.minute
    return not calendar.is_holiday(local.date()) and any(a <= wall < b for a, b in calendar.week[local.weekday()])


def counts(calendar: Calendar, at: datetime, pauses: Pauses = ()) -> bool:
    return is_open(calendar, at) and not any(start <= at < end for start, end in pauses)


def add(calendar: Calendar, start: datetime, minutes: int, pauses: Pauses = ()) -> datetime:
    at = start.astimezone(UTC)
    while minutes:
        minutes -= counts(calendar, at, pauses)
        at += MINUTE
    return at


def subtract(calendar: Calendar, end: datetime, minutes: int) -> datetime:
    at = end.astimezone(UTC)
    while minutes:
        at -= MINUTE
        minutes -= is_open(calendar, at)
    return at


def between(calendar: Calendar, a: datetime, b: datetime, pauses: Pauses = ()) -> int:
    a, b = a.astimezone(UTC), b.astimezone(UTC)
    return sum(counts(calendar, a + n * MINUTE, pauses) for n in range((b - a) // MINUTE))
