"""Triage: what kind of matter it is, how bad, how wide, and when the customer hears next."""

from datetime import datetime

from claims.actor import Actor
from claims.claim import FREE_OF_CHARGE, Claim, ClaimClass, Impact, Priority, Severity, priority_of
from claims.errors import Invalid, Missing
from claims.lifecycle import Move
from claims.quotes import Quote
from commands import clocks
from commands.acting import happened, locked, moved, require_lead, require_owner
from commands.credit import overturned
from commands.feature import feature
from commands.guard import check_decided
from commands.promise import moved_promise
from commands.quote import standing_offer, tell_money, void_open
from commands.timely import check_next_word
from storage.database import Tx

TRIAGED = tuple(each for each in ClaimClass if each not in (ClaimClass.SPAM, ClaimClass.DUPLICATE))
"""What a claim may be while it is worked on; spam is closed, and a duplicate joins the claim it repeats."""


def triage(
    tx: Tx,
    number: str,
    claim_class: ClaimClass,
    severity: Severity,
    impact: Impact,
    *,
    update_due: datetime | None = None,
    product: str | None = None,
    priority: Priority | None = None,
    reason: str = "",
    by: Actor,
) -> Claim:
    """Set the class and compute the priority; `update_due`, else the target's, is promised to the customer.

    `priority` is a lead's override and needs a reason. Raises NotOwner, NotAllowed, Missing, Untimely for a time that cannot be
    promised, Invalid for a class that is not worked on, Guarded for another class while the customer's objection is not answered.
    """
    claim = locked(tx, number)
    require_owner(tx, claim, by)
    if claim_class not in TRIAGED:
        raise Invalid(field="claim_class", value=claim_class, allowed=TRIAGED)
    if claim_class is ClaimClass.FEATURE:
        return feature(tx, number, claim.subject, by=by)
    if claim_class is not claim.claim_class:
        check_decided(tx, claim)
    computed = priority_of(claim_class, severity, impact)
    if priority not in (None, computed):
        _check_override(tx, reason, by)
    triaged = moved(
        tx,
        claim,
        Move.TRIAGE,
        claim_class=claim_class,
        severity=severity,
        impact=impact,
        priority=priority or computed,
        product=product or claim.product,
    )
    if update_due:
        check_next_word(tx, triaged, update_due, by=by)
    triaged = clocks.promise(tx, triaged, update_due)
    detail = {"claim_class": claim_class, "severity": severity, "impact": impact, "priority": priority or computed, "reason": reason}
    happened(tx, triaged, "triaged", by=by, visible=True, was=claim, **detail)
    if update_due:
        moved_promise(tx, triaged, claim, by=by)
    return clocks.refresh(tx, _money(tx, triaged, claim, by))


def _money(tx: Tx, triaged: Claim, was: Claim, by: Actor) -> Claim:
    """Another kind of matter voids what was offered for the old one; one that is ours was never to be paid."""
    if triaged.claim_class == was.claim_class:
        return triaged
    offered = standing_offer(tx, triaged)
    after = overturned(tx, triaged, by=by) if triaged.claim_class in FREE_OF_CHARGE else void_open(tx, triaged, by=by)
    if was.claim_class and (was.claim_class in FREE_OF_CHARGE) is not (triaged.claim_class in FREE_OF_CHARGE):
        _tell(tx, after, was, offered, by)
    return after


def _tell(tx: Tx, triaged: Claim, was: Claim, offered: Quote | None, by: Actor) -> None:
    """The customer knew the kind of matter, and with it whether it costs anything: that is different now."""
    kinds = {"was": was.claim_class, "claim_class": triaged.claim_class, "free": triaged.claim_class in FREE_OF_CHARGE}
    tell_money(tx, triaged, "reclassed", by=by, quote=offered.number if offered else None, **kinds)


def _check_override(tx: Tx, reason: str, by: Actor) -> None:
    require_lead(tx, by)
    if not reason.strip():
        raise Missing(field="reason")
