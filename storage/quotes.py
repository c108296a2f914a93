"""Quotes, every version as it was offered, and who said yes or no to which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, literal_column, or_, select, update

from claims.actor import Actor
from claims.claim import ClaimClass
from claims.lifecycle import State
from claims.money import Vat
from claims.quotes import Channel, Offer, Quote, QuoteState
from claims.rates import Kind
from storage.contracts import card_of, plain_card
from storage.database import Tx
from storage.tables import approvals, claims, quotes

_OF_CLAIM = select(quotes).where(quotes.c.claim_id == bindparam("claim")).order_by(quotes.c.version)
_ONE = select(quotes).where(quotes.c.id == bindparam("identity"))
_APPROVALS = select(approvals).where(approvals.c.quote_id == bindparam("quote")).order_by(approvals.c.id)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who said yes (or no: not `approved`) to exactly what. `evidence`: the address it came from, or the mail's Message-ID."""

    quote_id: int
    at: datetime
    approved: bool
    actor: Actor
    version: int
    digest: str
    channel: Channel
    evidence: str
    words: str


def add(tx: Tx, claim_id: int, version: int, offer: Offer, *, by: Actor) -> Quote:
    """A draft."""
    new = {"claim_id": claim_id, "version": version, "state": QuoteState.DRAFT, "created_at": tx.now, "created_by": str(by), "reminded": 0}
    return _quote(tx.connection.execute(quotes.insert().values(**new, **_values(offer)).returning(quotes)).one())


def change(tx: Tx, quote: Quote, **values: Any) -> Quote:
    return _quote(tx.connection.execute(update(quotes).where(quotes.c.id == quote.id).values(**values).returning(quotes)).one())


def of_claim(tx: Tx, claim_id: int) -> list[Quote]:
    """Every version, oldest first."""
    return [_quote(row) for row in tx.execute(_OF_CLAIM, {"claim": claim_id})]


def of_claims(tx: Tx, claim_ids: Sequence[int]) -> dict[int, list[Quote]]:
    """The same for many."""
    found: dict[int, list[Quote]] = {}
    for row in tx.connection.execute(select(quotes).where(quotes.c.claim_id.in_(claim_ids)).order_by(quotes.c.version)):
        found.setdefault(row.claim_id, []).append(_quote(row))
    return found


def offered(tx: Tx, claim_ids: Sequence[int]) -> set[int]:
    """Those of the claims that have a quote, whatever became of it."""
    return set(tx.connection.execute(select(quotes.c.claim_id).where(quotes.c.claim_id.in_(claim_ids)).distinct()).scalars())


def find(tx: Tx, identity: int) -> Quote | None:
    row = tx.execute(_ONE, {"identity": identity}).one_or_none()
    return _quote(row) if row else None


def waiting(tx: Tx, limit: int, remind: Sequence[int]) -> list[Quote]:
    """Sent ones that nobody answered and that may be over, or to be reminded of for the first, second … time after so many business days,
    which are never fewer days; those that expire first."""
    said = [and_(quotes.c.reminded == place, quotes.c.sent_at <= tx.now - timedelta(days=days)) for place, days in enumerate(remind)]
    fitting = or_(
        quotes.c.valid_until < tx.now,
        *said,
        select(claims.c.id).where(claims.c.id == quotes.c.claim_id, claims.c.state == State.CLOSED).exists(),
    )
    query = select(quotes).where(quotes.c.state == QuoteState.SENT, fitting).order_by(quotes.c.valid_until, quotes.c.id).limit(limit)
    return [_quote(row) for row in tx.connection.execute(query)]


def held(tx: Tx, limit: int) -> list[int]:
    """Claims whose quote waits for a lead, oldest first."""
    draft = quotes.c.state == literal_column(f"'{QuoteState.DRAFT}'")  # as the index says it
    query = select(quotes.c.claim_id).where(draft).order_by(quotes.c.id).limit(limit)
    return list(tx.connection.execute(query).scalars())


def decide(tx: Tx, decision: Approval) -> None:
    values = {name: getattr(decision, name) for name in ("quote_id", "at", "approved", "version", "digest", "channel", "evidence", "words")}
    tx.connection.execute(approvals.insert().values(actor=str(decision.actor), **values))


def decisions(tx: Tx, quote_id: int) -> list[Approval]:
    return [
        Approval(
            row.quote_id,
            row.at,
            row.approved,
            Actor.parse(row.actor),
            row.version,
            row.digest,
            Channel(row.channel),
            row.evidence,
            row.words,
        )
        for row in tx.execute(_APPROVALS, {"quote": quote_id})
    ]


def _values(offer: Offer) -> dict[str, Any]:
    return {
        "claim_class": offer.claim_class,
        "reason": offer.reason,
        "scope": offer.scope,
        "excluded": offer.excluded,
        "estimate": offer.estimate,
        "kinds": sorted(offer.kinds),
        "card": plain_card(offer.card),
        "currency": offer.currency,
        "cap": offer.cap,
        "vat_percent": offer.vat.percent,
        "vat_reason": offer.vat.reason,
        "fixed": offer.fixed,
    }


def _quote(row: Any) -> Quote:
    return Quote(
        row.id,
        row.claim_id,
        row.version,
        QuoteState(row.state),
        _offer(row),
        row.created_at,
        row.created_by,
        row.valid_until,
        row.sent_at,
        row.approved_at,
        row.ended_at,
        row.reminded,
    )


def _offer(row: Any) -> Offer:
    return Offer(
        ClaimClass(row.claim_class) if row.claim_class else None,
        row.reason,
        row.scope,
        row.excluded,
        row.estimate,
        frozenset(Kind(each) for each in row.kinds),
        card_of(row.card),
        row.currency,
        row.cap,
        Vat(row.vat_percent, row.vat_reason),
        row.fixed,
    )
