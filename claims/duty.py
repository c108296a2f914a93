"""Whose turn it is: the round by weeks, changed by hand, without those who are away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from claims.absence import Leave, away


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody is on duty in [starts, ends), set by hand. Of several the newest counts."""

    id: int
    person: str
    starts: datetime
    ends: datetime


def on_duty(rota: Sequence[str], at: datetime, zone: str, shifts: Iterable[Shift], leaves: Iterable[Leave]) -> tuple[str, ...]:
    """Everybody on the rota in the order in which they are called: the duty person first, then their deputies.

    Each Monday (in `zone`) the next of the round comes first.
    """
    by_hand = sorted((each for each in shifts if each.starts <= at < each.ends), key=lambda each: each.id, reverse=True)
    turn = week(at.astimezone(ZoneInfo(zone)).date()) % len(rota) if rota else 0
    called = dict.fromkeys([*(each.person for each in by_hand), *rota[turn:], *rota[:turn]])
    known = tuple(leaves)
    return tuple(each for each in called if away(known, each, at) is None)


def week(day: date) -> int:
    """The number of a day's week, Monday first; the first of January in the year 1 was a Monday."""
    return (day.toordinal() - 1) // 7
