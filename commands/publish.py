"""Publish what later reports compare with: each day's backlog, each week's figures. The job fills in what is missing, newest first."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from claims.calendar import Calendar
from claims.period import Period, week_of
from commands import calendars, facts
from commands.summarise import COUNTED, cycles_late, figures_of, weeks_before, when
from storage import claims, figures, published, runs
from storage.database import Tx
from storage.figures import Scope
from storage.published import Backlog, Week

DAYS, WEEKS = 13 * 7, 13
AT_ONCE = 7
"""Days, and weeks, that one run fills in at most."""
AGES = (1, 3, 5, 10)
"""Business days that end a class of ages; the last class has no end."""
TRENDS = ("M02", "M03", "M04", "M09", "M10", "M12", "M14", "M19", "M20", "M21", "M28", "M29", "M32", "K01", "K02")
"""What a week is published with; the backlog has its own days, and reopenings are known two weeks later."""


def publish(tx: Tx, slot: datetime) -> int:
    """The job: how many days and weeks were published."""
    if not runs.first_time(tx, "publish", slot):
        return 0
    days, weeks = list(_missing_days(tx))[:AT_ONCE], list(_missing_weeks(tx))[:AT_ONCE]
    for day in days:
        published.keep_backlog(tx, backlog(tx, day))
    for week in weeks:
        _publish_week(tx, week)
    return len(days) + len(weeks)


def republish(tx: Tx) -> int:
    """Write everything that can be published anew; how many days and weeks."""
    days, weeks = _days(tx), _weeks(tx)
    for day in days:
        published.keep_backlog(tx, backlog(tx, day))
    for week in weeks:
        _publish_week(tx, week)
    return len(days) + len(weeks)


def rebuild(tx: Tx, after: int, limit: int = 500) -> tuple[int, int]:
    """Derive the facts of the next `limit` claims from their timelines: the last one's running number (0: no more), how many differed."""
    identities = claims.after(tx, after, limit)
    found = [claims.find(tx, each, lock=True) for each in identities]
    return (identities[-1] if identities else 0), sum(facts.rebuild(tx, claim) for claim in found if claim)


def backlog(tx: Tx, day: date) -> Backlog:
    """How the open claims stood at the end of a day."""
    at, book = Period(day, day).ends(tx.rules.desk.zone), calendars.book(tx)
    rows = figures.open_at(tx, at)
    late = [row for row in rows if row.resolution_due and row.resolution_due < at]
    cycles = cycles_late(book, late, at)
    calendar = book.calendar()
    ages = [_age(calendar, row.opened_at, at) for row in rows]
    return Backlog(day, tuple(ages.count(each) for each in range(len(AGES) + 1)), len(late), sum(cycles) / len(cycles) if cycles else 0.0)


def _age(calendar: Calendar, opened: datetime, at: datetime) -> int:
    """Which class of ages a claim belongs to."""
    minutes = calendar.minutes_between(opened, at)
    return sum(minutes > calendar.business_days(days) for days in AGES)


def _publish_week(tx: Tx, week: Period) -> None:
    moment = when(tx, week)
    lives, first = figures.lives(tx, moment, Scope()), figures.oldest(tx, moment, Scope())
    found = figures_of(tx, moment, Scope(), lives, first, figures.counts(tx, COUNTED, moment, Scope()))
    for identity in TRENDS:
        figure = found[identity]
        published.keep_week(tx, Week(week.first, identity, figure.n, figure.hits, figure.value if figure.enough else None))


def _missing_days(tx: Tx) -> Iterator[date]:
    days = _days(tx)
    known = {each.day for each in published.backlogs_of(tx, days[-1], days[0])} if days else set()
    return (day for day in days if day not in known)


def _missing_weeks(tx: Tx) -> Iterator[Period]:
    weeks = _weeks(tx)
    known = {each.day for each in published.weeks_of(tx, weeks[-1].first, weeks[0].last)} if weeks else set()
    return (week for week in weeks if week.first not in known)


def _days(tx: Tx) -> list[date]:
    """The days that are over, newest first, as far back as there were claims."""
    first, today = _first_day(tx), _local(tx, tx.now)
    days = (today - timedelta(days=back) for back in range(1, DAYS + 1))
    return [day for day in days if first and day >= first]


def _weeks(tx: Tx) -> list[Period]:
    first = _first_day(tx)
    return [week for week in weeks_before(_local(tx, tx.now), WEEKS) if first and week.first >= week_of(first).first]


def _first_day(tx: Tx) -> date | None:
    first = figures.first_received(tx)
    return _local(tx, first) if first else None


def _local(tx: Tx, at: datetime) -> date:
    return at.astimezone(ZoneInfo(tx.rules.desk.zone)).date()
