"""Join a claim with the one that it repeats, and take that back: one owner, one thread, and both customers hear of it."""

from datetime import datetime, timedelta
from typing import Any

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Illegal, Invalid, Joined, OtherCustomer, TooLate, Unjoined
from claims.lifecycle import Move
from commands import clocks, know
from commands.acting import happened, is_lead, locked_together, looked_up, moved, possible, post, require_owner, send_automatic, step_of
from commands.joined import last_of
from commands.quote import void_open
from storage import claims, customers, messages, timeline
from storage.database import Tx
from storage.messages import Direction

SHOWN = 5
"""Messages of a joined claim that are told in the other's thread; its own thread has all."""


def merge(tx: Tx, number: str, into: str, *, by: Actor) -> Claim:
    """Close `number` as a duplicate of `into`, where both customers' words are heard from now on; the closed claim.

    `into` is open, or was resolved within the days of reopening; one that nobody has becomes the owner's of `number`. Raises
    OtherCustomer across organisations, Joined where either was joined already, Invalid for a claim with itself, Illegal, NotOwner.
    """
    claim, parent = locked_together(tx, number, into)
    _check(tx, claim, parent)
    if claim.owner is not None:
        require_owner(tx, claim, by)
    return _merged(tx, claim, parent, by)


def revert(tx: Tx, number: str, *, by: Actor) -> Claim:
    """Take back that the claim was joined with another one, or else that it was split from one; it as it stands then.

    Parted, it stands as it stood before. Raises Unjoined where there is nothing to take back, TooLate after the days for it, NotOwner,
    Illegal for what was split off and is over.
    """
    claim = looked_up(tx, number)
    if claim.merged_into:
        return _parted(tx, claim, by)
    if not claim.split_from:
        raise Unjoined(number=claim.number)
    if not claim.is_open:
        raise Illegal(number=claim.number, verb=Move.REVERT, state=claim.state, legal=possible(claim))
    _check_days(tx, claim, tx.now - claim.opened_at)
    return merge(tx, number, str(claim.split_from), by=by)


def _check(tx: Tx, claim: Claim, parent: Claim) -> None:
    if claim.id == parent.id:
        raise Invalid(field="into", value=parent.number)
    for each in (parent, claim):
        if each.merged_into:
            raise Joined(number=each.number, into=last_of(tx, each).number)
    step_of(claim, Move.MERGE)
    if not _lives(tx, parent):
        raise Illegal(number=parent.number, verb=Move.MERGE, state=parent.state, legal=possible(parent))
    if not _one_customer(claim, parent):
        raise OtherCustomer(number=claim.number, into=parent.number)


def _lives(tx: Tx, parent: Claim) -> bool:
    since = parent.resolved_at
    return parent.closed_at is None and (since is None or tx.now - since <= timedelta(days=tx.rules.days.reopen))


def _one_customer(claim: Claim, parent: Claim) -> bool:
    """One organisation; whoever belongs to none is joined with nobody but themselves."""
    if claim.contact_id == parent.contact_id:
        return True
    return claim.organisation_id is not None and claim.organisation_id == parent.organisation_id


def _merged(tx: Tx, claim: Claim, parent: Claim, by: Actor) -> Claim:
    claim, parent = void_open(tx, claim, by=by), _carried(tx, claim, parent, by)
    readers = _bring(tx, claim, parent)
    over = moved(tx, claim, Move.MERGE, before=claim.state, merged_into=parent.id, closed_at=tx.now)
    promised = claim.update_due.isoformat() if claim.update_due else None
    detail = {"into": parent.number, "before": claim.before, "promised": promised, "readers": readers}
    happened(tx, over, "merged", by=by, visible=True, was=claim, **detail)
    happened(tx, parent, "joined", by=by, visible=True, number=claim.number)
    post(tx, over, "merged", by=by, into=parent.number)
    for message in [each for each in messages.of_claim(tx, claim.id, notes=False) if each.direction is Direction.IN][-SHOWN:]:
        post(tx, parent, "joined", by=by, message=message.id, number=claim.number)
    send_automatic(tx, over, "merged", _address(tx, over), by=by, into=parent.number)
    return clocks.refresh(tx, over)


def _carried(tx: Tx, claim: Claim, parent: Claim, by: Actor) -> Claim:
    """What nobody has yet goes on with the owner of the one that joins it, and before triage with its urgency, if that is greater."""
    detail: dict[str, Any] = {}
    if claim.priority < parent.priority and parent.claim_class is None and parent.is_open:
        detail = {"priority": claim.priority}
        parent = claims.change(tx, parent, **detail)
    owned = claims.take(tx, parent.id, claim.owner) if claim.owner and parent.owner is None and parent.is_open else None
    if owned:
        happened(tx, owned, "taken", by=by, visible=True, was=parent, owner=claim.owner, **detail)
    elif detail:
        happened(tx, parent, "raised", by=by, visible=False, **detail)
    return clocks.refresh(tx, owned or parent) if detail else owned or parent


def _bring(tx: Tx, claim: Claim, parent: Claim) -> list[str]:
    """Make whoever reads the claim's letters read the other's; whose addresses were new there."""
    known = {address for address, _ in customers.parties_of(tx, parent.id)}
    contact = customers.contact(tx, claim.contact_id)
    know.join(tx, parent, [(contact.address, contact.name), *customers.parties_of(tx, claim.id)])
    return [address for address, _ in customers.parties_of(tx, parent.id) if address not in known]


def _parted(tx: Tx, claim: Claim, by: Actor) -> Claim:
    claim, parent = locked_together(tx, claim.number, str(claim.merged_into))
    joining = next((each for each in reversed(timeline.of_claim(tx, claim.id)) if each.what == "merged"), None)
    step_of(claim, Move.REVERT)
    if joining is None or not claim.merged_into:
        raise Unjoined(number=claim.number)
    if by.id not in (joining.actor.id, parent.owner) and claim.owner is not None and not is_lead(tx, by):
        require_owner(tx, claim, by)
    _check_days(tx, claim, tx.now - joining.at)
    customers.remove_parties(tx, parent.id, joining.detail["readers"])
    promised = joining.detail["promised"]
    values = {"before": joining.detail["before"], "update_due": datetime.fromisoformat(promised) if promised else None}
    again = moved(tx, claim, Move.REVERT, merged_into=None, closed_at=None, **values)
    happened(tx, again, "unmerged", by=by, visible=True, was=claim, into=parent.number)
    happened(tx, parent, "parted", by=by, visible=False, number=claim.number)
    post(tx, again, "unmerged", by=by, into=parent.number)
    post(tx, parent, "parted", by=by, number=claim.number)
    send_automatic(tx, again, "unmerged", _address(tx, again), by=by, into=parent.number)
    return clocks.refresh(tx, again)


def _check_days(tx: Tx, claim: Claim, since: timedelta) -> None:
    if since > timedelta(days=tx.rules.days.undo):
        raise TooLate(number=claim.number, days=tx.rules.days.undo)


def _address(tx: Tx, claim: Claim) -> str:
    return customers.contact(tx, claim.contact_id).address
