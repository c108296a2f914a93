"""Leave: when a person is away, who acts for them, and which open claims want another owner meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from claims.absence import Days, Leave
from claims.absence import away as absent
from claims.actor import Actor
from claims.errors import Away, Invalid
from claims.lifecycle import OPEN
from commands.acting import person_known, require_lead
from commands.crew import Crew
from storage import lists, spans
from storage.database import Tx
from storage.lists import Listed
from storage.people import Person, find

_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Absence:
    """`leaves`: now and to come; `deputy`: who acts for the person while they are away; `claims`: the open ones they own."""

    person: Person
    leaves: tuple[Leave, ...]
    deputy: Person | None
    claims: tuple[Listed, ...]


def away(tx: Tx, who: str | None = None, days: Days | None = None, deputy: str | None = None, *, off: bool = False, by: Actor) -> Absence:
    """Take leave, or with `off` be back; without days only show. A lead may do so for somebody else.

    Raises NotAllowed, NotFound, Invalid for days that are over or a deputy who cannot be one.
    """
    person = person_known(tx, who or by.id)
    if person.id != by.id:
        require_lead(tx, by)
    if off:
        spans.come_back(tx, person.id)
    elif days:
        _take(tx, person, days, deputy, by)
    return absence(tx, person)


def back(tx: Tx, who: str | None = None, *, by: Actor) -> Absence:
    """Be back from leave; a lead may say so of somebody else. Raises NotAllowed, NotFound."""
    return away(tx, who, off=True, by=by)


def absence(tx: Tx, person: Person) -> Absence:
    """The deputy is who would act while the next leave lasts."""
    leaves = spans.leaves_from(tx, tx.now, person.id)
    crew = Crew.read(tx)
    named = leaves[0].deputy if leaves else None
    stands = named or crew.habits[person.id].deputy or next((each for each in crew.on_duty() if each != person.id), None)
    claims = lists.listed(tx, states=OPEN, owner=person.id)
    return Absence(person, leaves, find(tx, stands) if stands else None, tuple(claims))


def check_here(tx: Tx, person: str, at: datetime | None = None) -> None:
    """Raises Away where somebody cannot be given a claim now, or duty from a moment on, as they are on leave."""
    leave = _leave(tx, person, at or tx.now)
    if leave:
        raise Away(owner=person, until=_last_day(leave, person_known(tx, person).zone), deputy=Crew.read(tx).stand_in(person, at))


def deputy_of(tx: Tx, person: str) -> str | None:
    """Who acts for somebody who is away; None where they are here, or nobody does."""
    return Crew.read(tx).stand_in(person) if _leave(tx, person, tx.now) else None


def _leave(tx: Tx, person: str, at: datetime) -> Leave | None:
    return absent(spans.leaves_from(tx, tx.now, person), person, at)


def _last_day(leave: Leave, zone: str) -> str:
    """On the clock of whoever is away."""
    return (leave.ends - timedelta(minutes=1)).astimezone(ZoneInfo(zone)).date().isoformat()


def _take(tx: Tx, person: Person, days: Days, deputy: str | None, by: Actor) -> None:
    starts, ends = days.between(person.zone, tx.rules.duty.noon)
    halves = days.half is not None and days.first != days.last  # in between they would be away for whole days
    if halves or days.last < days.first or ends <= tx.now or starts > tx.now + _LONGEST or ends - starts > _LONGEST:
        raise Invalid(field="days", value=f"{days.first}..{days.last}")
    if deputy and person_known(tx, deputy).id == person.id:
        raise Invalid(field="deputy", value=person.name)
    spans.leave(tx, person.id, starts, ends, deputy, by=by)
