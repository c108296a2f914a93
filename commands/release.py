"""Give a claim back: visibly nobody's, and no step back for the customer."""

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Missing, NotOwner
from claims.lifecycle import Move, State
from commands.acting import happened, locked, moved, post, require_owner
from storage.database import Tx


def release(tx: Tx, number: str, reason: str, *, by: Actor) -> Claim:
    """Leave the claim to nobody. An untriaged one is NEW again, a pause stays a pause.

    Raises Missing without a reason, NotOwner, also where nobody owns it.
    """
    claim = locked(tx, number)
    require_owner(tx, claim, by)
    if claim.owner is None:
        raise NotOwner(number=claim.number, owner=None)
    if not reason.strip():
        raise Missing(field="reason")
    released = let_go(tx, claim, reason, by=by)
    post(tx, released, "released", by=by, reason=reason)
    return released


def let_go(tx: Tx, claim: Claim, reason: str, *, by: Actor) -> Claim:
    """Make an owned claim (locked) nobody's."""
    untriaged = State.NEW if claim.before is State.TRIAGE else claim.before
    released = moved(tx, claim, Move.RELEASE, owner=None, before=untriaged)
    happened(tx, released, "released", by=by, visible=False, was=claim, owner=claim.owner, reason=reason)
    return released
