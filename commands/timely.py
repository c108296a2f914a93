"""Whether a time can be promised to a customer: not over, not years away, and an hour at which somebody keeps it."""

from datetime import datetime, timedelta

from claims.actor import Actor
from claims.calendar import floor
from claims.claim import Claim
from claims.errors import Untimely
from claims.period import Period
from commands.calendars import terms
from commands.crew import Crew
from storage.database import Tx

FURTHEST = timedelta(days=366)


def check_ahead(tx: Tx, at: datetime, field: str) -> None:
    """Raises Untimely for a time that is over, or further away than a year."""
    why = "past" if at <= tx.now else "far" if at > tx.now + FURTHEST else ""
    if why:
        raise Untimely(field=field, why=why, at=_iso(at))


def check_next_word(tx: Tx, claim: Claim, at: datetime, *, by: Actor) -> None:
    """The same for the next word, and Untimely with the nearest working times where neither the claim's clock nor the person's runs."""
    check_ahead(tx, at, "update_due")
    clock = terms(tx, claim).clock
    if clock.keeps(at) or _at_work(tx, by, at):
        return
    before, after = clock.around(at)
    known = {"before": _iso(before)} if before > tx.now else {}
    raise Untimely(field="update_due", why="closed", at=_iso(at), after=_iso(after), **known)


def check_asked(tx: Tx, asked: Period) -> None:
    """Raises Untimely for a period whose claims are too many to look at in one question, or that has not begun."""
    if asked.days > FURTHEST.days:
        raise Untimely(field="period", why="long", days=FURTHEST.days)
    if asked.begins(tx.rules.desk.zone) > tx.now:
        raise Untimely(field="period", why="future", day=asked.first.isoformat())


def _at_work(tx: Tx, by: Actor, at: datetime) -> bool:
    """Whether whoever promises works then, by their own hours and zone."""
    crew = Crew.read(tx)
    theirs = crew.habits.get(by.id)
    return theirs is not None and crew.calendar(theirs).keeps(floor(at))


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
