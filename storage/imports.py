"""Who took which file in, and when; the file itself is not kept, only by which it is known again."""

from hashlib import sha256

from claims.actor import Actor
from storage.database import Tx
from storage.tables import imports


def add(tx: Tx, what: str, lines: int, text: str, *, by: Actor) -> None:
    digest = sha256(text.encode()).hexdigest()
    tx.connection.execute(imports.insert().values(what=what, lines=lines, digest=digest, actor=str(by), at=tx.now))
