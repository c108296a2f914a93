"""Hear the customer again: their words join the claim, and wake it where it waits or is over."""

from datetime import timedelta

from claims.actor import Actor, customer
from claims.claim import Claim
from claims.lifecycle import CloseReason, Move, State
from commands import clocks, know
from commands.acting import happened, moved, post
from commands.open import Told, keep_told, open_claim
from storage import people
from storage.database import Tx


def hear(tx: Tx, claim: Claim, told: Told, *, channel: str = "mail", greet: bool = True) -> Claim:
    """Add the customer's words to `claim` (locked), resuming or reopening it; long after closing: a new claim that follows it.

    `channel`: mail, or form where they were written on the tracking page; `greet`: acknowledge the new claim.
    """
    by = customer(told.address)
    if is_long_over(tx, claim):
        return open_claim(tx, told, channel=channel, greet=greet, follows=claim, by=by)
    contact = know.contact(tx, told.address, told.name)
    know.join(tx, claim, [(contact.address, contact.name), *told.parties])
    woken = _woken(tx, claim, by, channel)
    keep_told(tx, woken, told, contact)
    if woken.owner and woken.state is not claim.state:
        post(tx, woken, "call_owner", by=by, reason="reopened" if claim.state in _OVER else "answered")
    return woken


_OVER = (State.RESOLVED, State.CLOSED)


def is_long_over(tx: Tx, claim: Claim) -> bool:
    """Whether it was closed so long ago that the customer's next word begins something new."""
    return claim.closed_at is not None and tx.now - claim.closed_at > timedelta(days=tx.rules.days.reopen)


def _woken(tx: Tx, claim: Claim, by: Actor, channel: str) -> Claim:
    if claim.state is State.WAITING_CUSTOMER:
        return clocks.refresh(tx, _recorded(tx, moved(tx, claim, Move.ANSWER), "answered", by, claim, channel=channel))
    if claim.state in _OVER and claim.close_reason is not CloseReason.SPAM:
        return reopened(tx, claim, by=by, channel=channel)
    return _recorded(tx, claim, "answered", by, claim, channel=channel)


def reopened(tx: Tx, claim: Claim, *, by: Actor, **detail: str) -> Claim:
    """Open a resolved or closed claim again: in work where its owner is still there, else for somebody to take."""
    owner = people.find(tx, claim.owner) if claim.owner else None
    stays = claim.owner if owner and owner.active else None
    again = moved(tx, claim, Move.REOPEN, reopened=claim.reopened + 1, resolved_at=None, closed_at=None, owner=stays)
    _recorded(tx, again, "reopened", by, claim, **detail)
    if claim.owner and not stays:
        happened(tx, again, "released", by=by, visible=False, owner=claim.owner, reason="departed")
    return clocks.refresh(tx, again)


def _recorded(tx: Tx, claim: Claim, what: str, by: Actor, was: Claim, **detail: str) -> Claim:
    happened(tx, claim, what, by=by, visible=True, was=was, **detail)
    return claim
