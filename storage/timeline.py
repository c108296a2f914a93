"""What happened to a claim, append-only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from claims.actor import Actor
from claims.claim import Claim
from claims.lifecycle import State
from storage.database import Tx
from storage.tables import timeline

_APPEND = timeline.insert()
_OF_CLAIM = select(timeline).where(timeline.c.claim_id == bindparam("claim")).order_by(timeline.c.id)
_VISIBLE = _OF_CLAIM.where(timeline.c.visible)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `detail` holds keys and values for the words, never prose of ours."""

    id: int
    claim_id: int
    at: datetime
    actor: Actor
    what: str
    from_state: State | None
    to_state: State | None
    visible: bool
    detail: Mapping[str, Any]


def append(tx: Tx, claim: Claim, what: str, *, by: Actor, visible: bool, was: State | None = None, **detail: Any) -> None:
    """Append a line; `was` is the state before, `claim` already stands as it is after."""
    line = {"claim_id": claim.id, "at": tx.now, "actor": str(by), "what": what, "visible": visible, "detail": detail}
    tx.execute(_APPEND, line | {"from_state": was, "to_state": claim.state})


def of_claim(tx: Tx, identity: int, *, visible_only: bool = False) -> list[Event]:
    """The claim's lines in order, or only those the customer sees."""
    return [_event(row) for row in tx.execute(_VISIBLE if visible_only else _OF_CLAIM, {"claim": identity})]


def _event(row: Any) -> Event:
    was, now = (State(value) if value else None for value in (row.from_state, row.to_state))
    return Event(row.id, row.claim_id, row.at, Actor.parse(row.actor), row.what, was, now, row.visible, row.detail)
