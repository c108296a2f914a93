"""Duty: whose turn it is, changing it by hand, and taking that back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from claims.absence import Days
from claims.actor import Actor
from claims.errors import Invalid, Missing, NotFound
from commands.acting import person_known, require_lead
from commands.away import check_here
from commands.crew import Crew
from storage import people, spans
from storage.database import Tx
from storage.people import Person

WEEKS = 5
"""How many weeks, this one among them, are shown."""
SLIP = timedelta(hours=1)
"""What is taken back so soon was a slip, and never held."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody is on duty in [starts, ends), set by hand."""

    person: Person
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed just now, or with `off` taken back; `other`: whose turn it is without it, None where nobody's."""

    turn: Turn
    other: Person | None
    off: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """`now`: the duty person, then their deputies; `weeks`: each Monday's noon and who will be on duty then, as it stands;
    `by_hand`: what was set so and is not over; `change`: what the command did."""

    at: datetime
    now: tuple[Person, ...]
    weeks: tuple[tuple[datetime, Person | None], ...]
    by_hand: tuple[Turn, ...] = ()
    change: Change | None = None


def duty(tx: Tx, who: str | None = None, days: Days | None = None, *, off: bool = False, by: Actor) -> Roster:
    """Show the rota; with a person, put them on duty for these days, else for what is left of this week. Leads only.

    `off` takes back what was last set by hand, of the person or of anybody. Raises NotAllowed, NotFound, Away, Missing where
    days come without a person, Invalid for days that are over, and for days to take back.
    """
    if off and days:
        raise Invalid(field="days", value=_spelled(days))
    if days and not who:
        raise Missing(field="who")
    if not who and not off:
        return roster(tx)
    require_lead(tx, by)
    person = person_known(tx, who) if who else None
    return roster(tx, _put(tx, person, days, by) if person and not off else _taken_back(tx, person))


def roster(tx: Tx, change: Change | None = None) -> Roster:
    crew = Crew.read(tx)
    monday = _monday(tx)
    coming = [monday + timedelta(weeks=week) for week in range(WEEKS)]
    moments = [_noon(tx, day) for day in coming]
    weeks = tuple((at, _first(tx, crew, max(at, tx.now))) for at in moments)
    now = tuple(found for each in crew.on_duty() if (found := people.find(tx, each)))
    return Roster(tx.now, now, weeks, tuple(_by_hand(tx, crew)), change)


def _by_hand(tx: Tx, crew: Crew) -> Iterator[Turn]:
    """What was set so, less what another one set later covers."""
    for each in crew.shifts:
        first = _first(tx, crew, max(each.starts, tx.now))
        if first and first.id == each.person:
            yield Turn(first, each.starts, each.ends)


def _put(tx: Tx, person: Person, days: Days | None, by: Actor) -> Change:
    monday = _monday(tx)
    starts, ends = (days or Days(monday, monday + timedelta(days=6))).between(tx.rules.desk.zone, tx.rules.duty.noon)
    if ends <= tx.now or ends <= starts:
        raise Invalid(field="days", value=_spelled(days) if days else "")
    starts = max(starts, tx.now)
    crew = Crew.read(tx)
    works = crew.book.calendar().next_opening(starts)
    check_here(tx, person.id, works if works < ends else starts)
    other = _first(tx, crew, starts)
    spans.shift(tx, person.id, starts, ends, by=by)
    return Change(Turn(person, starts, ends), other)


def _taken_back(tx: Tx, person: Person | None) -> Change:
    shift = spans.take_back(tx, person.id if person else None, SLIP)
    if shift is None:
        raise NotFound(what="shift", name="")
    found = people.find(tx, shift.person)
    assert found is not None, "nobody is forgotten while a shift names them"
    return Change(Turn(found, shift.starts, shift.ends), _first(tx, Crew.read(tx), max(shift.starts, tx.now)), off=True)


def _first(tx: Tx, crew: Crew, at: datetime) -> Person | None:
    """Whose turn it is at a moment."""
    named = next(iter(crew.on_duty(at)), None)
    return people.find(tx, named) if named else None


def _spelled(days: Days) -> str:
    return f"{days.first}..{days.last}"


def _monday(tx: Tx) -> date:
    today = tx.now.astimezone(ZoneInfo(tx.rules.desk.zone)).date()
    return today - timedelta(days=today.weekday())


def _noon(tx: Tx, day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(tx.rules.desk.zone))
