"""When a person may be disturbed: within their working hours, outside their quiet hours, not on leave."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from claims.absence import Leave
from claims.calendar import Calendar, floor

_FURTHEST = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `begins` to `ends` on a person's clock, over midnight where it ends earlier than it begins; the same twice: never."""

    begins: time
    ends: time

    @classmethod
    def parse(cls, text: str) -> "Quiet":
        """`22:00-07:00`. Raises ValueError."""
        begins, _, ends = text.partition("-")
        return cls(time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip()))

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"

    def holds(self, at: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends

    def over(self, at: datetime) -> datetime:
        """The first moment from a local time on that is not quiet."""
        if not self.holds(at.time()):
            return at
        day = at.date() + timedelta(days=at.time() >= self.ends)
        return datetime.combine(day, self.ends, at.tzinfo)


NEVER = Quiet(time(), time())
"""No quiet hours."""


@cache
def local(calendar: Calendar, zone: str) -> Calendar:
    """The same hours on another zone's clock; always the same object, which remembers the years it laid out."""
    return calendar if calendar.zone == zone else replace(calendar, zone=zone)


def free(at: datetime, calendar: Calendar, quiet: Quiet, zone: str, leaves: Iterable[Leave] = ()) -> datetime:
    """The first moment from `at` on at which a person may be disturbed; two months later at most, whatever is in the way."""
    known, moment, clock = tuple(leaves), floor(at), ZoneInfo(zone)
    while moment < at + _FURTHEST:
        opening = calendar.next_opening(moment)
        loud = quiet.over(opening.astimezone(clock)).astimezone(opening.tzinfo)
        back = max((each.ends for each in known if each.starts <= loud < each.ends), default=loud)
        if back == moment:
            return moment
        moment = back
    return moment
