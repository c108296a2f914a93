"""Why a claim is said to work as designed: where it is written, who agreed, what its customer objected and what became of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from claims.claim import Claim
from claims.lifecycle import OPEN
from storage.database import Tx
from storage.tables import claims, designs


@dataclass(frozen=True, slots=True)
class Design:
    """`seen`: what we saw; `document`, `section`, `edition`: where it is written, None where nobody noted it at the time.

    `alone`: a lead agreed to their own; `answer_due`: until when the customer's objection is answered; `overturned`: what became of it.
    """

    id: int
    claim_id: int
    seen: str
    document: str | None
    section: str | None
    edition: str | None
    proposed_by: str | None
    proposed_at: datetime
    agreed_by: str | None
    agreed_at: datetime | None
    alone: bool
    objected_at: datetime | None
    answer_due: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    overturned: bool | None
    dropped_at: datetime | None

    @property
    def pending(self) -> bool:
        """Whether the customer objected and has no answer yet."""
        return self.objected_at is not None and self.decided_at is None


_OF_CLAIM = (
    select(designs).where(designs.c.claim_id == bindparam("claim"), designs.c.dropped_at.is_(None)).order_by(designs.c.id.desc()).limit(1)
)


def of_claim(tx: Tx, identity: int) -> Design | None:
    """What holds now: the newest that nobody dropped."""
    row = tx.execute(_OF_CLAIM, {"claim": identity}).one_or_none()
    return Design(*row) if row else None


def of_claims(tx: Tx, identities: Sequence[int]) -> Mapping[int, Design]:
    """The same for many."""
    query = select(designs).where(designs.c.claim_id.in_(identities), designs.c.dropped_at.is_(None)).order_by(designs.c.id)
    return {row.claim_id: Design(*row) for row in tx.connection.execute(query)}


def waiting(tx: Tx, limit: int) -> list[Design]:
    """Those of open claims that nobody agreed to yet, or whose customer's objection has no answer; the oldest first."""
    c = designs.c
    nobody = c.agreed_at.is_(None) & c.objected_at.is_(None)
    pending = c.objected_at.is_not(None) & c.decided_at.is_(None)
    open_ = select(claims.c.id).where(claims.c.id == c.claim_id, claims.c.state.in_(OPEN)).exists()  # few are pending, many are open
    query = select(designs).where(c.dropped_at.is_(None), nobody | pending, open_)
    rows = tx.connection.execute(query.order_by(c.id).limit(limit))
    return [Design(*row) for row in rows]


def add(tx: Tx, claim: Claim, **values: Any) -> Design:
    usual: dict[str, Any] = {"claim_id": claim.id, "seen": "", "proposed_at": tx.now, "alone": False}
    return Design(*tx.connection.execute(designs.insert().values(**usual | values).returning(designs)).one())


def change(tx: Tx, design: Design, **values: Any) -> Design:
    query = update(designs).where(designs.c.id == design.id).values(**values).returning(designs)
    return Design(*tx.connection.execute(query).one())


def drop(tx: Tx, identity: int) -> None:
    """None of the claim's holds any more."""
    tx.connection.execute(update(designs).where(designs.c.claim_id == identity, designs.c.dropped_at.is_(None)).values(dropped_at=tx.now))
