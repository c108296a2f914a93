"""The clocks of a claim: derived from its timeline, kept on its row as a cache for lists and letters."""

from datetime import datetime, timedelta
from itertools import accumulate

from claims import service
from claims.claim import Claim, ClaimClass, Priority
from claims.errors import Invalid
from claims.lifecycle import State
from claims.provisional import provisional as read_priority
from claims.service import Change, Target
from storage import claims, timeline
from storage.database import Tx
from storage.timeline import Event

_NO_UPDATES = (State.WAITING_CUSTOMER, State.WAITING_APPROVAL, State.WAITING_RELEASE, State.RESOLVED, State.CLOSED)

FURTHEST = timedelta(days=366)


def provisional(tx: Tx, *texts: str) -> Priority:
    """The priority before triage, from the customer's words."""
    return read_priority(*texts)


def start(tx: Tx, priority: Priority) -> dict[str, datetime]:
    """The due times of a claim that is received now."""
    calendar, target = tx.rules.calendar(), service.target(priority)
    first = calendar.add(tx.now, target.first_response)
    return {"first_due": first, "update_due": first, "resolution_due": calendar.add(tx.now, target.resolution)}


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
    """Reckon anew after triage. The first answer's due time never moves later than a customer was told, nor into the past."""
    if claim.first_answered_at:
        return refresh(tx, claim)
    target, calendar = _target(claim).first_response, tx.rules.calendar()
    reckoned = service.retarget(claim.opened_at, target, (), calendar, changed=tx.now, was=claim.first_due).at
    return refresh(tx, claims.change(tx, claim, first_due=service.first_answer(claim.first_due, reckoned or tx.now)))


def closing(tx: Tx, claim: Claim) -> datetime | None:
    """When a resolved claim closes by itself if nobody says anything; what works as designed may be objected to for longer."""
    if claim.state is not State.RESOLVED or claim.resolved_at is None:
        return None
    calendar = tx.rules.calendar()
    days = tx.rules.days.objection if claim.claim_class is ClaimClass.WAD else tx.rules.days.auto_close
    return calendar.add(claim.resolved_at, calendar.business_days(days))


def next_update(tx: Tx, priority: Priority) -> datetime:
    """When the next word is due at the latest, for a form to propose."""
    return tx.rules.calendar().add(tx.now, service.target(priority).update)


def _update_due(tx: Tx, claim: Claim, at: datetime | None) -> datetime | None:
    """Raises Invalid for a promise that is already over, or further away than a year."""
    if at is not None and not tx.now < at <= tx.now + FURTHEST:
        raise Invalid(field="update_due", value=at.isoformat(timespec="minutes"))
    return None if claim.state in _NO_UPDATES else at or next_update(tx, claim.priority)


def _target(claim: Claim) -> Target:
    return service.target(claim.priority)


def _resolution_due(tx: Tx, claim: Claim) -> datetime | None:
    """From the timeline: when the clock began, its pauses, and every priority the claim has had. None while it stands still."""
    if claim.state in (State.RESOLVED, State.CLOSED):
        return claim.resolution_due
    events = timeline.of_claim(tx, claim.id)
    # Clocks of several replicas differ a little: what stands later on the timeline did not happen earlier.
    events = _lasting(events)
    history = tuple(zip(accumulate((event.at for event in events), max), events, strict=True))
    began, pauses = service.clock((at, event.to_state) for at, event in history if event.to_state and _moved(event))
    calendar = tx.rules.calendar()
    changes = [
        Change(at, service.target(Priority(event.detail["priority"])).resolution, calendar)
        for at, event in history
        if event.detail.get("priority")
    ]
    return service.reckon(began, changes, pauses).at


def _lasting(events: list[Event]) -> list[Event]:
    """Without a joining that was taken back: the clock ran on meanwhile."""
    kept: list[Event] = []
    for event in events:
        if event.what == "unmerged":
            kept.remove(next(each for each in reversed(kept) if each.what == "merged"))
        else:
            kept.append(event)
    return kept


def _moved(event: Event) -> bool:
    """Moves are written under the claim's lock; what else is written down may know a state that is over already."""
    return event.what == "received" or event.from_state not in (None, event.to_state)
