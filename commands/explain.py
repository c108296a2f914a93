"""How a due time came about: when its clock began, what it counts, where it stood still, and what changed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from claims import service
from claims.calendar import Calendar, floor
from claims.claim import Claim
from claims.service import Pause, Stage
from claims.terms import Terms
from commands.acting import looked_up
from commands.calendars import book
from commands.course import Course, Held, course
from storage import timeline
from storage.database import Tx

Counted = tuple[datetime, datetime, int]
"""An interval that counts, and its business minutes."""


class Effect(StrEnum):
    """What a change made of the due time: `MOVED` it; `OVER`: the new target was used up by then, so that moment is due; it stayed,
    `MISSED`: having passed before, `TOLD`: as no first answer that was told moves later, `SAME`: as it comes to the same; `STILL`: there
    is none while the clock stands still."""

    MOVED = "moved"
    OVER = "over"
    MISSED = "missed"
    TOLD = "told"
    SAME = "same"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of what a clock is counted by; targets and `used` (by then) in business minutes; `days`: those decided anew."""

    at: datetime
    before: Terms
    after: Terms
    minutes: tuple[int, int]
    used: int
    effect: Effect

    @property
    def days(self) -> tuple[date, ...]:
        old, new = self.before.clock, self.after.clock
        return tuple(sorted((old.extra_holidays ^ new.extra_holidays) | (old.removed_holidays ^ new.removed_holidays)))


@dataclass(frozen=True, slots=True)
class Stood:
    """The clock stood still in [start, end), end None: it does; `why`: the state that the claim was in, or `scheduled`; `minutes` of
    business that are not counted."""

    start: datetime
    end: datetime | None
    why: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One clock. `terms` and `minutes`: those its due time is reckoned by; `target`: those at its `start`; `counted`: up to the due time,
    or to now while it stands still; `off`: holidays among those days; `over`: it is the moment of a change by which the target was used
    up; `ended`: when what it asks for was done."""

    start: datetime
    target: tuple[Terms, int]
    minutes: int
    terms: Terms
    counted: tuple[Counted, ...]
    pauses: tuple[Stood, ...]
    struck: tuple[Pause, ...]
    changes: tuple[Changed, ...]
    off: tuple[date, ...]
    due: datetime | None
    over: bool = False
    ended: datetime | None = None

    @property
    def used(self) -> int:
        return sum(minutes for *_, minutes in self.counted)


@dataclass(frozen=True, slots=True)
class Explained:
    """`first` is None where no first answer is due; `again`: the resolution clock began anew when the claim was opened again;
    `promised_at`: when the next word was promised."""

    claim: Claim
    first: Reckoned | None
    resolution: Reckoned
    again: bool = False
    promised_at: datetime | None = None


def explain(tx: Tx, number: str) -> Explained:
    """Both clocks of a claim, from its timeline. Raises NotFound, Invalid."""
    claim = looked_up(tx, number)
    found = course(book(tx), claim, timeline.of_claim(tx, claim.id))
    first = _first(tx, found, claim) if claim.first_due else None
    return Explained(claim, first, _resolution(tx, found), found.began > found.opened, found.promised_at)


def _first(tx: Tx, found: Course, claim: Claim) -> Reckoned:
    return _reckoned(tx, found.opened, list(found.first_stages()), found.first, (), (), claim.first_answered_at)


def _resolution(tx: Tx, found: Course) -> Reckoned:
    told = list(found.resolution_stages())
    return _reckoned(tx, found.began, told, found.resolution, found.pauses, _stood(found, told[-1].by.calendar), found.ended, found.struck)


def _reckoned(
    tx: Tx,
    start: datetime,
    told: Sequence[Stage],
    held: Sequence[Held],
    pauses: Sequence[Pause],
    stood: Sequence[Stood],
    ended: datetime | None,
    struck: tuple[Pause, ...] = (),
) -> Reckoned:
    last, known = told[-1], dict(zip((each.change for each in told), held[len(held) - len(told) :], strict=True))
    due, by = last.due.at, last.by
    until = due or max(tx.now, start)
    counted = tuple((a, b, by.calendar.minutes_between(a, b)) for a, b in service.spent(start, until, pauses, by.calendar))
    return Reckoned(
        start=start,
        target=(known[told[0].change][1], told[0].change.minutes),
        minutes=by.minutes,
        terms=known[by][1],
        counted=counted,
        pauses=tuple(each for each in stood if each.start < until),
        struck=struck,
        changes=tuple(_changes(start, told, [known[each.change][1] for each in told], pauses)),
        off=tuple(_off(by.calendar, start, until)),
        due=due,
        over=last.due.breached,
        ended=ended,
    )


def _changes(start: datetime, told: Sequence[Stage], held: Sequence[Terms], pauses: Sequence[Pause]) -> Iterator[Changed]:
    """Those that changed a target or the due time."""
    for (old, new), (before, after) in zip(pairwise(told), pairwise(held), strict=True):
        change = new.change
        if (old.change.minutes, old.due.at) != (change.minutes, new.due.at):
            used = service.used(start, change.at, pauses, change.calendar)
            yield Changed(change.at, before, after, (old.change.minutes, change.minutes), used, _effect(old, new))


def _effect(old: Stage, new: Stage) -> Effect:
    was, at = old.due.at, new.due.at
    if at is None:
        return Effect.STILL
    if was != at:
        return Effect.OVER if new.due.breached else Effect.MOVED
    if was < floor(new.change.at):
        return Effect.MISSED
    return Effect.TOLD if new.kept else Effect.SAME


def _stood(found: Course, calendar: Calendar) -> tuple[Stood, ...]:
    """The pauses with their reasons; those that touch and have the same are one."""
    told: list[Stood] = []
    for start, to in found.pauses:
        end = to or found.ended
        if start == end:
            continue
        why, minutes = found.stood[start], calendar.minutes_between(start, end) if end else 0
        last = told[-1] if told else None
        if last and (last.end, last.why) == (start, why):
            told[-1] = Stood(last.start, end, why, last.minutes + minutes)
        else:
            told.append(Stood(start, end, why, minutes))
    return tuple(told)


def _off(calendar: Calendar, start: datetime, until: datetime) -> Iterator[date]:
    """Days between that would be worked, were they no holidays."""
    first, last = (at.astimezone(calendar.tz).date() for at in (start, until))
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return (day for day in days if calendar.week[day.weekday()] and calendar.is_holiday(day))
