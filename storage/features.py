"""Feature requests: one row each, and a vote for every claim that asked for it, counted by customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from claims.claim import Claim
from claims.feature import Decision, name
from claims.kano import Feeling, Kano, need
from storage.database import Tx
from storage.tables import claims, features, votes


@dataclass(frozen=True, slots=True)
class Feature:
    """`goal`: what is wanted and for whom; `due`: until when it is decided; `told_…`: the decision's words for those who asked."""

    id: int
    title: str
    goal: str
    due: datetime
    created_at: datetime
    created_by: str
    decision: Decision | None
    decided_at: datetime | None
    decided_by: str | None
    told_ko: str
    told_en: str

    @property
    def name(self) -> str:
        return name(self.id)

    def told(self, language: str) -> str:
        return self.told_ko if language == "ko" else self.told_en


@dataclass(frozen=True, slots=True)
class Ranked:
    """A request with how many customers asked for it, in how many claims; `kano`: what they answered, None where nobody did."""

    feature: Feature
    customers: int
    claims: int
    kano: Kano | None = None


_COLUMNS = tuple(features.c[each] for each in Feature.__dataclass_fields__)
_FIND = select(*_COLUMNS).where(features.c.id == bindparam("identity"))
_OF_CLAIM = select(*_COLUMNS).join(votes, votes.c.feature_id == features.c.id).where(votes.c.claim_id == bindparam("claim"))


_WHO = func.coalesce(claims.c.organisation_id, -claims.c.contact_id)
"""A customer: an organisation, or a person of none."""


def _feature(row: Sequence[Any]) -> Feature:
    found = Feature(*row)
    return found if found.decision is None else Feature(*(*row[:6], Decision(row[6]), *row[7:]))


def add(tx: Tx, **values: Any) -> Feature:
    row = tx.connection.execute(features.insert().values(created_at=tx.now, told_ko="", told_en="", **values).returning(*_COLUMNS)).one()
    return _feature(tuple(row))


def find(tx: Tx, identity: int, *, lock: bool = False) -> Feature | None:
    """`lock`: nobody decides it, or adds to it, before this transaction ends."""
    if lock:
        tx.connection.execute(select(features.c.id).where(features.c.id == identity).with_for_update(key_share=True))
    row = tx.execute(_FIND, {"identity": identity}).one_or_none()
    return _feature(tuple(row)) if row else None


def of_claim(tx: Tx, identity: int) -> Feature | None:
    """What the claim asked for."""
    row = tx.execute(_OF_CLAIM, {"claim": identity}).one_or_none()
    return _feature(tuple(row)) if row else None


def of_claims(tx: Tx, identities: Sequence[int]) -> dict[int, Feature]:
    """The same for many."""
    query = select(*_COLUMNS, votes.c.claim_id).join(votes, votes.c.feature_id == features.c.id).where(votes.c.claim_id.in_(identities))
    return {row.claim_id: _feature(tuple(row)[:-1]) for row in tx.connection.execute(query)}


def vote(tx: Tx, feature: Feature, claim: Claim) -> None:
    """A claim asks for one thing: the newest."""
    tx.connection.execute(votes.delete().where(votes.c.claim_id == claim.id))
    tx.connection.execute(votes.insert().values(claim_id=claim.id, feature_id=feature.id, at=tx.now))


def answer(tx: Tx, claim: Claim, present: Feeling, absent: Feeling) -> None:
    """How they would feel with it, and without: the newest counts."""
    values = {"present": present, "absent": absent, "answered_at": tx.now}
    tx.connection.execute(update(votes).where(votes.c.claim_id == claim.id).values(**values))


def answer_of(tx: Tx, identity: int) -> tuple[Feeling, Feeling] | None:
    """What a claim's customer answered."""
    row = tx.connection.execute(select(votes.c.present, votes.c.absent).where(votes.c.claim_id == identity)).one_or_none()
    return (Feeling(row.present), Feeling(row.absent)) if row and row.present and row.absent else None


def answers(tx: Tx, identities: Sequence[int]) -> dict[int, Kano]:
    """Of each feature that anybody answered about; of a customer's answers the newest counts."""
    query = select(votes.c.feature_id, _WHO, votes.c.present, votes.c.absent).join(claims, claims.c.id == votes.c.claim_id)
    query = query.where(votes.c.feature_id.in_(identities), votes.c.answered_at.is_not(None))
    rows = tx.connection.execute(query.order_by(votes.c.answered_at, votes.c.claim_id))
    newest = {(row[0], row[1]): need(Feeling(row[2]), Feeling(row[3])) for row in rows}
    return {each: Kano.of(kind for (feature, _), kind in newest.items() if feature == each) for each, _ in newest}


def postpone(tx: Tx, feature: Feature, due: datetime) -> Feature:
    """Decided by another day than was told first."""
    query = update(features).where(features.c.id == feature.id).values(due=due).returning(*_COLUMNS)
    return _feature(tuple(tx.connection.execute(query).one()))


def decide(tx: Tx, feature: Feature, **values: Any) -> Feature:
    query = update(features).where(features.c.id == feature.id).values(decided_at=tx.now, **values).returning(*_COLUMNS)
    return _feature(tuple(tx.connection.execute(query).one()))


def asking(tx: Tx, feature: Feature) -> list[int]:
    """Running numbers of the claims that asked for it."""
    return list(
        tx.connection.execute(select(votes.c.claim_id).where(votes.c.feature_id == feature.id).order_by(votes.c.claim_id)).scalars()
    )


def ranked(tx: Tx, limit: int) -> list[Ranked]:
    """Those that are not decided, and planned ones: the most wanted first. People of no organisation count each."""
    customers, asked = func.count(_WHO.distinct()), func.count()
    query = (
        select(*_COLUMNS, customers, asked).join(votes, votes.c.feature_id == features.c.id).join(claims, claims.c.id == votes.c.claim_id)
    )
    query = query.where(features.c.decision.is_(None) | (features.c.decision == Decision.PLANNED)).group_by(*_COLUMNS)
    rows = tx.connection.execute(query.order_by(customers.desc(), asked.desc(), features.c.id).limit(limit))
    return [Ranked(_feature(tuple(row)[:-2]), row[-2], row[-1]) for row in rows]
