"""Letters that tell what is fixed to whom it concerns, as they were previewed; each leaves once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert  # whose ON CONFLICT SQLite reads as well

from storage.database import Tx
from storage.tables import notices


@dataclass(frozen=True, slots=True)
class Notice:
    """`letter`: frozen, as previewed; it and `text` are empty once it was sent: the claim has them."""

    claim_id: int
    problem_id: int
    text: str
    letter: Mapping[str, Any]
    at: datetime
    sent_at: datetime | None


_COLUMNS = tuple(notices.c[each] for each in Notice.__dataclass_fields__)


def of_problem(tx: Tx, identity: int) -> list[Notice]:
    """In the order of the claims' numbers."""
    query = select(*_COLUMNS).where(notices.c.problem_id == identity).order_by(notices.c.claim_id)
    return [Notice(*row) for row in tx.connection.execute(query)]


def keep(tx: Tx, problem_id: int, drafted: Iterable[tuple[int, str, Mapping[str, Any]]]) -> int:
    """(claim, text, letter) of what was previewed now, in the place of what was before; what was sent stays. How many are kept."""
    tx.connection.execute(notices.delete().where(notices.c.problem_id == problem_id, notices.c.sent_at.is_(None)))
    values = {"problem_id": problem_id, "at": tx.now}
    new = insert(notices).on_conflict_do_nothing()
    return sum(
        tx.connection.execute(new.values(claim_id=each, text=text, letter=letter, **values)).rowcount for each, text, letter in drafted
    )


def sent(tx: Tx, notice: Notice) -> bool:
    """Note that it leaves; whether it had not yet."""
    n = notices.c
    this = (n.claim_id == notice.claim_id, n.problem_id == notice.problem_id, n.sent_at.is_(None))
    return tx.connection.execute(update(notices).where(*this).values(sent_at=tx.now, text="", letter={})).rowcount == 1
