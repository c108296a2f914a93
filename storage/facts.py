"""What a claim's life came to: one row for each time it ended, so that no report reads timelines."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from claims.stages import Chain, Stage
from storage.database import Tx
from storage.tables import facts

_ADD = facts.insert()
_OF_CLAIM = select(facts).where(facts.c.claim_id == bindparam("claim")).order_by(facts.c.id)
_REOPEN = (
    update(facts)
    .where(facts.c.claim_id == bindparam("claim"), facts.c.reopened_after.is_(None))
    .values(reopened_at=bindparam("again"), reopened_after=bindparam("minutes"))
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Business minutes of each stage until it ended, and what else reports ask for. `resolved`: else it was closed without.

    `nobodys`: minutes nobody owned it, waits included; `silence`: the longest gap between words to the customer; `transfers`: changes
    of owner; `reopened_at`: when it was opened again, `reopened_after` so many business minutes; None where it was not.
    """

    ended_at: datetime
    resolved: bool
    first_response: int | None
    unowned: int
    triage: int
    work: int
    customer: int
    approval: int
    release: int
    over: int
    calendar_minutes: int
    nobodys: int
    transfers: int
    silence: int
    reopened_at: datetime | None = None
    reopened_after: int | None = None

    @classmethod
    def of(cls, chain: Chain, **values: Any) -> "Fact":
        minutes: dict[str, Any] = {str(stage): chain.minutes[stage] for stage in Stage}
        return cls(calendar_minutes=chain.calendar_minutes, nobodys=chain.unowned, **minutes, **values)


def add(tx: Tx, claim_id: int, fact: Fact) -> None:
    tx.execute(_ADD, {"claim_id": claim_id} | asdict(fact))


def reopen(tx: Tx, claim_id: int, minutes: int) -> None:
    """The claim's last end was none; it was opened again after so many business minutes."""
    tx.execute(_REOPEN, {"claim": claim_id, "again": tx.now, "minutes": minutes})


def of_claim(tx: Tx, claim_id: int) -> list[Fact]:
    rows = tx.execute(_OF_CLAIM, {"claim": claim_id})
    return [Fact(**{name: getattr(row, name) for name in Fact.__dataclass_fields__}) for row in rows]


def replace(tx: Tx, claim_id: int, found: Iterable[Fact]) -> None:
    tx.connection.execute(delete(facts).where(facts.c.claim_id == claim_id))
    for fact in found:
        add(tx, claim_id, fact)
