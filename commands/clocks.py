"""The clocks of a claim: derived from its timeline, kept on its row as a cache for lists and letters."""

from datetime import datetime

from claims import service
from claims.claim import Claim, Priority
from claims.lifecycle import State
from claims.provisional import provisional as read_priority
from claims.service import Change, Target
from storage import claims, timeline
from storage.database import Tx

_NO_UPDATES = (State.WAITING_CUSTOMER, State.WAITING_APPROVAL, State.RESOLVED, State.CLOSED)


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
    """Bring the cached times up to date after a change that stands on the timeline already."""
    promised = None if claim.state in _NO_UPDATES else claim.update_due or next_update(tx, claim.priority)
    return claims.change(tx, claim, update_due=promised, resolution_due=_resolution_due(tx, claim))


def retarget(tx: Tx, claim: Claim) -> Claim:
    """Reckon anew after triage; what a customer was told of the first answer never moves later."""
    reckoned = tx.rules.calendar().add(claim.opened_at, _target(claim).first_response)
    return refresh(tx, claims.change(tx, claim, first_due=service.first_answer(claim.first_due, reckoned)))


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


def _resolution_due(tx: Tx, claim: Claim) -> datetime | None:
    """From the timeline: when the clock began, its pauses, and every priority the claim has had. None while it stands still."""
    if claim.state in (State.RESOLVED, State.CLOSED):
        return claim.resolution_due
    events = timeline.of_claim(tx, claim.id)
    began, pauses = service.clock((event.at, event.to_state) for event in events if event.to_state)
    calendar = tx.rules.calendar()
    changes = [
        Change(event.at, service.target(Priority(event.detail["priority"])).resolution, calendar)
        for event in events
        if event.detail.get("priority")
    ]
    return service.reckon(began, changes, pauses).at
