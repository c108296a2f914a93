"""Decide about a mail that could not be read: read it all the same, or let it be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from claims.actor import Actor
from claims.envelope import Envelope
from claims.errors import NotFound, Stale
from commands.receive import Received, sort_in
from storage import mails
from storage.database import Tx
from storage.mails import Raw

HEAD = 8 * 1024
BY = "; decided by "
REJECTED = "rejected"


def waiting(tx: Tx) -> Sequence[Raw]:
    """Mails that nobody has decided about, oldest first."""
    return mails.quarantined(tx)


def newest(tx: Tx, most: int) -> tuple[int, Sequence[tuple[Raw, int, bytes]]]:
    """How many wait, and the newest: each with its size and its first bytes, which say who wrote about what."""
    return mails.quarantined_count(tx), mails.quarantined_heads(tx, most, HEAD)


def held(tx: Tx, identity: int) -> tuple[bytes, datetime]:
    """The bytes of such a mail and when it came. Raises NotFound, and Stale where somebody decided already."""
    mail = _undecided(tx, identity, lock=False)
    return mails.raw_bytes(tx, identity) or b"", mail.received_at


def release(tx: Tx, identity: int, envelope: Envelope, *, desk: tuple[str, ...], by: Actor) -> Received:
    """Make of it what it would have become, as far as it could be read. `desk`: the desk's own addresses.

    Raises NotFound, and Stale where somebody decided already.
    """
    mail = _undecided(tx, identity)
    received = sort_in(tx, envelope, mails.raw_bytes(tx, identity) or b"", identity, desk=desk)
    settled = mails.find(tx, identity) or mail
    why = f"{mail.why}; {received.why}{BY}{by.id}"
    mails.settle(tx, identity, settled.became, settled.claim_id, why)
    return replace(received, why=why)


def reject(tx: Tx, identity: int, *, by: Actor) -> Raw:
    """Nothing becomes of it; its bytes stay. Raises NotFound, and Stale where somebody decided already."""
    mail = _undecided(tx, identity)
    mails.settle(tx, identity, REJECTED, None, f"{mail.why}{BY}{by.id}")
    return mail


def _undecided(tx: Tx, identity: int, *, lock: bool = True) -> Raw:
    mail = mails.find(tx, identity, lock=lock)
    if mail is None:
        raise NotFound(what="mail", name=str(identity))
    if mail.became != "quarantined":
        raise Stale(what="quarantine", number=str(identity), owner=mail.why.rpartition(BY)[2])
    return mail
