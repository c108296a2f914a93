"""Proposed problems: claims that seem to have one cause, until a person says yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert  # whose ON CONFLICT SQLite reads as well

from storage.database import Tx
from storage.tables import proposals


class ProposalKind(StrEnum):
    """`CAUSE`: resolved with the same cause again and again; `SURGE`: several customers wrote the same within hours."""

    CAUSE = "cause"
    SURGE = "surge"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`claims`: running numbers; `problem_id`: what became of one that was accepted."""

    id: int
    kind: ProposalKind
    cause: str
    claims: tuple[int, ...]
    at: datetime
    decided_at: datetime | None
    decided_by: str | None
    problem_id: int | None


_COLUMNS = tuple(proposals.c[each] for each in Proposal.__dataclass_fields__)
_NEW = insert(proposals).on_conflict_do_nothing().returning(*_COLUMNS)


def _proposal(row: Sequence[Any]) -> Proposal:
    identity, kind, cause, claims, *rest = row
    return Proposal(identity, ProposalKind(kind), cause, tuple(claims), *rest)


def add(tx: Tx, kind: ProposalKind, cause: str, claims: Sequence[int]) -> Proposal | None:
    """None where the same waits for an answer already, whoever of two replicas proposed it."""
    row = tx.connection.execute(_NEW, {"kind": kind, "cause": cause, "claims": list(claims), "at": tx.now}).one_or_none()
    return _proposal(tuple(row)) if row else None


def find(tx: Tx, identity: int) -> Proposal | None:
    """One, locked for this transaction."""
    row = tx.connection.execute(select(*_COLUMNS).where(proposals.c.id == identity).with_for_update()).one_or_none()
    return _proposal(tuple(row)) if row else None


def since(tx: Tx, kind: ProposalKind, at: datetime) -> list[Proposal]:
    """Those that wait, or were decided since then; oldest first."""
    p = proposals.c
    query = select(*_COLUMNS).where(p.kind == kind, p.decided_at.is_(None) | (p.decided_at >= at)).order_by(p.id)
    return [_proposal(tuple(row)) for row in tx.connection.execute(query)]


def change(tx: Tx, found: Proposal, **values: Any) -> Proposal:
    query = update(proposals).where(proposals.c.id == found.id).values(**values).returning(*_COLUMNS)
    return _proposal(tuple(tx.connection.execute(query).one()))
