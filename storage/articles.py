"""Notes of what solved a matter, and which resolution used which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from claims.actor import Actor, ActorKind
from claims.article import Use, name
from claims.claim import Claim, Factor
from storage.database import Tx
from storage.redaction import ERASED
from storage.tables import article_uses, articles


@dataclass(frozen=True, slots=True)
class Article:
    """`claim_id`: the claim whose resolution `text` was written for; `factor` and `title`: what the cause was."""

    id: int
    claim_id: int
    factor: Factor
    title: str
    text: str
    created_at: datetime
    created_by: str | None
    changed_at: datetime

    @property
    def name(self) -> str:
        return name(self.id)


_COLUMNS = tuple(articles.c[each] for each in Article.__dataclass_fields__)
_FIND = select(*_COLUMNS).where(articles.c.id == bindparam("identity"))
_OF_CLAIM = (
    select(*_COLUMNS).join(article_uses, article_uses.c.article_id == articles.c.id).where(article_uses.c.claim_id == bindparam("claim"))
)


def _article(row: Sequence[Any]) -> Article:
    return Article(*(*row[:2], Factor(row[2]), *row[3:]))


def find(tx: Tx, identity: int) -> Article | None:
    row = tx.execute(_FIND, {"identity": identity}).one_or_none()
    return _article(row) if row else None


def of_claim(tx: Tx, identity: int) -> Article | None:
    """What the claim's resolution used, or became."""
    row = tx.execute(_OF_CLAIM, {"claim": identity}).one_or_none()
    return _article(row) if row else None


def add(tx: Tx, claim: Claim, text: str, *, by: Actor) -> Article:
    """Of a claim's own cause. `by`: a person, or nobody in particular."""
    who = by.id if by.kind is ActorKind.PERSON else None
    values = {"claim_id": claim.id, "factor": claim.factor, "title": claim.cause, "text": text, "created_at": tx.now, "changed_at": tx.now}
    return _article(tx.connection.execute(articles.insert().values(created_by=who, **values).returning(*_COLUMNS)).one())


def change(tx: Tx, article: Article, claim: Claim, text: str) -> Article:
    """Its text is what was written for that claim, from now on; of the claim's own note the cause is what was found this time, too."""
    values: dict[str, Any] = {"claim_id": claim.id, "text": text, "changed_at": tx.now}
    if article.claim_id == claim.id:
        values |= {"factor": claim.factor, "title": claim.cause}
    query = update(articles).where(articles.c.id == article.id).values(**values).returning(*_COLUMNS)
    return _article(tx.connection.execute(query).one())


def use(tx: Tx, claim: Claim, article: Article | None, how: Use) -> None:
    """A resolution uses one, or none: what holds is the newest."""
    tx.connection.execute(article_uses.delete().where(article_uses.c.claim_id == claim.id))
    if article:
        tx.connection.execute(article_uses.insert().values(claim_id=claim.id, article_id=article.id, how=how, at=tx.now))


def used_by(tx: Tx, claim_ids: Sequence[int]) -> dict[int, Article]:
    """By the ids of the claims, as far as they used one."""
    query = select(article_uses.c.claim_id.label("used_by"), *_COLUMNS).join(articles, article_uses.c.article_id == articles.c.id)
    rows = tx.connection.execute(query.where(article_uses.c.claim_id.in_(claim_ids), articles.c.text != ERASED))
    return {row[0]: _article(row[1:]) for row in rows}
