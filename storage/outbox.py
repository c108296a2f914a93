"""What the desk still has to say: intents in order per claim and door, leased before the network is touched."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select, update

from claims.actor import Actor, ActorKind
from claims.claim import Claim
from storage.built import Rows
from storage.database import Tx
from storage.tables import claims, outbox, places


class Door(StrEnum):
    SLACK = "slack"
    MAIL = "mail"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing to say. `frozen` is the letter or post exactly as it leaves, once it was first attempted; `urgent`: a person waits."""

    id: int
    claim_id: int | None
    door: Door
    intent: str
    detail: Mapping[str, Any]
    actor: Actor
    recipient: str | None
    created_at: datetime
    attempts: int
    frozen: Mapping[str, Any] | None
    lease: str | None


_UNFINISHED = select(outbox.c.id).where(
    outbox.c.claim_id == bindparam("claim"), outbox.c.door == bindparam("of_door"), outbox.c.done_at.is_(None)
)
_WAITING = _UNFINISHED.where(outbox.c.intent == bindparam("what"), outbox.c.lease.is_(None)).limit(1).with_for_update()


def _is_free(now: Any) -> ColumnElement[bool]:
    """Due, and in nobody's hand."""
    return and_(outbox.c.due_at <= now, or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now))


def _heads() -> Select[Any]:
    """Of the queues of a door, the most urgent first."""
    earlier = outbox.alias("earlier")
    blocked = select(earlier.c.id).where(
        earlier.c.claim_id == outbox.c.claim_id, earlier.c.door == outbox.c.door, earlier.c.done_at.is_(None), earlier.c.id < outbox.c.id
    )
    free = and_(outbox.c.done_at.is_(None), _is_free(bindparam("now")), ~blocked.exists())
    query = select(outbox.c.id, outbox.c.intent, outbox.c.urgent).where(outbox.c.door == bindparam("of_door"), free)
    return query.order_by(outbox.c.urgent.desc(), outbox.c.id)


_HURRY = (
    update(outbox)
    .where(outbox.c.claim_id == bindparam("claim"), outbox.c.door == bindparam("of_door"), outbox.c.done_at.is_(None))
    .values(urgent=True)
    .returning(outbox.c.intent, outbox.c.lease)
)
_HEADS = _heads().limit(1).with_for_update(skip_locked=True)
_HEADS_BUT_CARDS = _HEADS.where(outbox.c.intent != "card")
_ANY_DUE = _heads().limit(1)
_PUT = outbox.insert().returning(outbox.c.id)
_AUTOMATIC = select(func.count()).where(outbox.c.recipient == bindparam("to"), outbox.c.created_at >= bindparam("since"))


def put(
    tx: Tx,
    claim: Claim | None,
    door: Door,
    intent: str,
    *,
    by: Actor,
    recipient: str | None = None,
    frozen: Mapping[str, Any] | None = None,
    after: timedelta = timedelta(),
    **detail: Any,
) -> int:
    """Add an intent at the end of the claim's queue for that door; not tried before `after` has passed.

    Where a person waits for it, all that stands before it in the queue becomes as urgent as it is.
    """
    if claim and by.kind is ActorKind.PERSON:
        _hurry(tx, claim, door)
    return _add(tx, claim, door, intent, detail, by, recipient=recipient, frozen=frozen, frozen_at=tx.now if frozen else None, after=after)


def merge(tx: Tx, claim: Claim, door: Door, intent: str, *, by: Actor) -> None:
    """Put an intent that shows its claim as it will be then, unless one waits that nobody is sending yet."""
    waits = _hurried if by.kind is ActorKind.PERSON else _waiting
    if not waits(tx, claim, door, intent):
        _add(tx, claim, door, intent, {}, by)


def lease(tx: Tx, door: Door, holder: str, span: timedelta, but: Collection[int] = ()) -> Intent | None:
    """Lease the most urgent head of a queue for `span`: no earlier unfinished row of its claim, due, and nobody else's.

    `holder` names this one attempt, so that one that was too slow cannot end the row in the name of the next; `but`: rows not to take.
    """
    row = _first_free(tx, door, but, _HEADS)
    if row and row.intent == "card" and _overtakes(tx, row, but):
        row = _first_free(tx, door, but, _HEADS_BUT_CARDS)
    if row is None:
        return None
    query = update(outbox).where(outbox.c.id == row.id).values(lease=holder, leased_until=tx.now + span, attempts=outbox.c.attempts + 1)
    return _intent(tx.connection.execute(query.returning(outbox)).one())


def any_due(tx: Tx, door: Door) -> bool:
    """Whether a lease would find something; costs no write."""
    return tx.execute(_ANY_DUE, {"of_door": door, "now": tx.now}).first() is not None


def freeze(tx: Tx, intent: Intent, frozen: Mapping[str, Any]) -> bool:
    """Keep the letter or post as it will leave; whether the lease is still ours."""
    return _own(tx, intent, frozen=dict(frozen), frozen_at=tx.now)


def finish(tx: Tx, intent: Intent, outcome: str) -> bool:
    """End the row; whether it was still ours to end."""
    return _own(tx, intent, done_at=tx.now, outcome=outcome, lease=None, leased_until=None)


def retry(tx: Tx, intent: Intent, after: timedelta, outcome: str) -> bool:
    """Give the row back, to be tried again after a while; those behind it wait."""
    return _own(tx, intent, due_at=tx.now + after, outcome=outcome, lease=None, leased_until=None)


def give_up(tx: Tx, intent: Intent, outcome: str) -> bool:
    """End a row that cannot be sent, so that those behind it go on."""
    return _own(tx, intent, done_at=tx.now, failed_at=tx.now, outcome=outcome, lease=None, leased_until=None)


def message_ids(tx: Tx, claim_id: int, intents: Collection[str], recipient: str, *, quote: int) -> set[str]:
    """Message-IDs of the letters to somebody about one version of a quote, as they left."""
    query = select(outbox.c.detail, outbox.c.frozen).where(outbox.c.claim_id == claim_id, outbox.c.intent.in_(list(intents)))
    rows = tx.connection.execute(query.where(outbox.c.door == Door.MAIL, outbox.c.recipient == recipient))
    return {row.frozen["message_id"] for row in rows if row.frozen and row.detail.get("quote") == quote}


def lighten(tx: Tx, done_before: datetime, limit: int = 5000) -> int:
    """Empty the copies of what left before then, of claims that were closed by then: a letter's words stand with its message; how many."""
    over = select(claims.c.id).where(claims.c.closed_at < done_before)
    old = select(outbox.c.id).where(outbox.c.done_at < done_before, outbox.c.frozen_at.is_not(None))
    old = old.where(or_(outbox.c.claim_id.is_(None), outbox.c.claim_id.in_(over))).order_by(outbox.c.id).limit(limit)
    return tx.connection.execute(update(outbox).where(outbox.c.id.in_(old)).values(frozen=None, frozen_at=None)).rowcount


def forget_leases(tx: Tx) -> int:
    """Free what a process had leased that is dead for certain, so that nobody waits for its leases to run out; how many they were."""
    query = update(outbox).where(outbox.c.done_at.is_(None), outbox.c.lease.is_not(None))
    return tx.connection.execute(query.values(lease=None, leased_until=None)).rowcount


def card_on_its_way(tx: Tx) -> bool:
    """Whether a claim's first card was tried and is not noted yet."""
    tried = select(outbox.c.id).where(outbox.c.intent == "card", outbox.c.done_at.is_(None), outbox.c.attempts > 0)
    placed = select(places.c.claim_id).where(places.c.claim_id == outbox.c.claim_id)
    return tx.connection.execute(tried.where(~placed.exists()).limit(1)).first() is not None


def card_before(tx: Tx, intent: Intent, until: datetime) -> bool:
    """Whether somebody has a claim's first card in hand that comes before this one, on a lease that ends after `until`."""
    mine = select(outbox.c.urgent).where(outbox.c.id == intent.id).scalar_subquery()
    leased = _first_cards().where(outbox.c.id < intent.id, outbox.c.leased_until > until, or_(outbox.c.urgent, ~mine))
    return tx.connection.execute(leased.limit(1)).first() is not None


def automatic_to(tx: Tx, recipient: str, since: datetime) -> int:
    """How many automatic letters were put for a recipient since then."""
    return int(tx.execute(_AUTOMATIC, {"to": recipient, "since": since}).scalar())


def worked(tx: Tx, intent: Intent, since: datetime, until: datetime) -> bool:
    """Whether anything else at the intent's door was delivered in that time; what was put long before it is not looked at."""
    c = outbox.c
    lately = c.id > intent.id - 5_000, c.id != intent.id, c.door == intent.door
    query = select(c.id).where(*lately, c.failed_at.is_(None), c.done_at >= since, c.done_at <= until)
    return tx.connection.execute(query.limit(1)).first() is not None


def depth(tx: Tx) -> dict[str, tuple[int, datetime | None]]:
    """Per door: how many rows wait and since when the oldest."""
    query = select(outbox.c.door, func.count(), func.min(outbox.c.created_at)).where(outbox.c.done_at.is_(None)).group_by(outbox.c.door)
    return {row[0]: (row[1], row[2]) for row in tx.connection.execute(query)}


def failed(tx: Tx) -> int:
    return tx.connection.execute(select(func.count()).where(outbox.c.failed_at.is_not(None))).scalar_one()


def _add(
    tx: Tx,
    claim: Claim | None,
    door: Door,
    intent: str,
    detail: Mapping[str, Any],
    by: Actor,
    after: timedelta = timedelta(),
    **values: Any,
) -> int:
    empty = {"recipient": None, "frozen": None, "frozen_at": None}
    row = {"claim_id": claim.id if claim else None, "door": door, "intent": intent, "detail": detail, "actor": str(by)}
    times = {"urgent": by.kind is ActorKind.PERSON, "created_at": tx.now, "due_at": tx.now + after}
    return int(tx.execute(_PUT, row | times | empty | values).scalar())


def _waiting(tx: Tx, claim: Claim, door: Door, intent: str) -> bool:
    """Locks the row, so that nobody who saw the claim as it was before takes it to the wire meanwhile."""
    return tx.execute(_WAITING, {"claim": claim.id, "of_door": door, "what": intent}).first() is not None


def _hurried(tx: Tx, claim: Claim, door: Door, intent: str) -> bool:
    """The same, with all that waits for the claim made urgent."""
    return any(row.intent == intent and row.lease is None for row in _hurry(tx, claim, door))


def _hurry(tx: Tx, claim: Claim, door: Door) -> Rows:
    return tx.execute(_HURRY, {"claim": claim.id, "of_door": door})


def _first_free(tx: Tx, door: Door, but: Collection[int], heads: Select[Any]) -> Any | None:
    values = {"of_door": door, "now": tx.now}
    if but:
        return tx.connection.execute(heads.where(outbox.c.id.not_in(but)), values).first()
    return tx.execute(heads, values).first()


def _overtakes(tx: Tx, row: Any, but: Collection[int]) -> bool:
    """Whether a claim's first card would leave before another's that nobody has in hand: a job that changes its claim holds the row."""
    if tx.connection.execute(_first_cards().where(outbox.c.id == row.id)).first() is None:
        return False
    earlier = _first_cards().where(
        outbox.c.id < row.id, outbox.c.id.not_in(but), _is_free(tx.now), or_(outbox.c.urgent, literal(not row.urgent))
    )
    return tx.connection.execute(earlier.limit(1)).first() is not None


def _first_cards() -> Select[Any]:
    """Those of claims that have no place yet."""
    placed = select(places.c.claim_id).where(places.c.claim_id == outbox.c.claim_id)
    return select(outbox.c.id).where(outbox.c.door == Door.SLACK, outbox.c.done_at.is_(None), outbox.c.intent == "card", ~placed.exists())


def _own(tx: Tx, intent: Intent, **values: Any) -> bool:
    query = update(outbox).where(outbox.c.id == intent.id, outbox.c.lease == intent.lease).values(**values)
    return tx.connection.execute(query).rowcount == 1


def _intent(row: Any) -> Intent:
    return Intent(
        row.id,
        row.claim_id,
        Door(row.door),
        row.intent,
        row.detail,
        Actor.parse(row.actor),
        row.recipient,
        row.created_at,
        row.attempts,
        row.frozen,
        row.lease,
    )
