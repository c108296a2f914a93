"""Bands: worked time cut at 06:00, 09:00, 18:00, 22:00, midnight and days off, each piece with what it is multiplied by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from claims.calendar import Calendar, floor
from claims.rates import Kind, RateCard
from claims.workyear import MINUTE

_FIRST = 8 * 60
"""Minutes of a day off before they count as beyond."""
_BORDERS = ((6, Kind.NIGHT), (9, Kind.EXTENDED), (18, Kind.NORMAL), (22, Kind.EXTENDED), (24, Kind.NIGHT))


@dataclass(frozen=True, slots=True)
class Worked:
    """Chargeable time [start, end) of one person under one rate card. `named`: the kinds the approved quote names; any other work, such
    as at night because it suits us, is normal."""

    person: str
    start: datetime
    end: datetime
    card: RateCard
    named: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Price:
    """`rate`: minor units an hour. Ordered by what a minute costs."""

    rate: int
    multiplier: Decimal

    @property
    def cost(self) -> Decimal:
        return self.rate * self.multiplier


Bands = Mapping[Price, int]
"""Minutes at each price."""


def bands(worked: Iterable[Worked], calendar: Calendar) -> dict[Price, int]:
    """The minutes at each price. A day off counts one person's minutes together, so that it makes no difference in how many entries
    they were written down."""
    found: dict[Price, int] = defaultdict(int)
    off: dict[tuple[str, date], int] = defaultdict(int)
    for each in sorted(worked, key=lambda one: (one.start, one.person)):
        for day, kinds, minutes in _pieces(each, calendar, off):
            off[each.person, day] += minutes
            found[Price(each.card.rate, each.card.multiplier(*(kinds & each.named)))] += minutes
    return dict(found)


def _pieces(worked: Worked, calendar: Calendar, off: Mapping[tuple[str, date], int]) -> Iterator[tuple[date, frozenset[Kind], int]]:
    """(day, kinds that could apply, minutes) in order; `off` is read as it grows."""
    for day, kind, minutes in _cut(floor(worked.start), floor(worked.end), calendar):
        always = frozenset({kind, Kind.URGENT})
        if day.weekday() < 5 and not calendar.is_holiday(day):
            yield day, always, minutes
            continue
        first = min(minutes, max(0, _FIRST - off[worked.person, day]))
        for part, extra in ((first, Kind.HOLIDAY), (minutes - first, Kind.BEYOND)):
            if part:
                yield day, always - {Kind.EXTENDED} | {extra}, part


def _cut(start: datetime, end: datetime, calendar: Calendar) -> Iterator[tuple[date, Kind, int]]:
    """Pieces between borders of the local day."""
    at = start
    while at < end:
        day, kind, border = _next(at, calendar)
        until = min(border, end)
        yield day, kind, (until - at) // MINUTE
        at = until


def _next(at: datetime, calendar: Calendar) -> tuple[date, Kind, datetime]:
    """The local day and kind of an instant, and the border at which they end."""
    local = at.astimezone(calendar.tz)
    day, midnight = local.date(), datetime.combine(local.date(), time(), calendar.tz)
    for hour, kind in _BORDERS:
        border = (midnight + timedelta(hours=hour)).astimezone(UTC)
        if border > at:
            return day, kind, border
    return day, Kind.NIGHT, at + MINUTE  # the hour that a clock set back shows twice at midnight
