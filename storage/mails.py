"""Every byte received, with what it became."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, func, or_, select, update

from storage.database import Tx
from storage.redaction import holds
from storage.tables import raw_mails

_MAILS = select(
    raw_mails.c.id, raw_mails.c.received_at, raw_mails.c.wire, raw_mails.c.became, raw_mails.c.claim_id, raw_mails.c.why
).order_by(raw_mails.c.id)
_ADD = raw_mails.insert().returning(raw_mails.c.id)
_SETTLE = update(raw_mails).where(raw_mails.c.id == bindparam("identity"))
_SAME = _MAILS.where(raw_mails.c.sha256 == bindparam("hash")).limit(1)


@dataclass(frozen=True, slots=True)
class Raw:
    id: int
    received_at: datetime
    wire: str
    became: str
    claim_id: int | None
    why: str


def add(tx: Tx, raw: bytes, *, wire: str) -> int:
    """Keep the bytes as they came; the row's id. `settle` names what they became, in the same transaction."""
    values = {"received_at": tx.now, "wire": wire, "sha256": sha256(raw).hexdigest(), "bytes": raw, "became": "unread", "why": ""}
    return int(tx.execute(_ADD, values).scalar())


def settle(tx: Tx, identity: int, became: str, claim_id: int | None, why: str) -> None:
    tx.execute(_SETTLE, {"identity": identity, "became": became, "claim_id": claim_id, "why": why})


def same(tx: Tx, raw: bytes) -> Raw | None:
    """An earlier mail with the very same bytes."""
    row = tx.execute(_SAME, {"hash": sha256(raw).hexdigest()}).first()
    return Raw(*row) if row else None


def find(tx: Tx, identity: int, *, lock: bool = False) -> Raw | None:
    """`lock`: nobody else changes it until the transaction ends."""
    query = _MAILS.where(raw_mails.c.id == identity)
    row = tx.connection.execute(query.with_for_update() if lock else query).first()
    return Raw(*row) if row else None


def quarantined(tx: Tx) -> Sequence[Raw]:
    return [Raw(*row) for row in tx.connection.execute(_MAILS.where(raw_mails.c.became == "quarantined"))]


def quarantined_count(tx: Tx) -> int:
    return int(tx.connection.execute(select(func.count()).where(raw_mails.c.became == "quarantined")).scalar_one())


def quarantined_heads(tx: Tx, most: int, length: int) -> Sequence[tuple[Raw, int, bytes]]:
    """The newest of them, each with its size in bytes and so many of its first ones."""
    size, head = func.length(raw_mails.c.bytes), func.substr(raw_mails.c.bytes, 1, length)
    query = _MAILS.add_columns(size, head).where(raw_mails.c.became == "quarantined").order_by(None).order_by(raw_mails.c.id.desc())
    return [(Raw(*row[:-2]), row[-2], bytes(row[-1])) for row in tx.connection.execute(query.limit(most))]


def lately_quarantined(tx: Tx, since: datetime, most: int) -> int:
    """How many were quarantined since then; counted no further than `most`."""
    query = select(raw_mails.c.id).where(raw_mails.c.became == "quarantined", raw_mails.c.received_at >= since)
    return len(tx.connection.execute(query.order_by(raw_mails.c.id.desc()).limit(most)).all())


def raw_bytes(tx: Tx, identity: int) -> bytes | None:
    return tx.connection.execute(select(raw_mails.c.bytes).where(raw_mails.c.id == identity)).scalar_one_or_none()


def naming(tx: Tx, claim_ids: Sequence[int], ids: Sequence[int], address: str) -> Iterator[tuple[Raw, bytes]]:
    """Mails of these claims, or with these ids, whose bytes name the address, oldest first."""
    which = or_(raw_mails.c.claim_id.in_(claim_ids), raw_mails.c.id.in_(ids))
    query = _MAILS.add_columns(raw_mails.c.bytes).where(which)
    for row in tx.connection.execute(query.execution_options(yield_per=50)):
        if holds(row.bytes, address):
            yield Raw(*row[:-1]), row.bytes


def counted(tx: Tx) -> dict[str, int]:
    """How many mails became what."""
    return {row[0]: row[1] for row in tx.connection.execute(select(raw_mails.c.became, func.count()).group_by(raw_mails.c.became))}
