"""Promise the customer the next word, and keep on the page what was promised before."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Illegal, Missing
from commands import clocks
from commands.acting import happened, locked, possible, require_owner
from commands.course import NO_UPDATES
from commands.timely import check_next_word
from storage.database import Tx


def promise(tx: Tx, number: str, update_due: datetime, reason_told: str = "", *, by: Actor) -> Claim:
    """Change when the next word is due; the customer sees both times on the page, with the reason that is told.

    Raises Missing where a promise moves later without a reason, Untimely for a time that is over, more than a year away or outside
    working hours, NotOwner, Illegal where no next word is promised.
    """
    claim = locked(tx, number)
    require_owner(tx, claim, by, helpers=True)
    check_ours(claim, "promise")
    check_next_word(tx, claim, update_due, by=by)
    if claim.update_due and update_due > claim.update_due and not reason_told.strip():
        raise Missing(field="reason_told")
    promised = clocks.promise(tx, claim, update_due)
    moved_promise(tx, promised, claim, reason_told, by=by)
    return promised


def check_ours(claim: Claim, verb: str) -> None:
    """Raises Illegal where the next word is the customer's, or nobody's."""
    if claim.state in NO_UPDATES:
        raise Illegal(number=claim.number, verb=verb, state=claim.state, legal=possible(claim))


def moved_promise(tx: Tx, claim: Claim, was: Claim, reason: str = "", *, by: Actor, **detail: Any) -> None:
    """Keep a change of what the customer had been promised; the first promise, and the same time again, change nothing."""
    if was.update_due and claim.update_due and was.update_due != claim.update_due:
        span = {"from": was.update_due.isoformat(), "to": claim.update_due.isoformat()}
        happened(tx, claim, "promised", by=by, visible=True, was=replace(was, state=claim.state), **span, reason=reason.strip(), **detail)
