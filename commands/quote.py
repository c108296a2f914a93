"""Offer work for money: a version of a quote, sent to those who may approve it; nothing is charged before they do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from claims import money
from claims.actor import Actor
from claims.bands import Price
from claims.bill import amount
from claims.claim import FREE_OF_CHARGE, Claim
from claims.errors import FreeOfCharge, Illegal, Invalid, Missing, NoApprover, NotFound
from claims.lifecycle import Move
from claims.quotes import Channel, Offer, Quote, QuoteState, newest
from claims.rates import Kind, RateCard
from commands import clocks
from commands.acting import happened, is_lead, locked, moved, possible, post, require_lead, require_owner, step_of
from commands.fees import business_days, card_on, entitlement, local_day, money_of
from storage import contracts, customers, outbox, quotes
from storage.customers import Contact
from storage.database import Tx
from storage.outbox import Door
from storage.quotes import Approval

MOST = timedelta(days=365) // timedelta(minutes=1)
LONGEST = 4000
"""Characters of a scope."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """`held`: it waits for a lead, as it is for much."""

    claim: Claim
    quote: Quote
    held: bool = False


def quote(
    tx: Tx,
    number: str,
    minutes: int,
    text: str = "",
    *,
    cap: int | str | None = None,
    kinds: Collection[Kind] = (),
    excluded: str = "",
    reason_told: str = "",
    by: Actor,
) -> Quoted:
    """Offer `text` (the scope) for an estimate of minutes. `cap`: supply value, as figures or in minor units, else what the estimate
    comes to, or for an incident beyond the contract's pack its price, however long it takes; `kinds`: the multipliers that may apply.

    A version takes the place of the one before. Above the desk's limit it waits for a lead. Raises Missing, Invalid, NotOwner,
    FreeOfCharge, NoApprover, Illegal.
    """
    claim = locked(tx, number)
    require_owner(tx, claim, by)
    step_of(claim, Move.QUOTE)
    _check(tx, claim, minutes, text)
    currency, vat = money_of(tx, claim)
    card = card_on(tx, currency, local_day(tx, claim, tx.now))
    price = _incident_price(tx, claim) if cap is None else 0
    value = price or (_estimated(card, minutes, kinds) if cap is None else _amount(cap, currency))
    if not 0 < value < 10**13:
        raise Invalid(field="cap", value=value)
    offer = Offer(
        claim.claim_class,
        reason_told.strip(),
        text.strip(),
        excluded.strip(),
        minutes,
        frozenset(kinds),
        card,
        currency,
        value,
        vat,
        price > 0,
    )
    last = newest(quotes.of_claim(tx, claim.id))
    made = quotes.add(tx, claim.id, last.version + 1 if last else 1, offer, by=by)
    if value > tx.rules.fees.lead_limit and not is_lead(tx, by):
        happened(tx, claim, "quote_held", by=by, visible=False, quote=made.number)
        post(tx, claim, "quote_held", by=by, quote=made.number)
        return Quoted(claim, made, held=True)
    return _sent(tx, claim, made, by)


def endorse(tx: Tx, number: str, *, by: Actor) -> Quoted:
    """A lead lets a quote leave that is for much. Raises NotAllowed, NotFound where none waits."""
    claim = locked(tx, number)
    require_lead(tx, by)
    last = newest(quotes.of_claim(tx, claim.id))
    if last is None or last.state is not QuoteState.DRAFT:
        raise NotFound(what="quote", name=claim.number)
    _check(tx, claim, last.offer.estimate, last.offer.scope)
    return _sent(tx, claim, last, by)


def unquote(tx: Tx, number: str, *, by: Actor) -> Claim:
    """Take back a quote that nobody answered yet. Raises NotFound, NotOwner."""
    claim = locked(tx, number)
    require_owner(tx, claim, by)
    last = newest(quotes.of_claim(tx, claim.id))
    if last is None or last.state not in (QuoteState.DRAFT, QuoteState.SENT):
        raise NotFound(what="quote", name=claim.number)
    return voided(tx, claim, last, by=by)


def voided(tx: Tx, claim: Claim, last: Quote, *, by: Actor) -> Claim:
    """The quote counts for nothing any more; where it was waited for, work goes on."""
    quotes.change(tx, last, state=QuoteState.VOID, ended_at=last.ended_at or tx.now)
    waited = last.state is QuoteState.SENT and Move.DECLINE_PART in possible(claim)
    after = moved(tx, claim, Move.DECLINE_PART) if waited else claim
    happened(tx, after, "quote_void", by=by, visible=last.sent_at is not None, was=claim if waited else None, quote=last.number)
    return clocks.refresh(tx, after) if waited else after


def void_open(tx: Tx, claim: Claim, *, by: Actor) -> Claim:
    """What was offered and not answered counts for nothing any more: whatever closes or joins a claim begins with this."""
    for each in quotes.of_claim(tx, claim.id):
        if each.state in (QuoteState.DRAFT, QuoteState.SENT):
            claim = voided(tx, claim, each, by=by)
    return claim


def standing_offer(tx: Tx, claim: Claim) -> Quote | None:
    """What the customer may still approve, or did."""
    last = newest(quotes.of_claim(tx, claim.id))
    return last if last and (last.charges or last.state is QuoteState.SENT) else None


def approvers(tx: Tx, claim: Claim) -> list[Contact]:
    """Who may approve for the customer: contacts who were given the right, or whoever asked where they stand for nobody else."""
    if claim.organisation_id is None:
        own = customers.contact(tx, claim.contact_id)
        return [] if customers.is_nobody(own.address) else [own]
    return [each for each in contracts.approvers(tx, claim.organisation_id) if not customers.is_nobody(each.address)]


def _check(tx: Tx, claim: Claim, minutes: int, text: str) -> None:
    if claim.claim_class is None:
        raise Missing(field="claim_class")
    if claim.claim_class in FREE_OF_CHARGE:
        raise FreeOfCharge(number=claim.number, claim_class=claim.claim_class)
    if not text.strip():
        raise Missing(field="text")
    if len(text) > LONGEST:
        raise Invalid(field="text", value=len(text), allowed=(f"{LONGEST}",))
    if not 0 < minutes <= MOST:
        raise Invalid(field="minutes", value=minutes)
    if not approvers(tx, claim):
        named = customers.organisation(tx, claim.organisation_id)
        raise NoApprover(number=claim.number, customer=named.name if named else "")


def _incident_price(tx: Tx, claim: Claim) -> int:
    """What an incident beyond the contract's pack costs, 0 where it has none, or some left."""
    found = entitlement(tx, claim)
    return found.contract.incident_price if found and found.covered and found.incidents == 0 else 0


def _amount(cap: int | str, currency: str) -> int:
    return money.parse(cap, currency) if isinstance(cap, str) else cap


def _estimated(card: RateCard, minutes: int, kinds: Collection[Kind]) -> int:
    """What the estimate comes to at the dearest that may apply."""
    rounded = max(card.minimum, -(-minutes // card.unit) * card.unit)
    return amount(Price(card.rate, card.multiplier(*kinds)), rounded)


def _sent(tx: Tx, claim: Claim, made: Quote, by: Actor) -> Quoted:
    for earlier in quotes.of_claim(tx, claim.id):
        if earlier.version < made.version and earlier.state in (QuoteState.DRAFT, QuoteState.SENT, QuoteState.APPROVED):
            quotes.change(tx, earlier, state=QuoteState.SUPERSEDED, ended_at=earlier.ended_at or tx.now)
    waiting = moved(tx, claim, Move.QUOTE)
    valid = business_days(tx, claim, tx.rules.fees.valid_days)
    sent = quotes.change(tx, made, state=QuoteState.SENT, sent_at=tx.now, valid_until=valid, reminded=0)
    happened(tx, waiting, "quote_sent", by=by, visible=True, was=claim, quote=sent.number)
    clocks.refresh(tx, waiting)
    if _is_standing(tx, waiting, sent):
        return _approved_before(tx, waiting, sent, by)
    tell(tx, waiting, sent, "quote", by=by)
    return Quoted(waiting, sent)


def tell(tx: Tx, claim: Claim, sent: Quote, intent: str, *, by: Actor) -> None:
    """A letter to each who may approve, with a link of their own, and to who asked, without one."""
    tell_money(tx, claim, intent, by=by, quote=sent.id, **_figures(sent))


def _figures(sent: Quote) -> dict[str, Any]:
    """What the letter tells of it."""
    offer = sent.offer
    return {
        "number": sent.number,
        "claim_class": offer.claim_class,
        "reason": offer.reason,
        "scope": offer.scope,
        "excluded": offer.excluded,
        "minutes": offer.estimate,
        "rate": offer.card.rate,
        "supply": offer.sum.supply,
        "vat": offer.sum.vat,
        "currency": offer.currency,
        "until": sent.valid_until.isoformat() if sent.valid_until else None,
    }


def tell_money(tx: Tx, claim: Claim, intent: str, *, by: Actor, **detail: Any) -> None:
    """A letter about money to who asked and to who approves."""
    told = {each.address: each.id for each in approvers(tx, claim)}
    asked = customers.contact(tx, claim.contact_id)
    for address in dict.fromkeys([asked.address, *told]):
        if not customers.is_nobody(address):
            whose: dict[str, Any] = {"addressee": address, "approver": told.get(address)}
            outbox.put(tx, claim, Door.MAIL, intent, by=by, recipient=address, **whose, **detail)


def _is_standing(tx: Tx, claim: Claim, sent: Quote) -> bool:
    contract = contracts.on(tx, claim.organisation_id, local_day(tx, claim, tx.now))
    return contract is not None and claim.claim_class in contract.classes and 0 < sent.offer.cap <= contract.standing


def _approved_before(tx: Tx, claim: Claim, sent: Quote, by: Actor) -> Quoted:
    """By the contract, without asking; announced all the same."""
    approved = accepted(tx, claim, sent, Channel.STANDING, "", "", by=by)
    tell(tx, approved.claim, approved.quote, "quote_standing", by=by)
    return approved


def accepted(tx: Tx, claim: Claim, sent: Quote, channel: Channel, evidence: str, words: str, *, by: Actor) -> Quoted:
    """Keep the approval of exactly this version, and go on with the work. Raises Illegal where the claim waits for none."""
    if Move.APPROVE not in possible(claim):
        raise Illegal(number=claim.number, verb=Move.APPROVE, state=claim.state, legal=possible(claim))
    quotes.decide(tx, Approval(sent.id, tx.now, True, by, sent.version, sent.digest, channel, evidence, words))
    approved = quotes.change(tx, sent, state=QuoteState.APPROVED, approved_at=tx.now)
    after = moved(tx, claim, Move.APPROVE)
    happened(tx, after, "quote_approved", by=by, visible=True, was=claim, quote=sent.number, channel=channel)
    return Quoted(clocks.refresh(tx, after), approved)
