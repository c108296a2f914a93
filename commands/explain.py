"""How a due time came about: when its clock began, what it counts, where it stood still, and what changed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from claims import service
from claims.claim import Claim
from claims.service import Pause
from claims.terms import Terms
from commands.acting import looked_up
from commands.calendars import book
from commands.course import Course, Held, course
from storage import timeline
from storage.database import Tx

Counted = tuple[datetime, datetime, int]
"""An interval that counts, and its business minutes."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One clock. `terms` as they hold last; `changes`: from when on which ones held before; `counted`: up to the due time, or to now
    while it stands still; `breached`: it was over when it was set, so that moment counts."""

    start: datetime
    minutes: int
    terms: Terms
    counted: tuple[Counted, ...]
    pauses: tuple[Pause, ...]
    struck: tuple[Pause, ...]
    changes: tuple[tuple[datetime, int], ...]
    due: datetime | None
    breached: bool = False

    @property
    def used(self) -> int:
        return sum(minutes for *_, minutes in self.counted)


@dataclass(frozen=True, slots=True)
class Explained:
    """`first` is None where no first answer is due."""

    claim: Claim
    first: Reckoned | None
    resolution: Reckoned


def explain(tx: Tx, number: str) -> Explained:
    """Both clocks of a claim, from its timeline. Raises NotFound, Invalid."""
    claim = looked_up(tx, number)
    found = course(book(tx), claim, timeline.of_claim(tx, claim.id))
    return Explained(claim, _first(found) if claim.first_due else None, _resolution(tx, found))


def _first(found: Course) -> Reckoned:
    held, minutes = _changes(found.first, [each.target.first_response for _, each in found.first], found.opened)
    due = found.first_due()
    counted = _counted(found.opened, due, (), held)
    return Reckoned(found.opened, minutes[-1][1], held, counted, (), (), minutes, due)


def _resolution(tx: Tx, found: Course) -> Reckoned:
    held, minutes = _changes(found.resolution, [each.target.resolution for _, each in found.resolution], found.began)
    due = found.resolution_due()
    until = due.at or max(tx.now, found.began)
    counted = _counted(found.began, until, found.pauses, held)
    return Reckoned(found.began, minutes[-1][1], held, counted, found.pauses, found.struck, minutes, due.at, due.breached)


def _changes(held: Sequence[Held], minutes: Sequence[int], start: datetime) -> tuple[Terms, tuple[tuple[datetime, int], ...]]:
    """The last terms, and each target from when on it held, those that changed nothing left out."""
    told: list[tuple[datetime, int]] = []
    for (at, _), each in zip(held, minutes, strict=True):
        if at <= start:
            told = [(at, each)]
        elif not told or told[-1][1] != each:
            told.append((at, each))
    return held[-1][1], tuple(told)


def _counted(start: datetime, until: datetime, pauses: Sequence[Pause], held: Terms) -> tuple[Counted, ...]:
    spans = service.spent(start, until, pauses, held.clock)
    return tuple((begin, end, held.clock.minutes_between(begin, end)) for begin, end in spans)
