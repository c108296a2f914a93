"""Where a claim stands in Slack: its channel and the thread's first message, which is the card."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from storage.database import Tx
from storage.tables import former_places, places

_OF_CLAIM = select(places).where(places.c.claim_id == bindparam("claim"))
_OF_THREAD = select(places).where(places.c.channel == bindparam("of_channel"), places.c.thread == bindparam("of_thread"))
_OF_FORMER = select(former_places).where(
    former_places.c.channel == bindparam("of_channel"), former_places.c.thread == bindparam("of_thread")
)


@dataclass(frozen=True, slots=True)
class Place:
    claim_id: int
    channel: str
    thread: str


def add(tx: Tx, claim_id: int, channel: str, thread: str) -> None:
    if of_claim(tx, claim_id) is None:
        tx.connection.execute(places.insert().values(claim_id=claim_id, channel=channel, thread=thread))


def of_claim(tx: Tx, claim_id: int) -> Place | None:
    row = tx.execute(_OF_CLAIM, {"claim": claim_id}).one_or_none()
    return Place(row.claim_id, row.channel, row.thread) if row else None


def of_thread(tx: Tx, channel: str, thread: str) -> Place | None:
    """The claim of a thread, also of one that it stood in before."""
    wanted = {"of_channel": channel, "of_thread": thread}
    row = tx.execute(_OF_THREAD, wanted).one_or_none() or tx.execute(_OF_FORMER, wanted).one_or_none()
    return Place(row.claim_id, row.channel, row.thread) if row else None


def move(tx: Tx, claim_id: int, channel: str, thread: str) -> bool:
    """The claim's card stands there; whether anew, as the one before was deleted: what is written in the old thread is still its own."""
    old = of_claim(tx, claim_id)
    if old is None:
        add(tx, claim_id, channel, thread)
        return False
    if (old.channel, old.thread) == (channel, thread):
        return False
    tx.connection.execute(former_places.insert().values(channel=old.channel, thread=old.thread, claim_id=claim_id))
    tx.connection.execute(update(places).where(places.c.claim_id == claim_id).values(channel=channel, thread=thread))
    return True
