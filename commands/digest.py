"""Summaries that come by themselves: the morning's board on working days, and last week's summary on the first one of a week."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from claims import actor
from claims.calendar import Calendar
from claims.period import week_of
from commands import calendars
from commands.acting import is_lead
from storage import outbox, people, runs
from storage.database import Tx
from storage.outbox import Door

PATIENCE = timedelta(minutes=90)
"""A digest that is later than this is not given any more: whoever it was for has begun the day without it."""
MORNING, WEEKLY = "morning", "weekly"


def digest(tx: Tx, slot: datetime) -> int:
    """The job: put what is due now into the outbox, each once however many replicas there are; how many."""
    zone = ZoneInfo(tx.rules.desk.zone)
    today = tx.now.astimezone(zone).date()
    calendar = calendars.book(tx).calendar()
    if not _works(calendar, today, zone):
        return 0
    rules = tx.rules.summaries
    due = [(MORNING, rules.morning)] + ([(WEEKLY, rules.weekly)] if _is_first(calendar, today, zone) else [])
    return sum(_given(tx, name, datetime.combine(today, at, zone)) for name, at in due if at is not None)


def _given(tx: Tx, name: str, at: datetime) -> bool:
    if not at <= tx.now < at + PATIENCE or not runs.first_time(tx, name, at):
        return False
    _put(tx, name, at, None)
    if name == WEEKLY:
        for lead in people.everyone(tx):
            if is_lead(tx, actor.person(lead.id)):
                _put(tx, name, at, lead.id)
    return True


def _put(tx: Tx, name: str, at: datetime, recipient: str | None) -> None:
    outbox.put(tx, None, Door.SLACK, "digest", by=actor.clock("digest"), recipient=recipient, what=name, day=at.date().isoformat())


def _works(calendar: Calendar, day: date, zone: ZoneInfo) -> bool:
    begin = datetime.combine(day, time(), zone)
    return next(calendar.intervals(begin, begin + timedelta(days=1)), None) is not None


def _is_first(calendar: Calendar, day: date, zone: ZoneInfo) -> bool:
    """Whether no day of the week before this one was worked: Monday, or the first day after a holiday."""
    monday = week_of(day).first
    return not any(_works(calendar, monday + timedelta(days=each), zone) for each in range((day - monday).days))
