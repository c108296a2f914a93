"""Keep what a claim's life came to: written in the transaction that ends it, and derived anew from its timeline at any time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from claims.calendar import Calendar
from claims.claim import Claim
from claims.lifecycle import OPEN, State
from claims.stages import Moment, chain, longest_gap, until_resolved
from commands.calendars import terms
from storage import facts, timeline
from storage.database import Tx
from storage.facts import Fact
from storage.timeline import Event

TELLING = ("replied", "asked", "resolved", "upheld", "overturned", "fix_told")
"""Events by which a person wrote to the customer."""
_OWNING = ("taken", "handed", "assigned")


def turned(tx: Tx, claim: Claim) -> None:
    """The claim was open and is not, or the other way round; its timeline says so already."""
    if not claim.is_open:
        facts.add(tx, claim.id, derive(timeline.of_claim(tx, claim.id), terms(tx, claim).calendar)[-1])
    elif known := facts.of_claim(tx, claim.id):
        facts.reopen(tx, claim.id, terms(tx, claim).calendar.minutes_between(known[-1].ended_at, tx.now))


def rebuild(tx: Tx, claim: Claim) -> bool:
    """Write a claim's facts as its timeline has them; whether they were others."""
    found = derive(timeline.of_claim(tx, claim.id), terms(tx, claim).calendar)
    if found == facts.of_claim(tx, claim.id):
        return False
    facts.replace(tx, claim.id, found)
    return True


def derive(events: Sequence[Event], calendar: Calendar) -> list[Fact]:
    """A fact for each time the claim ended. `events`: its timeline, oldest first."""
    found: list[Fact] = []
    for place, event in enumerate(events):
        if not is_move(event) or event.from_state is None:
            continue
        if event.from_state in OPEN and event.to_state not in OPEN:
            found.append(_ended(events[: place + 1], calendar))
        elif found and event.from_state not in OPEN and event.to_state in OPEN:
            after = calendar.minutes_between(found[-1].ended_at, event.at)
            found[-1] = replace(found[-1], reopened_at=event.at, reopened_after=after)
    return found


def moments(events: Sequence[Event]) -> Iterator[Moment]:
    """How the claim stood from each event on that moved it or changed its owner."""
    state, owner = State.NEW, None
    for event in events:
        moved = is_move(event)
        if moved:
            assert event.to_state
            state = event.to_state
        if event.what in _OWNING:
            owner = event.detail.get("owner")
        elif event.what == "released":
            owner = None
        elif not moved:
            continue
        yield Moment(event.at, state, owned=owner is not None)


def is_move(event: Event) -> bool:
    """Moves are written under the claim's lock; what else is written down may know a state that is over already."""
    return event.what == "received" or event.from_state not in (None, event.to_state)


def _ended(events: Sequence[Event], calendar: Calendar) -> Fact:
    last = events[-1]
    told = next((event.at for event in events if event.what in TELLING), None)
    return Fact.of(
        chain(until_resolved(list(moments(events))), calendar),
        ended_at=last.at,
        resolved=last.to_state is State.RESOLVED,
        first_response=calendar.minutes_between(events[0].at, told) if told else None,
        transfers=_transfers(events),
        silence=max(longest_gap([event.at for event in open_span], calendar) for open_span in _open_spans(events)),
    )


def _transfers(events: Sequence[Event]) -> int:
    """How often somebody else became the owner."""
    owners = [event.detail.get("owner") for event in events if event.what in _OWNING]
    return sum(before != after for before, after in pairwise(owners))


def _open_spans(events: Sequence[Event]) -> Iterator[list[Event]]:
    """For each time it was open: its beginning, what a person told the customer, and its end."""
    span: list[Event] = []
    for event in events:
        ends = is_move(event) and event.to_state not in OPEN
        if not span or event.what in TELLING or ends:
            span.append(event)
        if ends:
            yield span
            span = []
