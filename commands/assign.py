"""Give a claim that nobody took to whoever can hold it: account owner, then who knows the product, then the duty person."""

from claims.actor import clock
from claims.claim import Claim
from claims.lifecycle import Move, State
from commands.acting import happened, moved, post
from commands.crew import Crew
from storage import customers, habits, nudges
from storage.database import Tx

AUTO = clock("auto")


def candidates(tx: Tx, crew: Crew, claim: Claim) -> tuple[str, ...]:
    """Who is asked in turn, each below their limit of work in progress and not on leave; never who just gave the claim back."""
    organisation = customers.organisation(tx, claim.organisation_id)
    fixed = organisation.account_owner if organisation else None
    account = crew.stand_in(fixed) if fixed and fixed in crew.habits else None
    experts = crew.least_loaded(habits.who_knows(tx, claim.product)) if claim.product else ()
    wanted = dict.fromkeys(each for each in (account, *experts, *crew.on_duty()) if each)
    return tuple(each for each in wanted if crew.fits(each) and each not in _gave_back(tx, claim))


def assign(tx: Tx, claim: Claim, to: str) -> Claim:
    """Make `to` the owner by the clock's own decision. Due times stay."""
    before = State.TRIAGE if claim.before is State.NEW else claim.before
    assigned = moved(tx, claim, Move.HAND, owner=to, before=before)
    happened(tx, assigned, "assigned", by=AUTO, visible=True, was=claim, owner=to)
    post(tx, assigned, "assigned", by=AUTO, to=to)
    return assigned


def _gave_back(tx: Tx, claim: Claim) -> set[str]:
    lines = nudges.past(tx, [claim.id], ("released",)).get(claim.id, ())
    return {each.actor.partition(":")[2] for each in lines}
