"""Who is away when, and who acts for them meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Half(StrEnum):
    AM = "am"
    PM = "pm"


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days from `first` to `last`, both within; `half`: the first begins at noon (pm), or the last ends then (am)."""

    first: date
    last: date
    half: Half | None = None

    def between(self, zone: str, noon: time) -> tuple[datetime, datetime]:
        """[start, end) in UTC, as the days are in `zone`; `noon` parts the halves."""
        begins = noon if self.half is Half.PM else time()
        last, ends = (self.last, noon) if self.half is Half.AM else (self.last + timedelta(days=1), time())
        return _instant(self.first, begins, zone), _instant(last, ends, zone)


def _instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Leave:
    """A person is away in [starts, ends); `deputy` acts for them, where one was named."""

    id: int
    person: str
    starts: datetime
    ends: datetime
    deputy: str | None


def away(leaves: Iterable[Leave], person: str, at: datetime) -> Leave | None:
    """The leave that a person is on at a moment; of several the one that lasts longest."""
    there = (each for each in leaves if each.person == person and each.starts <= at < each.ends)
    return max(there, key=lambda each: each.ends, default=None)


def stand_in(person: str, at: datetime, leaves: Iterable[Leave], deputies: Mapping[str, str | None]) -> str | None:
    """Who acts for a person: they themselves where they are here, else their leave's deputy or their own; None where nobody is left."""
    known, passed = tuple(leaves), set[str]()
    at_hand: str | None = person
    while at_hand and (leave := away(known, at_hand, at)):
        passed.add(at_hand)
        following = leave.deputy or deputies.get(at_hand)
        at_hand = None if following in passed else following
    return at_hand
