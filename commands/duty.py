"""Duty: whose turn it is, and changing it by hand."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from claims.absence import Days
from claims.actor import Actor
from claims.errors import Invalid, Missing
from commands.acting import person_known, require_lead
from commands.crew import Crew
from storage import people, spans
from storage.database import Tx
from storage.people import Person

WEEKS = 5
"""How many weeks, this one among them, are shown."""


@dataclass(frozen=True, slots=True)
class Roster:
    """`now`: the duty person, then their deputies; `weeks`: each Monday's noon and who will be on duty then, as it stands."""

    now: tuple[Person, ...]
    weeks: tuple[tuple[datetime, Person | None], ...]


def duty(tx: Tx, who: str | None = None, days: Days | None = None, *, by: Actor) -> Roster:
    """Show the rota; with a person, put them on duty for these days, else for what is left of this week. Leads only.

    Raises NotAllowed, NotFound, Missing where days come without a person, Invalid for days that are over.
    """
    if days and not who:
        raise Missing(field="who")
    if who:
        require_lead(tx, by)
        _put(tx, person_known(tx, who), days, by)
    return roster(tx)


def roster(tx: Tx) -> Roster:
    crew = Crew.read(tx)
    monday = _monday(tx)
    coming = [monday + timedelta(weeks=week) for week in range(WEEKS)]
    moments = [_noon(tx, day) for day in coming]
    named = [next(iter(crew.on_duty(max(at, tx.now))), None) for at in moments]
    weeks = tuple((at, people.find(tx, each) if each else None) for at, each in zip(moments, named, strict=True))
    return Roster(tuple(found for each in crew.on_duty() if (found := people.find(tx, each))), weeks)


def _put(tx: Tx, person: Person, days: Days | None, by: Actor) -> None:
    monday = _monday(tx)
    starts, ends = (days or Days(monday, monday + timedelta(days=6))).between(tx.rules.desk.zone, tx.rules.duty.noon)
    if ends <= tx.now or ends <= starts:
        raise Invalid(field="days", value=f"{days.first}..{days.last}" if days else "")
    spans.shift(tx, person.id, starts, ends, by=by)


def _monday(tx: Tx) -> date:
    today = tx.now.astimezone(ZoneInfo(tx.rules.desk.zone)).date()
    return today - timedelta(days=today.weekday())


def _noon(tx: Tx, day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(tx.rules.desk.zone))
