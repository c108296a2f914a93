"""A lead sets right what was paused without need: the time counts again, and both stay on the timeline."""

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Missing, NotFound
from commands import clocks
from commands.acting import happened, locked, require_lead
from commands.calendars import book
from commands.course import course
from storage import timeline
from storage.database import Tx


def unpause(tx: Tx, number: str, reason: str, *, by: Actor) -> Claim:
    """Let the claim's last pause count, also while it lasts. Raises NotAllowed, Missing without a reason, NotFound without a pause."""
    claim = locked(tx, number)
    require_lead(tx, by)
    if not reason.strip():
        raise Missing(field="reason")
    pauses = course(book(tx), claim, timeline.of_claim(tx, claim.id)).pauses
    if not pauses:
        raise NotFound(what="pause", name=claim.number)
    begin, end = pauses[-1]
    span = {"pause": begin.isoformat(), "until": end.isoformat() if end else None}
    happened(tx, claim, "unpaused", by=by, visible=False, was=claim, **span, reason=reason.strip())
    return clocks.refresh(tx, claim)
