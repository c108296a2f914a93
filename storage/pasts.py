"""What past claims were taken for, which tells what a new one like them may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from claims.claim import ClaimClass, Factor
from claims.lifecycle import CloseReason
from storage.database import Tx
from storage.tables import claims

_c = claims.c
_TELLING_NOTHING = (CloseReason.SPAM, CloseReason.DUPLICATE, CloseReason.IMPORTED)
_COLUMNS = (_c.id, _c.organisation_id, _c.contact_id, _c.claim_class, _c.product, _c.factor, _c.cause, _c.subject)


@dataclass(frozen=True, slots=True)
class Past:
    """A claim that somebody triaged; `factor` and `cause` where it was resolved."""

    id: int
    organisation_id: int | None
    contact_id: int
    claim_class: ClaimClass
    product: str | None
    factor: Factor | None
    cause: str | None
    subject: str


def among(tx: Tx, identities: Sequence[int]) -> list[Past]:
    """Those of the claims that were triaged, and what was no spam and no duplicate."""
    chunks = (identities[begin : begin + 500] for begin in range(0, len(identities), 500))
    query = select(*_COLUMNS).where(_c.claim_class.is_not(None), or_(_c.close_reason.is_(None), _c.close_reason.not_in(_TELLING_NOTHING)))
    return [_past(row) for some in chunks for row in tx.connection.execute(query.where(_c.id.in_(some)))]


def _past(row: Any) -> Past:
    house, kind, factor = row.organisation_id, ClaimClass(row.claim_class), Factor(row.factor) if row.factor else None
    return Past(row.id, house, row.contact_id, kind, row.product, factor, (row.cause or "").strip() or None, row.subject)
