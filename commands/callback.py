"""A promise to ring the customer at a time: reminded before, and counted where it was missed."""

from datetime import datetime

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Illegal, Missing, NotFound
from commands.acting import happened, locked, possible, require_owner
from commands.timely import check_ahead
from storage import claims, nudges
from storage.database import Tx


def callback(tx: Tx, number: str, at: datetime | None = None, note: str = "", *, off: bool = False, by: Actor) -> Claim:
    """Promise a call at a time, or with `off` say that the promised ones are done.

    Raises NotOwner, Missing without a time, Untimely for one that has passed, Illegal for a claim that is over, NotFound where no call
    was promised.
    """
    claim = locked(tx, number)
    require_owner(tx, claim, by, helpers=True)
    if off:
        return _done(tx, claim, by)
    if at is None:
        raise Missing(field="at")
    if not claim.is_open:
        raise Illegal(number=claim.number, verb="callback", state=claim.state, legal=possible(claim))
    check_ahead(tx, at, "at")
    nudges.promise_call(tx, claim.id, by.id, at, note)
    happened(tx, claim, "call_promised", by=by, visible=False, at=at.isoformat(), note=note)
    claims.look_again(tx, claim.id)
    return claim


def _done(tx: Tx, claim: Claim, by: Actor) -> Claim:
    if not nudges.called(tx, claim.id):
        raise NotFound(what="call", name=claim.number)
    happened(tx, claim, "call_made", by=by, visible=False)
    return claim
