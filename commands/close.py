"""End a claim: confirmed by the customer, closed by the clock, withdrawn, rejected, spam; and open it again."""

from datetime import timedelta

from claims.actor import Actor, ActorKind
from claims.claim import Claim
from claims.errors import Answered, Illegal, Invalid, Missing
from claims.lifecycle import CloseReason, Move
from commands import clocks
from commands.acting import happened, locked, moved, possible, post, require_lead, require_owner, send, send_automatic
from commands.guard import check_window
from commands.hear import reopened
from commands.quote import void_open
from storage import claims, customers, messages
from storage.database import Tx
from storage.messages import Direction

_MOVES = {
    CloseReason.CONFIRMED: Move.CONFIRM,
    CloseReason.WITHDRAWN: Move.WITHDRAW,
    CloseReason.REJECTED: Move.REJECT,
    CloseReason.SPAM: Move.SPAM,
}


def close(tx: Tx, number: str, reason: CloseReason, text: str = "", *, by: Actor) -> Claim:
    """Close for a reason a person may give: confirmed, withdrawn, rejected (a lead, with words for the customer) or spam.

    Raises Invalid for another reason, NotAllowed, Missing, Guarded where the customer may still object, and Illegal where the state
    or an answer already sent forbids it.
    """
    claim = locked(tx, number)
    if reason not in _MOVES:
        raise Invalid(field="close_reason", value=reason, allowed=tuple(_MOVES))
    _check(tx, claim, reason, text, by)
    claim = void_open(tx, claim, by=by)
    closed = moved(tx, claim, _MOVES[reason], closed_at=tx.now)
    happened(tx, closed, "closed", by=by, visible=reason is not CloseReason.SPAM, was=claim, reason=reason, text=text)
    if reason is not CloseReason.SPAM:
        _tell(tx, closed, by, text)
    return clocks.refresh(tx, closed)


def confirm(tx: Tx, number: str, *, by: Actor) -> Claim:
    """The customer says it is solved. A second click on the same button changes nothing."""
    claim = locked(tx, number)
    return claim if claim.close_reason is CloseReason.CONFIRMED else close(tx, number, CloseReason.CONFIRMED, by=by)


def close_silent(tx: Tx, number: str, *, by: Actor) -> Claim:
    """Close a resolved claim after the announced days of silence; one that is not yet due, or no longer resolved, stays."""
    claim = locked(tx, number)
    due = clocks.closing(tx, claim)
    if due is None or due > tx.now:
        return claim
    claim = void_open(tx, claim, by=by)
    closed = moved(tx, claim, Move.AUTO_CLOSE, closed_at=tx.now)
    happened(tx, closed, "closed", by=by, visible=True, was=claim, reason=CloseReason.AUTO)
    _tell(tx, closed, by, "")
    return closed


def silent(tx: Tx, limit: int = 500) -> list[int]:
    """Running numbers of resolved claims that may be due for closing."""
    return claims.resolved_before(tx, tx.now - timedelta(days=tx.rules.days.auto_close), limit)


def reopen(tx: Tx, number: str, reason: str = "", *, by: Actor) -> Claim:
    """Open a resolved claim, or one closed at most 30 days ago, again. Staff give a reason, and they alone restore what was no spam
    or, however old it is, what was imported: nobody ever said that it is over."""
    claim = locked(tx, number)
    if by.kind is ActorKind.PERSON and not reason.strip():
        raise Missing(field="reason")
    late = claim.closed_at is not None and tx.now - claim.closed_at > timedelta(days=tx.rules.days.reopen)
    late = late and not (claim.close_reason is CloseReason.IMPORTED and by.kind is ActorKind.PERSON)
    if late or (claim.close_reason is CloseReason.SPAM and by.kind is not ActorKind.PERSON):
        raise Illegal(number=claim.number, verb=Move.REOPEN, state=claim.state, legal=())
    again = reopened(tx, claim, by=by, reason=reason)
    if again.owner and by.kind is ActorKind.CUSTOMER:
        post(tx, again, "call_owner", by=by, reason="reopened")
    return again


def _check(tx: Tx, claim: Claim, reason: CloseReason, text: str, by: Actor) -> None:
    if reason is CloseReason.REJECTED:
        require_lead(tx, by)
        if not text.strip():
            raise Missing(field="text")
    elif reason is not CloseReason.SPAM and by.kind is ActorKind.PERSON:
        require_owner(tx, claim, by)
        check_window(tx, claim)
    if reason is CloseReason.SPAM and claim.close_reason is reason:
        raise Illegal(number=claim.number, verb=Move.SPAM, state=claim.state, legal=possible(claim))
    if reason is CloseReason.SPAM and messages.last_of(tx, claim.id, Direction.OUT):
        raise Answered(number=claim.number)


def _tell(tx: Tx, claim: Claim, by: Actor, text: str) -> None:
    """A person's own words always leave; a machine's letter only while its reader has not had too many."""
    if text.strip():
        send(tx, claim, "closed", by=by, reason=claim.close_reason, text=text)
        return
    address = customers.contact(tx, claim.contact_id).address
    send_automatic(tx, claim, "closed", address, by=by, reason=claim.close_reason, text=text)
