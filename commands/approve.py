"""The customer's yes or no to a quote; silence is neither, and a version that another one replaced cannot be answered any more."""

from datetime import datetime
from itertools import islice

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import NotAllowed, NotFound, Stale
from claims.lifecycle import Move
from claims.quotes import Channel, Quote, QuoteState, on_offer
from commands import clocks
from commands.acting import happened, locked, moved, possible, post
from commands.calendars import terms
from commands.quote import Quoted, accepted, approvers, tell, void_open, voided
from storage import claims, quotes, runs
from storage.customers import Contact
from storage.database import Tx
from storage.quotes import Approval

BATCH, AT_ONCE = 2000, 20
"""Quotes that one run of the clock's job looks at, and how many it tells of: the rest comes with the next."""


def approve(tx: Tx, number: str, version: int, digest: str, *, channel: Channel, evidence: str, words: str = "", by: Actor) -> Quoted:
    """A contact with the right says yes to the version that they read; twice is once.

    `digest`: of what they read; `evidence`: the address it came from, or the mail's Message-ID. Raises NotAllowed, NotFound, Stale for
    what is no longer on offer.
    """
    claim, sent = _answered(tx, number, version, digest, by)
    if sent.state is QuoteState.APPROVED:
        return Quoted(claim, sent)
    _check_open(tx, claim, sent)
    done = accepted(tx, claim, sent, channel, evidence, words, by=by)
    post(tx, done.claim, "call_owner", by=by, reason="quote_approved")
    return done


def decline(
    tx: Tx, number: str, version: int, digest: str, *, end: bool = False, channel: Channel, evidence: str, words: str = "", by: Actor
) -> Quoted:
    """A contact with the right says no: what costs nothing goes on, or with `end` the matter is over. Raises as `approve`."""
    claim, sent = _answered(tx, number, version, digest, by)
    if sent.state is QuoteState.DECLINED:
        return Quoted(claim, sent)
    _check_open(tx, claim, sent)
    quotes.decide(tx, Approval(sent.id, tx.now, False, by, sent.version, sent.digest, channel, evidence, words))
    declined = quotes.change(tx, sent, state=QuoteState.DECLINED, ended_at=tx.now)
    after = _without(tx, claim, Move.DECLINE if end else Move.DECLINE_PART, by)
    happened(tx, after, "quote_declined", by=by, visible=True, was=claim, quote=sent.number, channel=channel, text=words)
    post(tx, after, "call_owner", by=by, reason="quote_declined")
    return Quoted(clocks.refresh(tx, after), declined)


def tend(tx: Tx, slot: datetime) -> int:
    """Remind approvers of quotes that wait, and end those that expired; how many."""
    if not runs.first_time(tx, "quotes", slot):
        return 0
    due = (each for each in quotes.waiting(tx, BATCH, tx.rules.fees.remind) if _is_due(tx, each))
    return sum(_tended(tx, each) for each in islice(due, AT_ONCE))


def _is_due(tx: Tx, sent: Quote) -> bool:
    """Looked at without a lock, which is for those that something is done to."""
    claim = claims.find(tx, sent.claim_id)
    if claim is None or sent.sent_at is None or sent.valid_until is None:
        return False
    return tx.now > sent.valid_until or Move.EXPIRE not in possible(claim) or _reminders_due(tx, claim, sent.sent_at) > sent.reminded


def may_approve(tx: Tx, claim: Claim, address: str) -> Contact | None:
    """The contact behind an address, where they may approve for this claim's customer."""
    return next((each for each in approvers(tx, claim) if each.address == address.lower()), None)


def _answered(tx: Tx, number: str, version: int, digest: str, by: Actor) -> tuple[Claim, Quote]:
    claim = locked(tx, number)
    if may_approve(tx, claim, by.id) is None:
        raise NotAllowed(role="approver")
    every = quotes.of_claim(tx, claim.id)
    sent = next((each for each in every if each.version == version), None)
    if sent is None:
        raise NotFound(what="quote", name=claim.number)
    if sent.digest != digest or on_offer(every) != sent:
        raise Stale(number=claim.number, what="quote")
    return claim, sent


def _check_open(tx: Tx, claim: Claim, sent: Quote) -> None:
    if not sent.is_open(tx.now) or Move.APPROVE not in possible(claim):
        raise Stale(number=claim.number, what="quote")


def _without(tx: Tx, claim: Claim, move: Move, by: Actor) -> Claim:
    if move is Move.DECLINE_PART:
        return moved(tx, claim, move)
    return moved(tx, void_open(tx, claim, by=by), move, closed_at=tx.now)


def _tended(tx: Tx, waiting: Quote) -> int:
    claim = claims.find(tx, waiting.claim_id, lock=True)
    sent = quotes.find(tx, waiting.id)
    if claim is None or sent is None or sent.state is not QuoteState.SENT or sent.sent_at is None or sent.valid_until is None:
        return 0
    by = Actor.parse("clock:quotes")
    if Move.EXPIRE not in possible(claim):
        voided(tx, claim, sent, by=by)
        return 1
    due = _reminders_due(tx, claim, sent.sent_at)
    if tx.now > sent.valid_until and sent.reminded >= len(tx.rules.fees.remind):
        return _expired(tx, claim, sent, by)
    if due > sent.reminded:
        quotes.change(tx, sent, reminded=due)
        tell(tx, claim, sent, "quote_reminded", by=by)
        return 1
    return 0


def _reminders_due(tx: Tx, claim: Claim, since: datetime) -> int:
    calendar = terms(tx, claim).calendar
    return sum(calendar.add(since, calendar.business_days(days)) <= tx.now for days in tx.rules.fees.remind)


def _expired(tx: Tx, claim: Claim, sent: Quote, by: Actor) -> int:
    quotes.change(tx, sent, state=QuoteState.EXPIRED, ended_at=tx.now)
    after = _without(tx, claim, Move.EXPIRE, by)
    happened(tx, after, "quote_expired", by=by, visible=True, was=claim, quote=sent.number)
    tell(tx, after, sent, "quote_expired", by=by)
    clocks.refresh(tx, after)
    return 1
