"""Development for money of what was never promised: the claim that asked for it is offered a quote, and goes on where it is accepted."""

from typing import Any

from claims.actor import Actor
from claims.lifecycle import CloseReason
from commands.acting import locked, require_owner
from commands.hear import reopened
from commands.quote import Quoted, quote
from storage import features
from storage.database import Tx


def offer(tx: Tx, number: str, minutes: int, text: str = "", *, by: Actor, **more: Any) -> Quoted:
    """As `quote`; a claim that became a feature request opens again for it, and the quote names the request. Raises as `quote` does."""
    claim = locked(tx, number)
    wanted = features.of_claim(tx, claim.id) if claim.close_reason is CloseReason.TRANSFERRED else None
    if wanted is None:
        return quote(tx, number, minutes, text, by=by, **more)
    require_owner(tx, claim, by)
    reopened(tx, claim, by=by, reason=wanted.name)
    told = more.pop("reason_told", "") or f"{wanted.name} {claim.subject}".strip()
    return quote(tx, number, minutes, text, reason_told=told, by=by, **more)
