"""One survey a claim, at most one a contact in some days: asked with the result, voted on the page, looked into where it is low."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update

from claims.claim import Claim
from claims.survey import LOW, Level, Worst
from storage.database import Tx
from storage.tables import surveys


@dataclass(frozen=True, slots=True)
class Survey:
    """`score` 1 to 5, None until they voted; `solved`, `worst` and `comment` as they said; `level`: the cause that its review found."""

    id: int
    claim_id: int
    contact_id: int
    asked_at: datetime
    voted_at: datetime | None
    score: int | None
    solved: bool | None
    worst: Worst | None
    comment: str
    reviewed_at: datetime | None
    reviewed_by: str | None
    level: Level | None
    finding: str

    @property
    def low(self) -> bool:
        """Whether a lead has to look into it."""
        return self.score is not None and self.score <= LOW and self.reviewed_at is None


_OF_CLAIM = select(surveys).where(surveys.c.claim_id == bindparam("claim"))


def _survey(row: Any) -> Survey:
    found = dict(row._mapping) if hasattr(row, "_mapping") else row._asdict()
    found["worst"] = Worst(found["worst"]) if found["worst"] else None
    found["level"] = Level(found["level"]) if found["level"] else None
    return Survey(**found)


def of_claim(tx: Tx, identity: int) -> Survey | None:
    row = tx.execute(_OF_CLAIM, {"claim": identity}).one_or_none()
    return _survey(row) if row else None


def asked_since(tx: Tx, contact_id: int, since: datetime) -> bool:
    """Whether the contact was asked about any claim since then."""
    query = select(surveys.c.id).where(surveys.c.contact_id == contact_id, surveys.c.asked_at > since).limit(1)
    return tx.connection.execute(query).first() is not None


def ask(tx: Tx, claim: Claim) -> None:
    values = {"claim_id": claim.id, "contact_id": claim.contact_id, "asked_at": tx.now, "comment": "", "finding": ""}
    tx.connection.execute(surveys.insert().values(**values))


def change(tx: Tx, survey: Survey, **values: Any) -> Survey:
    return _survey(tx.connection.execute(update(surveys).where(surveys.c.id == survey.id).values(**values).returning(surveys)).one())


def unreviewed(tx: Tx, limit: int) -> list[int]:
    """Claims whose customer voted low, where no lead looked into it yet; oldest first."""
    c = surveys.c
    low = c.score <= literal_column(str(LOW))  # as the index says it
    query = select(c.claim_id).where(low, c.voted_at.is_not(None), c.reviewed_at.is_(None)).order_by(c.voted_at).limit(limit)
    return list(tx.connection.execute(query).scalars())


def low(tx: Tx, claim_ids: Sequence[int]) -> Mapping[int, datetime]:
    """When each of the claims was voted low that nobody has looked into."""
    c = surveys.c
    query = select(c.claim_id, c.voted_at).where(c.claim_id.in_(claim_ids), c.score <= LOW, c.reviewed_at.is_(None))
    return {row.claim_id: row.voted_at for row in tx.connection.execute(query)}
