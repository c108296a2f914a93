"""The open minutes of one local year, laid out once so that adding and measuring are a search in it.

Minutes are counted from 1970-01-01T00:00Z; intervals are half-open.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

DAY = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Span = tuple[int, int]
Hours = tuple[Span, ...]
"""Working hours of one day: half-open intervals in minutes after local midnight, in order."""


def minute(at: datetime) -> int:
    """The minute an aware instant stands in."""
    return (at - EPOCH) // MINUTE


def moment(minutes: int) -> datetime:
    return EPOCH + minutes * MINUTE


@dataclass(frozen=True, slots=True)
class WorkYear:
    """`before[i]`: open minutes of the year ahead of interval i; `total`: of the whole year."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    total: int

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "WorkYear":
        """From intervals in order; those that touch become one."""
        merged = list(joined(spans))
        *before, total = accumulate((closing - opening for opening, closing in merged), initial=0)
        return cls(tuple(opening for opening, _ in merged), tuple(closing for _, closing in merged), tuple(before), total)

    def is_open(self, at: int) -> bool:
        place = bisect_right(self.opens, at) - 1
        return place >= 0 and at < self.closes[place]

    def worked(self, at: int) -> int:
        """Open minutes of the year before `at`."""
        place = bisect_right(self.opens, at) - 1
        return 0 if place < 0 else self.before[place] + min(at, self.closes[place]) - self.opens[place]

    def end_of(self, nth: int) -> int:
        """The minute at which the year's `nth` open minute (1 … total) is over."""
        place = bisect_left(self.before, nth) - 1
        return self.opens[place] + nth - self.before[place]

    def start_of(self, nth: int) -> int:
        """The open minute ahead of which `nth` (0 … total - 1) open minutes of the year lie."""
        place = bisect_right(self.before, nth) - 1
        return self.opens[place] + nth - self.before[place]

    def within(self, start: int, end: int) -> Iterator[Span]:
        """The open intervals in [start, end), clipped to it."""
        if start < end:
            for place in range(bisect_right(self.closes, start), bisect_left(self.opens, end)):
                yield max(start, self.opens[place]), min(end, self.closes[place])


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Intervals in order, those that touch made one."""
    last: Span | None = None
    for span in spans:
        if last and last[1] == span[0]:
            last = last[0], span[1]
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def day_spans(day: date, hours: Hours, zone: ZoneInfo) -> Iterator[Span]:
    """One local day's working hours in minutes since the epoch."""
    midnight = datetime.combine(day, time(), zone)
    base = minute(midnight)
    if _steady(midnight):
        return ((base + opening, base + closing) for opening, closing in hours)
    return _by_wall_clock(day, hours, zone, base)


def _steady(midnight: datetime) -> bool:
    """No clock change touches the day: one offset at both its ends, whichever way an ambiguous one is read."""
    ends = (midnight, datetime.combine(midnight.date() + timedelta(days=1), time(), midnight.tzinfo))
    return len({end.replace(fold=fold).utcoffset() for end in ends for fold in (0, 1)}) == 1


def _by_wall_clock(day: date, hours: Hours, zone: ZoneInfo, base: int) -> Iterator[Span]:
    """Minute by minute, for the few days on which the clocks change; changes are of three hours at most, or skip the whole day."""
    for at in range(base - 180, base + DAY + 180):
        local = moment(at).astimezone(zone)
        if local.date() == day and any(opening <= local.hour * 60 + local.minute < closing for opening, closing in hours):
            yield at, at + 1
