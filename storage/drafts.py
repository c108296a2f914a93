"""Answers that were written but not sent, or not yet: nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from storage.database import Tx
from storage.tables import drafts


@dataclass(frozen=True, slots=True)
class Draft:
    """`letter` is the letter exactly as previewed; `detail` what else the form held; `seen` the newest message its writer knew.

    `leaves_at`: when one typed in a line leaves by itself; it has no letter yet.
    """

    id: str
    claim_id: int
    person_id: str
    text: str
    letter: Mapping[str, Any]
    detail: Mapping[str, Any]
    seen: int | None
    leaves_at: datetime | None = None


def keep(tx: Tx, draft: Draft) -> None:
    """One draft a person and claim: the newest."""
    tx.connection.execute(delete(drafts).where(drafts.c.claim_id == draft.claim_id, drafts.c.person_id == draft.person_id))
    tx.connection.execute(
        drafts.insert().values(
            id=draft.id,
            claim_id=draft.claim_id,
            person_id=draft.person_id,
            at=tx.now,
            text=draft.text,
            letter=dict(draft.letter),
            detail=dict(draft.detail),
            seen_message_id=draft.seen,
            leaves_at=draft.leaves_at,
        )
    )


def find(tx: Tx, identity: str) -> Draft | None:
    return _draft(tx.connection.execute(select(drafts).where(drafts.c.id == identity)).one_or_none())


def of_person(tx: Tx, claim_id: int, person_id: str) -> Draft | None:
    query = select(drafts).where(drafts.c.claim_id == claim_id, drafts.c.person_id == person_id)
    return _draft(tx.connection.execute(query).one_or_none())


def leaving(tx: Tx, limit: int = 100) -> list[str]:
    """Ids of those whose time has come, longest first."""
    query = select(drafts.c.id).where(drafts.c.leaves_at <= tx.now).order_by(drafts.c.leaves_at, drafts.c.id)
    return list(tx.connection.execute(query.limit(limit)).scalars())


def keep_back(tx: Tx, identity: str) -> None:
    """It does not leave by itself any more."""
    tx.connection.execute(update(drafts).where(drafts.c.id == identity).values(leaves_at=None))


def drop(tx: Tx, claim_id: int, person_id: str) -> None:
    tx.connection.execute(delete(drafts).where(drafts.c.claim_id == claim_id, drafts.c.person_id == person_id))


def _draft(row: Any) -> Draft | None:
    if row is None:
        return None
    return Draft(row.id, row.claim_id, row.person_id, row.text, row.letter, row.detail, row.seen_message_id, row.leaves_at)
