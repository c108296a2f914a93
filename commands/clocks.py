"""The clocks of a claim: derived from its timeline, kept on its row as a cache for lists and letters."""

from datetime import datetime

from claims import service
from claims.claim import Claim, Priority
from claims.lifecycle import State
from claims.provisional import provisional as read_priority
from claims.service import Pause, Target
from storage import claims, timeline
from storage.database import Tx

_STANDING = (State.WAITING_CUSTOMER, State.WAITING_APPROVAL, State.RESOLVED)
_NO_UPDATES = (*_STANDING, State.CLOSED)


def provisional(tx: Tx, *texts: str) -> Priority:
    """The priority before triage, from the customer's words."""
    return read_priority(*texts)


def start(tx: Tx, claim: Claim) -> Claim:
    """Start the clocks of a new claim from the moment it was received."""
    calendar, target = tx.rules.calendar(), _target(claim)
    return claims.change(
        tx,
        claim,
        first_due=calendar.add(claim.opened_at, target.first_response),
        update_due=calendar.add(claim.opened_at, target.first_response),
        resolution_due=calendar.add(claim.opened_at, target.resolution),
    )


def promise(tx: Tx, claim: Claim, at: datetime | None) -> Claim:
    """Promise the customer the next word at `at`, else by the target; none where it is theirs or nobody's move."""
    return claims.change(tx, claim, update_due=_update_due(tx, claim, at))


def answered(tx: Tx, claim: Claim, update_due: datetime | None) -> Claim:
    """A person wrote to the customer: the first response is given, and the next word promised."""
    first = claim.first_answered_at or tx.now
    return claims.change(tx, claim, first_answered_at=first, update_due=_update_due(tx, claim, update_due))


def refresh(tx: Tx, claim: Claim) -> Claim:
    """Bring the cached times up to date after a change of state that stands on the timeline already."""
    promised = None if claim.state in _NO_UPDATES else claim.update_due or next_update(tx, claim.priority)
    values = {"update_due": promised}
    if claim.state not in (State.RESOLVED, State.CLOSED):
        begun, pauses = _history(tx, claim)
        values["resolution_due"] = service.due(begun, _target(claim).resolution, pauses, tx.rules.calendar())
    return claims.change(tx, claim, **values)


def retarget(tx: Tx, claim: Claim, was: Priority) -> Claim:
    """Reckon anew after triage; what a customer was told of the first answer never moves later."""
    if claim.priority is was:
        return refresh(tx, claim)
    calendar, target = tx.rules.calendar(), _target(claim)
    begun, pauses = _history(tx, claim)
    due = service.retarget(begun, target.resolution, pauses, calendar, changed=tx.now, was=claim.resolution_due)
    first = service.first_answer(claim.first_due, calendar.add(claim.opened_at, target.first_response))
    return claims.change(tx, claim, resolution_due=due.at, first_due=first)


def closing(tx: Tx, claim: Claim) -> datetime | None:
    """When a resolved claim closes by itself if nobody says anything."""
    if claim.state is not State.RESOLVED or claim.resolved_at is None:
        return None
    calendar = tx.rules.calendar()
    return calendar.add(claim.resolved_at, calendar.business_days(tx.rules.days.auto_close))


def next_update(tx: Tx, priority: Priority) -> datetime:
    """When the next word is due at the latest, for a form to propose."""
    return tx.rules.calendar().add(tx.now, service.target(priority).update)


def _update_due(tx: Tx, claim: Claim, at: datetime | None) -> datetime | None:
    if claim.state in _NO_UPDATES:
        return None
    return at if at and at > tx.now else next_update(tx, claim.priority)


def _target(claim: Claim) -> Target:
    return service.target(claim.priority)


def _history(tx: Tx, claim: Claim) -> tuple[datetime, tuple[Pause, ...]]:
    """When the resolution clock began, and its pauses: a claim opened again after closing has a new clock."""
    begun, pauses, paused = claim.opened_at, list[Pause](), None
    for event in timeline.of_claim(tx, claim.id):
        if event.from_state is State.CLOSED and event.to_state is not State.CLOSED:
            begun, pauses, paused = event.at, [], None
        elif event.to_state in _STANDING and paused is None:
            paused = event.at
        elif event.to_state not in _STANDING and paused is not None:
            pauses.append((paused, event.at))
            paused = None
    if paused is not None:
        pauses.append((paused, None))
    return begun, tuple(pauses)
