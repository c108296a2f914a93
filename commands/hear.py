"""Hear the customer again: their words join the claim, and wake it where it waits or is over."""

from datetime import timedelta
from typing import Any

from claims.actor import Actor, customer
from claims.claim import Claim
from claims.lifecycle import CloseReason, Move, State
from commands import calendars, clocks, know
from commands.acting import happened, moved, post
from commands.away import deputy_of
from commands.joined import ended_at, surviving
from commands.objection import object_to, objecting
from commands.open import Told, keep_told, open_claim
from storage import customers, people
from storage.database import Tx


def hear(tx: Tx, claim: Claim, told: Told, *, channel: str = "mail", greet: bool = True) -> Claim:
    """Add the customer's words to `claim`, resuming or reopening it; long after closing: a new claim that follows it.

    Where it was joined with another one they belong there. `channel`: mail, form (the tracking page) or phone; `greet`: acknowledge
    the new claim.
    """
    by, claim = customer(told.address), surviving(tx, claim)
    if is_long_over(tx, claim):
        return open_claim(tx, told, channel=channel, greet=greet, follows=claim, by=by)
    contact = know.contact(tx, told.address, told.name)
    know.join(tx, claim, [(contact.address, contact.name), *told.parties])
    woken = _woken(tx, claim, by, channel)
    keep_told(tx, woken, told, contact, channel)
    if channel != "phone":
        _call(tx, woken, claim, by)
    return woken


def _call(tx: Tx, claim: Claim, was: Claim, by: Actor) -> None:
    """The owner hears where it is their move again; while they are away, whoever acts for them hears of every word."""
    deputy = deputy_of(tx, claim.owner) if claim.owner else None
    if reason := _calls(was, claim) or ("answered" if deputy else None):
        post(tx, claim, "call_owner", by=by, reason=reason, **({"to": deputy} if deputy else {}))


_OVER = (State.RESOLVED, State.CLOSED)


def is_long_over(tx: Tx, claim: Claim) -> bool:
    """Whether the matter was closed so long ago that the customer's next word begins something new."""
    closed = ended_at(tx, claim)
    return closed is not None and tx.now - closed > timedelta(days=tx.rules.days.reopen)


def _calls(claim: Claim, woken: Claim) -> str | None:
    """What the owner is told, beside the words themselves: what wakes the claim, or that mail alone does not wake it any more."""
    if claim.state in _OVER and woken.state is claim.state and claim.close_reason is not CloseReason.SPAM:
        return "still_closed"
    if woken.state is claim.state or woken.owner is None:
        return None
    return "reopened" if claim.state in _OVER else "answered"


def _woken(tx: Tx, claim: Claim, by: Actor, channel: str) -> Claim:
    if claim.state is State.WAITING_CUSTOMER:
        return clocks.refresh(tx, _recorded(tx, moved(tx, claim, Move.ANSWER), "answered", by, claim, channel=channel))
    if claim.state in _OVER and claim.close_reason is not CloseReason.SPAM and not _enough(tx, claim, channel):
        return reopened(tx, claim, by=by, channel=channel)
    return _recorded(tx, claim, "answered", by, claim, channel=channel)


def _enough(tx: Tx, claim: Claim, channel: str) -> bool:
    """Two machines may write to each other for ever; past the limit a person decides whether this is one."""
    return channel == "mail" and claim.reopened >= tx.rules.limits.reopens


def reopened(tx: Tx, claim: Claim, *, by: Actor, **detail: str) -> Claim:
    """Open a resolved or closed claim again: in work where its owner is still there, else for somebody to take.

    Of what works as designed, within the days for it, this is the customer's one objection.
    """
    owner = people.find(tx, claim.owner) if claim.owner else None
    stays = claim.owner if owner and owner.active else None
    values: dict[str, Any] = {
        "owner": stays,
        "merged_into": None,
        "plan": calendars.plan_of(tx, customers.organisation(tx, claim.organisation_id)) if claim.state is State.CLOSED else claim.plan,
    }
    due = objecting(tx, claim)
    values |= {"update_due": due} if due else {}
    again = moved(tx, claim, Move.REOPEN, reopened=claim.reopened + 1, resolved_at=None, closed_at=None, **values)
    _recorded(tx, again, "reopened", by, claim, **detail)
    if claim.owner and not stays:
        happened(tx, again, "released", by=by, visible=False, owner=claim.owner, reason="departed")
    if due:
        object_to(tx, again, due, by=by)
    return clocks.refresh(tx, again)


def _recorded(tx: Tx, claim: Claim, what: str, by: Actor, was: Claim, **detail: str) -> Claim:
    happened(tx, claim, what, by=by, visible=True, was=was, **detail)
    return claim
