"""The clocks of a claim: derived from its timeline, kept on its row as a cache for lists and letters."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from claims.claim import Claim, ClaimClass, Priority
from claims.lifecycle import State
from claims.provisional import provisional as read_priority
from claims.terms import Book
from commands.calendars import book, plan_of, terms
from commands.course import NO_UPDATES, course
from storage import claims, timeline
from storage.customers import Organisation
from storage.database import Tx


def provisional(tx: Tx, *texts: str) -> Priority:
    """The priority before triage, from the customer's words."""
    return read_priority(*texts)


def start(tx: Tx, priority: Priority, organisation: Organisation | None) -> dict[str, datetime | str]:
    """The plan and the due times of a claim that is received now."""
    plan = plan_of(tx, organisation)
    held = book(tx).terms(plan, priority)
    first = held.clock.add(tx.now, held.target.first_response)
    return {"plan": plan, "first_due": first, "update_due": first, "resolution_due": held.clock.add(tx.now, held.target.resolution)}


def began(claim: Claim) -> dict[str, Any]:
    """What the first line of the timeline says of a new claim's clocks."""
    return {"plan": claim.plan, "update_due": claim.update_due and claim.update_due.isoformat()}


def promised(tx: Tx, claim: Claim, state: State) -> datetime | None:
    """When the next word is due once the claim is in `state`: as promised, else by the target; None where the move is not ours."""
    return None if state in NO_UPDATES else claim.update_due or next_update(tx, claim)


def promise(tx: Tx, claim: Claim, at: datetime | None) -> Claim:
    """Promise the customer the next word at `at`, else as `proposed`; none where it is theirs or nobody's move."""
    return claims.change(tx, claim, update_due=_next(tx, claim, at, proposed))


def answered(tx: Tx, claim: Claim, update_due: datetime | None) -> Claim:
    """A person wrote to the customer: the first response is given, and the next word promised."""
    first = claim.first_answered_at or tx.now
    return claims.change(tx, claim, first_answered_at=first, update_due=_next(tx, claim, update_due, next_update))


def refresh(tx: Tx, claim: Claim) -> Claim:
    """Bring the cached due times up to date after a change that stands on the timeline already."""
    return claims.change(tx, claim, **rebuilt(tx, claim, book(tx)))


def refresh_if_other(tx: Tx, claim: Claim) -> Claim:
    """The same where they are others now; else the very claim."""
    values = rebuilt(tx, claim, book(tx))
    return claim if all(getattr(claim, name) == at for name, at in values.items()) else claims.change(tx, claim, **values)


def rebuilt(tx: Tx, claim: Claim, known: Book) -> dict[str, datetime | None]:
    """The due times that follow from the timeline; the next word's only where the timeline knows it."""
    found = course(known, claim, timeline.of_claim(tx, claim.id))
    due = {"first_due": claim.first_due and found.first_due(), "resolution_due": found.resolution_due().at}
    return due | ({"update_due": found.promised} if found.promises_known else {})


def closing(tx: Tx, claim: Claim, known: Book | None = None) -> datetime | None:
    """When a resolved claim closes by itself if nobody says anything; what works as designed may be objected to for longer."""
    if claim.state is not State.RESOLVED or claim.resolved_at is None:
        return None
    calendar = (known or book(tx)).of(claim).calendar
    days = tx.rules.days.objection if claim.claim_class is ClaimClass.WAD else tx.rules.days.auto_close
    return calendar.add(claim.resolved_at, calendar.business_days(days))


def next_update(tx: Tx, claim: Claim) -> datetime:
    """When the next word is due at the latest by the target."""
    held = terms(tx, claim)
    return held.clock.add(tx.now, held.target.update)


def proposed(tx: Tx, claim: Claim) -> datetime:
    """The same for a form to propose: what was promised already does not move later by itself."""
    target = next_update(tx, claim)
    return min(target, claim.update_due) if claim.update_due and claim.update_due > tx.now else target


def further(tx: Tx, claim: Claim) -> datetime:
    """For a form to propose where it takes longer than was promised: as far away again as the target has it."""
    held = terms(tx, claim)
    return held.clock.add(max(tx.now, claim.update_due or tx.now), held.target.update)


def _next(tx: Tx, claim: Claim, at: datetime | None, otherwise: Callable[[Tx, Claim], datetime]) -> datetime | None:
    return None if claim.state in NO_UPDATES else at or otherwise(tx, claim)
