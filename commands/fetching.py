"""What fetching remembers: who reads a mailbox, and how far it was read."""

from datetime import timedelta

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


def advance(tx: Tx, mailbox: str, uid: int, *, by: str) -> bool:
    """Everything up to `uid` is dealt with. False where another process holds the mailbox now."""
    return mailboxes.advance(tx, mailbox, by, uid)
