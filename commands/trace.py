"""What charts and tables are made of: thirteen weeks of backlog with limits and marks, and the claims behind all numbers of a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from claims import findings
from claims.errors import NotAllowed
from claims.findings import Shares
from claims.group import NOW, Group
from claims.period import Period, week_of
from claims.roles import Role
from claims.verdict import xmr
from commands.publish import backlog
from commands.summarise import stages_of, when
from storage import figures, holidays, published, releases, spans
from storage.database import Tx
from storage.figures import Scope
from storage.lists import Listed
from storage.published import Backlog, Mark

WEEKS = 13
ROWS = 20_000
"""Claims of one table at most."""


@dataclass(frozen=True, slots=True)
class Traced:
    """`backlogs`: the last day of each week, and that of the period, or today as it is now, oldest first; `limit`: the usual upper limit
    of the whole backlog, None with too few weeks; `shares`: of the claims resolved in the period."""

    backlogs: Sequence[Backlog]
    limit: float | None
    marks: Sequence[Mark]
    shares: Shares


def trace(tx: Tx, asked: Period, scope: Scope) -> Traced:
    today = min(asked.last, tx.now.astimezone(ZoneInfo(tx.rules.desk.zone)).date())
    first = week_of(today).first - timedelta(weeks=WEEKS - 1)
    ends = {week_of(first + timedelta(weeks=week)).last for week in range(WEEKS)}
    ended = [each for each in published.backlogs_of(tx, first, today - timedelta(days=1)) if each.day in ends]
    limits = xmr([float(sum(each.ages)) for each in ended])
    return Traced(
        [*ended, backlog(tx, today)],
        limits.high if limits else None,
        _marks(tx, first, today),
        findings.shares(stages_of(figures.lives(tx, when(tx, asked), scope))),
    )


def _marks(tx: Tx, first: date, last: date) -> list[Mark]:
    """What people marked, the days that were decided while the desk ran, whom somebody put on duty, and versions that fixed something."""
    zone = ZoneInfo(tx.rules.desk.zone)
    decided = (Mark(each.decided.day, each.name, each.by) for each in holidays.entries(tx) if each.name)
    duties = (
        Mark(starts.astimezone(zone).date(), name, by) for starts, name, by in spans.duty_marks(tx, datetime.combine(first, time(), zone))
    )
    versions = (Mark(day, version, by) for (day, version), by in releases.came(tx, first, last).items())
    by_themselves = (each for each in (*decided, *duties, *versions) if first <= each.day <= last)
    return sorted((*published.marks_of(tx, first, last), *by_themselves), key=lambda mark: mark.day)


def rows(tx: Tx, asked: Period, scope: Scope, *, lead: bool) -> dict[str, tuple[Listed, list[Group]]]:
    """Every claim that a number of the period counts, with the numbers it is in; what is now is no number of a period that is over.
    `lead`: whether one person's may be asked for."""
    if scope.owner and not lead:
        raise NotAllowed(role=Role.LEAD)
    moment, found = when(tx, asked), dict[str, tuple[Listed, list[Group]]]()
    for group in Group if moment.end > tx.now else (each for each in Group if each not in NOW):
        for each in figures.behind(tx, group, moment, scope, ROWS):
            found.setdefault(each.claim.number, (each, []))[1].append(group)
    return found
