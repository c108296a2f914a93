"""The plan line of a claim: what comes next, who does it and by when. The team's alone; the customer never sees it."""

from datetime import datetime

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Illegal, Invalid, Missing
from commands.acting import happened, locked, person_known, possible, require_owner
from commands.timely import check_ahead
from storage import claims
from storage.database import Tx

LONGEST = 500
"""Characters of a plan line."""


def step(tx: Tx, number: str, text: str, who: str | None = None, until: datetime | None = None, *, by: Actor) -> Claim:
    """Write the claim's next step in place of the one before; `who`: whoever owns the claim where it is nobody else.

    Raises NotOwner, Missing, Invalid, NotFound for a person nobody knows, Untimely for a time that is over, Illegal where nothing is left
    to do.
    """
    claim = locked(tx, number)
    require_owner(tx, claim, by, helpers=True)
    if not claim.is_open:
        raise Illegal(number=claim.number, verb="step", state=claim.state, legal=possible(claim))
    if not text.strip():
        raise Missing(field="text")
    if len(text) > LONGEST:
        raise Invalid(field="text", value=len(text), allowed=(f"{LONGEST}",))
    if who:
        person_known(tx, who)
    if until:
        check_ahead(tx, until, "until")
    planned = claims.change(tx, claim, next_step=text.strip(), next_who=None if who == claim.owner else who, next_by=until)
    happened(tx, planned, "stepped", by=by, visible=False, text=text.strip(), who=who, until=until and until.isoformat())
    return planned
