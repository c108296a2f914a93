"""The statement of a claim's work, and what the customer disputes of it."""

from typing import Any

from claims.actor import Actor
from claims.claim import FREE_OF_CHARGE, Claim
from claims.errors import FreeOfCharge, Invalid, Missing, NotFound, TooLate
from claims.statements import CHARGED, draft
from commands.acting import happened, locked, post, require_owner
from commands.fees import account, business_days, local_day
from commands.quote import tell_money
from storage import claims, customers, quotes, statements
from storage.database import Tx
from storage.statements import Statement

__all__ = ["Statement", "bill", "dispute", "stated"]  # the doors read the statement through here


def bill(tx: Tx, number: str, *, by: Actor) -> Statement:
    """Issue the statement of what was worked since the last one. Raises NotOwner, FreeOfCharge, NotFound where nothing was charged."""
    claim = locked(tx, number)
    require_owner(tx, claim, by)
    if claim.claim_class in FREE_OF_CHARGE:
        raise FreeOfCharge(number=claim.number, claim_class=claim.claim_class)
    issued = stated(tx, claim, by=by)
    if issued is None:
        raise NotFound(what="work", name=claim.number)
    return issued


def stated(tx: Tx, claim: Claim, *, by: Actor) -> Statement | None:
    """The statement, where there is chargeable work that none has charged yet. What was approved is used up by it."""
    customers.lock(tx, claim.organisation_id)
    known = account(tx, claim)
    if known.approved is None or not known.due.raw:
        return None
    offer, lines = known.approved.offer, draft(known.due)
    month = f"{local_day(tx, claim, tx.now):%Y-%m}"
    until = business_days(tx, claim, tx.rules.fees.dispute_days)
    issued = statements.add(
        tx, claim.id, known.due, lines, currency=offer.currency, vat=offer.vat, cap=known.cap, month=month, dispute_until=until, by=by
    )
    for each in known.quotes:
        if each.charges and each.ended_at is None:
            quotes.change(tx, each, ended_at=tx.now)
    happened(tx, claim, "statement_issued", by=by, visible=True, statement=issued.number, amount=issued.sum.total)
    if issued.sum.supply:
        tell_money(tx, claim, "statement", by=by, **_figures(issued))
    return issued


def _figures(issued: Statement) -> dict[str, Any]:
    """What the letter tells of it."""
    return {
        "number": issued.number,
        "raw": issued.raw,
        "covered": issued.covered,
        "supply": issued.sum.supply,
        "vat": issued.sum.vat,
        "currency": issued.currency,
        "until": issued.dispute_until.isoformat(),
    }


def dispute(tx: Tx, number: str, line: int, words: str, *, by: Actor) -> Statement:
    """The customer disputes a line (its id) once, within the days for it; the others stay due.

    Raises Missing without a reason, NotFound, TooLate, Invalid for words that are too long.
    """
    claim = locked(tx, number)
    statement = next((each for each in statements.of_claim(tx, claim.id) if any(one.id == line for one in each.lines)), None)
    found = next((one for one in statement.lines if one.id == line and one.kind in CHARGED), None) if statement else None
    if statement is None or found is None:
        raise NotFound(what="line", name=str(line))
    if not words.strip():
        raise Missing(field="text")
    if len(words) > tx.rules.limits.page_words:
        raise Invalid(field="text", value=len(words))
    if statement.dispute_of(line):
        return statement
    if tx.now > statement.dispute_until:
        raise TooLate(number=claim.number, days=tx.rules.fees.dispute_days)
    statements.dispute(tx, line, words.strip(), business_days(tx, claim, tx.rules.fees.answer_days), by=by)
    happened(tx, claim, "line_disputed", by=by, visible=True, statement=statement.number, text=words.strip())
    post(tx, claim, "call_owner", by=by, reason="line_disputed")
    claims.look_again(tx, claim.id)
    return next(each for each in statements.of_claim(tx, claim.id) if each.id == statement.id)
