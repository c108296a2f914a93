"""Where a claim stands in Slack: its channel and the thread's first message, which is the card."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from storage.database import Tx
from storage.tables import places

_OF_CLAIM = select(places).where(places.c.claim_id == bindparam("claim"))
_OF_THREAD = select(places).where(places.c.channel == bindparam("of_channel"), places.c.thread == bindparam("of_thread"))


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
    row = tx.execute(_OF_THREAD, {"of_channel": channel, "of_thread": thread}).one_or_none()
    return Place(row.claim_id, row.channel, row.thread) if row else None
