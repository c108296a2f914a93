"""Hand a claim to somebody else; the customer keeps one address and one thread."""

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Missing, Taken
from claims.lifecycle import Move, State
from commands.acting import happened, locked, moved, person_known, post, require_owner
from commands.away import check_here
from storage import claims
from storage.database import Tx


def hand(tx: Tx, number: str, to: str, note: str, *, by: Actor) -> Claim:
    """Make `to` (a person's id) the owner. Due times stay. Raises Missing without a note, Taken where `to` has it already,
    Away where they are on leave."""
    claim = locked(tx, number)
    person_known(tx, to)
    if claim.owner is not None:
        require_owner(tx, claim, by)
    if claim.owner == to:
        raise Taken(number=claim.number, owner=to)
    if not note.strip():
        raise Missing(field="note")
    if to != by.id:
        check_here(tx, to)
    before = State.TRIAGE if claim.before is State.NEW else claim.before
    handed = moved(tx, claim, Move.HAND, owner=to, before=before)
    happened(tx, handed, "handed", by=by, visible=True, was=claim, owner=to, previous=claim.owner, note=note)
    post(tx, handed, "handed", by=by, to=to, note=note)
    return handed


def invite(tx: Tx, number: str, helper: str, note: str = "", *, by: Actor) -> Claim:
    """Make `helper` (a person's id) a helper: may work on the claim and answer, while the owner stays accountable."""
    claim = locked(tx, number)
    person_known(tx, helper)
    require_owner(tx, claim, by, helpers=True)
    if claim.owner == helper:
        raise Taken(number=claim.number, owner=helper)
    if claims.add_helper(tx, claim, helper):
        happened(tx, claim, "invited", by=by, visible=False, was=claim, helper=helper, note=note)
        post(tx, claim, "invited", by=by, to=helper, note=note)
    return claim
