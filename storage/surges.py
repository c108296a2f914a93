"""Surges: while one lasts, customers read what is known, and what can wait waits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from claims.actor import Actor
from storage.database import Tx
from storage.tables import surges


@dataclass(frozen=True, slots=True)
class Surge:
    """`reason` is for the team, `text_…` for customers; it ends by itself at `until`; `ended_by`: who ended it before."""

    id: int
    reason: str
    problem_id: int | None
    text_ko: str
    text_en: str
    began_at: datetime
    began_by: str
    until: datetime
    ended_by: str | None

    def text(self, language: str) -> str:
        """What customers read, in whichever language there is."""
        return (self.text_ko or self.text_en) if language == "ko" else (self.text_en or self.text_ko)


COLUMNS = tuple(surges.c[each] for each in Surge.__dataclass_fields__)
LASTS = (surges.c.until > bindparam("now"), surges.c.began_at <= bindparam("now"))
_NOW = select(*COLUMNS).where(*LASTS).order_by(surges.c.id.desc()).limit(1)


def _surge(row: Sequence[Any]) -> Surge:
    return Surge(*row)


def now(tx: Tx) -> Surge | None:
    """The one that lasts."""
    row = tx.execute(_NOW, {"now": tx.now}).one_or_none()
    return _surge(tuple(row)) if row else None


def begin(tx: Tx, *, by: Actor, **values: Any) -> Surge:
    query = surges.insert().values(began_at=tx.now, began_by=str(by), **values).returning(*COLUMNS)
    return _surge(tuple(tx.connection.execute(query).one()))


def end(tx: Tx, found: Surge, *, by: Actor) -> Surge:
    """It, and any other that lasts."""
    tx.connection.execute(update(surges).where(surges.c.until > tx.now).values(until=tx.now, ended_by=str(by)))
    return replace(found, until=tx.now, ended_by=str(by))
