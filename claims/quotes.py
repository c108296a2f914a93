"""A quote (견적): what we offer to do for at most how much, and what has to happen before a minute of it is charged."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from claims.claim import ClaimClass
from claims.money import Sum, Vat, summed
from claims.rates import Kind, RateCard


class QuoteState(StrEnum):
    """`superseded`: a newer version stands in its place; `void`: nothing under it is charged, ever."""

    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    VOID = "void"


class Channel(StrEnum):
    """How an approval came: by the signed page, by a mail that passed authentication, or by what the contract approves beforehand."""

    PAGE = "page"
    MAIL = "mail"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the customer reads and approves. `estimate` in minutes; `cap`: supply value in minor units that the bill never passes;
    `kinds`: the multipliers that may apply; `fixed`: the cap is what it costs, however long it takes, as for an incident beyond a pack."""

    claim_class: ClaimClass | None
    reason: str
    scope: str
    excluded: str
    estimate: int
    kinds: frozenset[Kind]
    card: RateCard
    currency: str
    cap: int
    vat: Vat
    fixed: bool = False

    @property
    def sum(self) -> Sum:
        """What it comes to at the most."""
        return summed(self.cap, self.vat)


@dataclass(frozen=True, slots=True)
class Quote:
    """`number` is the claim's with a letter and the version; `approved_at` and `ended_at` bound the time in which work is chargeable."""

    id: int
    claim_id: int
    version: int
    state: QuoteState
    offer: Offer
    created_at: datetime
    created_by: str
    valid_until: datetime | None
    sent_at: datetime | None
    approved_at: datetime | None
    ended_at: datetime | None
    reminded: int

    @property
    def number(self) -> str:
        return f"Q{self.claim_id}-{self.version}"

    @property
    def digest(self) -> str:
        """SHA-256 of everything that is approved, so that it is known later to what exactly somebody agreed."""
        return digest(self.claim_id, self.version, self.offer)

    @property
    def charges(self) -> bool:
        """Whether work between its approval and its end is charged."""
        return self.approved_at is not None and self.state is not QuoteState.VOID

    def is_open(self, at: datetime) -> bool:
        """Whether it can be approved still: sent, the newest, and not expired."""
        return self.state is QuoteState.SENT and self.valid_until is not None and at <= self.valid_until


def digest(claim_id: int, version: int, offer: Offer) -> str:
    card = offer.card
    said = {
        "claim": claim_id,
        "version": version,
        "class": offer.claim_class,
        "reason": offer.reason,
        "scope": offer.scope,
        "excluded": offer.excluded,
        "estimate": offer.estimate,
        "kinds": {kind: str(card.multiplier(kind)) for kind in sorted(offer.kinds)},
        "rate": card.rate,
        "rate_version": card.version,
        "unit": card.unit,
        "minimum": card.minimum,
        "currency": offer.currency,
        "cap": offer.cap,
        "vat": [offer.vat.percent, offer.vat.reason],
    } | ({"fixed": True} if offer.fixed else {})
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def newest(quotes: Iterable[Quote]) -> Quote | None:
    return max(quotes, key=lambda quote: quote.version, default=None)


def on_offer(quotes: Iterable[Quote]) -> Quote | None:
    """The newest version that the customer was sent, whatever became of it: one that still waits for a lead replaces nothing."""
    return newest(quote for quote in quotes if quote.sent_at)


def basis(quotes: Iterable[Quote]) -> Quote | None:
    """The version whose cap bounds the bill: the newest that was ever approved."""
    return newest(quote for quote in quotes if quote.charges)


def chargeable(quotes: Sequence[Quote], start: datetime, end: datetime) -> list[tuple[datetime, datetime, Quote]]:
    """The parts of [start, end) that lie after an approval and before that version's end. Whole minutes: one that was begun before
    the approval is not charged."""
    found = []
    for quote in quotes:
        if quote.approved_at is None or not quote.charges:
            continue
        first, last = max(start, _up(quote.approved_at)), min(end, quote.ended_at or end)
        if first < last:
            found.append((first, last, quote))
    return sorted(found, key=lambda part: part[0])


def _up(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)
