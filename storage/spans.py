"""Spans of people's time: their leaves, and the duty that was set by hand."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from claims.absence import Leave
from claims.actor import Actor
from claims.duty import Shift
from storage.database import Tx
from storage.tables import leaves, people, shifts


def leave(tx: Tx, person: str, starts: datetime, ends: datetime, deputy: str | None, *, by: Actor) -> None:
    """Keep that a person is away in [starts, ends)."""
    tx.connection.execute(leaves.insert().values(person_id=person, starts=starts, ends=ends, deputy=deputy, by=str(by), at=tx.now))


def come_back(tx: Tx, person: str) -> None:
    """End the leave a person is on, and forget those that have not begun."""
    theirs = leaves.c.person_id == person
    tx.connection.execute(delete(leaves).where(theirs, leaves.c.starts >= tx.now))
    tx.connection.execute(update(leaves).where(theirs, leaves.c.ends > tx.now).values(ends=tx.now))


def leaves_from(tx: Tx, at: datetime, person: str | None = None) -> tuple[Leave, ...]:
    """Leaves that are not over at a moment, the earliest first; one person's, or everybody's."""
    query = select(leaves).where(leaves.c.ends > at).order_by(leaves.c.starts, leaves.c.id)
    query = query.where(leaves.c.person_id == person) if person else query
    return tuple(Leave(row.id, row.person_id, row.starts, row.ends, row.deputy) for row in tx.connection.execute(query))


def shift(tx: Tx, person: str, starts: datetime, ends: datetime, *, by: Actor) -> None:
    """Put a person on duty in [starts, ends)."""
    tx.connection.execute(shifts.insert().values(person_id=person, starts=starts, ends=ends, by=str(by), at=tx.now))


def take_back(tx: Tx, person: str | None, slip: timedelta) -> Shift | None:
    """Undo what was last put so and is not over, of one person or of anybody; None where there is none.

    What has not begun, or was put within `slip`, is as if it had not been; else it ends now.
    """
    query = select(shifts).where(shifts.c.ends > tx.now).order_by(shifts.c.id.desc()).limit(1)
    row = tx.connection.execute(query.where(shifts.c.person_id == person) if person else query).first()
    if row is None:
        return None
    forgotten = row.starts >= tx.now or row.at > tx.now - slip
    change = delete(shifts) if forgotten else update(shifts).values(ends=tx.now)
    tx.connection.execute(change.where(shifts.c.id == row.id))
    return Shift(row.id, row.person_id, row.starts, row.ends)


def duty_marks(tx: Tx, since: datetime) -> list[tuple[datetime, str, Actor]]:
    """From when on whom (by name) somebody put on duty by hand, and who did."""
    query = select(shifts.c.starts, people.c.name, shifts.c.by).join(people, people.c.id == shifts.c.person_id)
    rows = tx.connection.execute(query.where(shifts.c.starts >= since).order_by(shifts.c.starts, shifts.c.id))
    return [(starts, name, Actor.parse(by)) for starts, name, by in rows]


def shifts_from(tx: Tx, at: datetime) -> tuple[Shift, ...]:
    """Duty set by hand that is not over at a moment."""
    query = select(shifts).where(shifts.c.ends > at).order_by(shifts.c.starts, shifts.c.id)
    return tuple(Shift(row.id, row.person_id, row.starts, row.ends) for row in tx.connection.execute(query))
