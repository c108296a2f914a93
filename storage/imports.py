"""Who took which file in, and when; the file itself is not kept, only by which it is known again."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from claims.actor import Actor
from storage.database import Tx
from storage.tables import imports


@dataclass(frozen=True, slots=True)
class Import:
    """`digest`: sha256 of the text in UTF-8, in hex; `by` as `kind:id`."""

    at: datetime
    by: str
    lines: int
    digest: str


def add(tx: Tx, what: str, lines: int, text: str, *, by: Actor) -> None:
    digest = sha256(text.encode()).hexdigest()
    tx.connection.execute(imports.insert().values(what=what, lines=lines, digest=digest, actor=str(by), at=tx.now))


def of(tx: Tx, what: str) -> list[Import]:
    """The newest first."""
    query = select(imports).where(imports.c.what == what).order_by(imports.c.id.desc())
    return [Import(row.at, row.actor, row.lines, row.digest) for row in tx.connection.execute(query)]
