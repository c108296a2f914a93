"""How far each IMAP mailbox was read, and which process reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from storage.database import Tx
from storage.tables import mailboxes


@dataclass(frozen=True, slots=True)
class Position:
    """UIDs mean something under their UIDVALIDITY only (RFC 9051 2.3.1.1). Up to `last_uid` everything is dealt with;
    up to `old_uid` there may be mail from before `began_at`, which is none of the desk's business."""

    uidvalidity: int
    last_uid: int
    old_uid: int
    began_at: datetime


def lease(tx: Tx, name: str, holder: str, span: timedelta) -> bool:
    """Hold the mailbox for `span` where nobody else does; whether it is held."""
    values = {"holder": holder, "held_until": tx.now + span}
    free = or_(mailboxes.c.holder.is_(None), mailboxes.c.holder == holder, mailboxes.c.held_until < tx.now)
    if tx.connection.execute(update(mailboxes).where(mailboxes.c.name == name, free).values(values)).rowcount == 1:
        return True
    if tx.connection.execute(select(mailboxes.c.name).where(mailboxes.c.name == name)).first():
        return False
    tx.connection.execute(mailboxes.insert().values(name=name, **values))
    return True


def release(tx: Tx, name: str, holder: str) -> None:
    """Let others have it at once."""
    _own(tx, name, holder, holder=None, held_until=None)


def forget_holders(tx: Tx) -> None:
    """Free every mailbox: whoever held one is dead for certain."""
    tx.connection.execute(update(mailboxes).values(holder=None, held_until=None))


def position(tx: Tx, name: str) -> Position | None:
    """Where reading stands; None for a mailbox that was never read."""
    c = mailboxes.c
    row = tx.connection.execute(select(c.uidvalidity, c.last_uid, c.old_uid, c.began_at).where(c.name == name)).first()
    return Position(*row) if row and row.uidvalidity is not None else None


def place(tx: Tx, name: str, holder: str, position: Position) -> bool:
    """Write where reading stands; whether the mailbox is still the holder's."""
    values = {"uidvalidity": position.uidvalidity, "last_uid": position.last_uid}
    return _own(tx, name, holder, **values, old_uid=position.old_uid, began_at=position.began_at)


def advance(tx: Tx, name: str, holder: str, uid: int) -> bool:
    """Everything up to `uid` is dealt with; whether the mailbox is still the holder's."""
    return _own(tx, name, holder, last_uid=uid)


def _own(tx: Tx, name: str, holder: str, /, **values: object) -> bool:
    mine = mailboxes.c.name == name, mailboxes.c.holder == holder
    return tx.connection.execute(update(mailboxes).where(*mine).values(**values)).rowcount == 1
