"""What past claims were taken for, which tells what a new one like them may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from claims.claim import ClaimClass, Factor
from claims.lifecycle import CloseReason
from storage.database import Tx
from storage.tables import claims

_c = claims.c
_TELLING_NOTHING = (CloseReason.SPAM, CloseReason.DUPLICATE, CloseReason.IMPORTED)
_RECENT = 5000
"""Claims back, among which those of a class are looked for: what was usual years ago is no more."""
_LATEST = 50
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


@dataclass(frozen=True, slots=True)
class Result:
    """How a claim was resolved."""

    product: str | None
    factor: Factor
    cause: str
    minutes: int


def latest(tx: Tx, claim_class: ClaimClass) -> list[Result]:
    """The newest results of a class, at most _LATEST of the last _RECENT claims."""
    newest = select(func.max(_c.id) - _RECENT).scalar_subquery()
    query = select(_c.product, _c.factor, _c.cause, _c.minutes).where(_c.id > newest, _c.claim_class == claim_class)
    told = query.where(_c.factor.is_not(None), _c.cause.is_not(None), _c.minutes.is_not(None), _c.resolved_at.is_not(None))
    rows = tx.connection.execute(told.order_by(_c.id.desc()).limit(_LATEST))
    return [Result(row.product, Factor(row.factor), row.cause.strip(), row.minutes) for row in rows if row.cause.strip()]


def _past(row: Any) -> Past:
    house, kind, factor = row.organisation_id, ClaimClass(row.claim_class), Factor(row.factor) if row.factor else None
    return Past(row.id, house, row.contact_id, kind, row.product, factor, (row.cause or "").strip() or None, row.subject)
