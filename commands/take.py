"""Take a claim: exactly one engineer owns it."""

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Helping, Taken
from claims.lifecycle import Move
from commands.acting import happened, locked, person_known, step_of
from storage import claims, timeline
from storage.database import Tx


def take(tx: Tx, number: str, *, by: Actor) -> Claim:
    """Make `by` the owner. Raises Taken, naming who has it, of a helper Helping; Illegal where the claim is over.

    One conditional update decides, so that of any number at once exactly one gets it.
    """
    claim = locked(tx, number)
    person_known(tx, by.id)
    step_of(claim, Move.TAKE)
    taken = claims.take(tx, claim.id, by.id)
    if taken is None:
        refusal = Helping if by.id in claims.helpers_of(tx, claim.id) else Taken
        raise refusal(number=claim.number, owner=claim.owner)
    happened(tx, taken, "taken", by=by, visible=True, was=claim, owner=by.id)
    return taken


def refused(tx: Tx, number: str, *, by: Actor) -> None:
    """Keep once that somebody wanted a claim that another one has: two people nearly did the same work."""
    claim = locked(tx, number)
    wanted = ("take_refused", by.id, {"owner": claim.owner})
    if wanted in ((each.what, each.actor.id, each.detail) for each in timeline.of_claim(tx, claim.id)):
        return
    timeline.append(tx, claim, "take_refused", by=by, visible=False, was=claim.state, owner=claim.owner)
