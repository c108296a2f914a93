"""What came in and why: causes by claims and by minutes, days on which more came than usual, and the hours of the week."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from claims.pareto import Cause, limit, pareto
from claims.period import Named, Period, period
from commands import calendars
from commands.know import organisation_named
from commands.summarise import Scope, when
from storage import figures
from storage.database import Tx

BEFORE = timedelta(weeks=8)
FEWEST = 10
"""Worked days before the period from which on a day can be called unusual."""
TOP = 5


@dataclass(frozen=True, slots=True)
class Demand:
    """`received` and `resolved`: claims; `causes` by claims, `minutes` by minutes of work; `usual`: the most of a usual day, None with
    too few days before; `spikes`: days with more, and how many; `slots`: (weekday, hour) on the desk's clock, the fullest first."""

    period: Period
    received: int
    resolved: int
    causes: Sequence[Cause]
    minutes: Sequence[Cause]
    usual: float | None
    spikes: Sequence[tuple[date, int]]
    slots: Sequence[tuple[tuple[int, int], int]]


def demand(tx: Tx, asked: Period | None = None, *, which: str | None = None, claim_class: str | None = None) -> Demand:
    """Of a period, this week where none is named. Raises Untimely, NotFound, Ambiguous."""
    organisation = organisation_named(tx, which) if which else None
    scope = Scope(None, organisation.id if organisation else None, claim_class)
    asked = asked or period(Named.WEEK, tx.now, tx.rules.desk.zone)
    moment, zone = when(tx, asked), ZoneInfo(tx.rules.desk.zone)
    arrived = [at.astimezone(zone) for at in figures.arrivals(tx, moment, scope)]
    rows = figures.causes(tx, moment, scope)
    usual = _usual(tx, asked, scope)
    days = Counter(at.date() for at in arrived)
    return Demand(
        period=asked,
        received=len(arrived),
        resolved=sum(n for _, n, _ in rows),
        causes=pareto((cause, n) for cause, n, _ in rows),
        minutes=pareto((cause, worked) for cause, _, worked in rows),
        usual=usual,
        spikes=sorted((day, n) for day, n in days.items() if usual is not None and n > usual),
        slots=_slots(arrived),
    )


def _usual(tx: Tx, asked: Period, scope: Scope) -> float | None:
    """By chance a day sees no more than this, as the worked days of the weeks before were."""
    before = Period(asked.first - BEFORE, asked.first - timedelta(days=1))
    first, zone = figures.first_received(tx), tx.rules.desk.zone
    if first is None or first >= before.ends(zone):
        return None
    begins = max(before.begins(zone), first)
    opened = calendars.book(tx).calendar().intervals(begins, before.ends(zone))
    worked = len({start.astimezone(ZoneInfo(zone)).date() for start, _ in opened})
    return limit(len(figures.arrivals(tx, when(tx, before), scope)) / worked) if worked >= FEWEST else None


def _slots(arrived: Sequence[datetime]) -> list[tuple[tuple[int, int], int]]:
    return Counter((at.weekday(), at.hour) for at in arrived).most_common(TOP)
