"""What fetching remembers: who reads a mailbox, and how far it was read."""

from dataclasses import replace
from datetime import datetime, timedelta

from storage import mailboxes
from storage.database import Tx
from storage.mailboxes import Position as Position


def hold(tx: Tx, mailbox: str, span: timedelta, *, by: str) -> bool:
    """Whether `by`, one running process, reads `mailbox` for the next `span`; to be said again before it is over."""
    return mailboxes.lease(tx, mailbox, by, span)


def let_go(tx: Tx, mailbox: str, *, by: str) -> None:
    """Leave the mailbox to whoever asks next."""
    mailboxes.release(tx, mailbox, by)


def resume(tx: Tx, mailbox: str, uidvalidity: int, next_uid: int, *, by: str) -> Position | None:
    """Where to read on in a mailbox whose next mail will get `next_uid`; None where another process holds it now.

    What stands in a mailbox that was never read is history. Where UIDVALIDITY changed every UID is a new one, so all is
    looked through again: what was kept is known by its Message-ID, what is older than the first reading is history.
    """
    known = mailboxes.position(tx, mailbox)
    if known and known.uidvalidity == uidvalidity:
        return known
    newest = next_uid - 1
    begun = Position(uidvalidity, 0, newest, known.began_at) if known else Position(uidvalidity, newest, newest, tx.now)
    return begun if mailboxes.place(tx, mailbox, by, begun) else None


def is_history(place: Position, uid: int, came_at: datetime | None) -> bool:
    """Whether a mail stood in the mailbox before the desk ever looked into it."""
    began = place.began_at.replace(microsecond=0)  # the server's times are whole seconds
    return uid <= place.old_uid and came_at is not None and came_at < began


def stands(tx: Tx, mailbox: str, uidvalidity: int) -> Position | None:
    """Where reading stands; None where the mailbox was never read. After UIDVALIDITY changed only the times tell old mail from new."""
    place = mailboxes.position(tx, mailbox)
    return place if place is None or place.uidvalidity == uidvalidity else replace(place, old_uid=2**32)


def advance(tx: Tx, mailbox: str, uid: int, *, by: str) -> bool:
    """Everything up to `uid` is dealt with. False where another process holds the mailbox now."""
    return mailboxes.advance(tx, mailbox, by, uid)
