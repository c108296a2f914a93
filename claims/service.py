"""Service levels: how soon each priority is promised what, and when a promise falls due.

Clocks are reckoned from what happened (start, pauses, changes of target), never counted on. Who owns the claim plays no part in
them, so handing it on resets nothing. What they return is aware UTC on whole minutes: an instant counts as its minute.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from claims.calendar import PRESETS, Calendar, floor
from claims.claim import Priority
from claims.errors import Invalid
from claims.lifecycle import OPEN, State

Pause = tuple[datetime, datetime | None]
"""[from, to) in which a clock stands still; `to` is None while it lasts."""

_STILL = (State.WAITING_CUSTOMER, State.WAITING_APPROVAL)


@dataclass(frozen=True, slots=True)
class Target:
    """Business minutes. `update`: at least this often; `nudge` and `assign`: how long a claim may stay unowned.

    `best_effort`: resolution is reported but not promised.
    """

    first_response: int
    update: int
    resolution: int
    nudge: int
    assign: int
    best_effort: bool = False


DEFAULTS: Mapping[Priority, Target] = MappingProxyType(
    {
        Priority.P1: Target(60, 120, 240, 15, 30),
        Priority.P2: Target(120, 480, 480, 30, 60),
        Priority.P3: Target(240, 2 * 480, 1440, 60, 120),
        Priority.P4: Target(480, 5 * 480, 4800, 120, 240),
    }
)


def target(priority: Priority, *, contract: bool = True, targets: Mapping[Priority, Target] = DEFAULTS) -> Target:
    """What is promised. Without a contract the first response is one class slower, and resolution best effort."""
    if contract:
        return targets[priority]
    slower = next((other for other in Priority if other > priority), priority)
    return replace(targets[priority], first_response=targets[slower].first_response, best_effort=True)


def working_time(priority: Priority, calendar: Calendar, *, round_the_clock: bool = False) -> Calendar:
    """The calendar a priority's clocks follow: plain clock time for P1 where the contract says so, else the customer's own."""
    return PRESETS["24x7"] if round_the_clock and priority is Priority.P1 else calendar


def due(start: datetime, target_minutes: int, pauses: Iterable[Pause], calendar: Calendar) -> datetime | None:
    """When the target is used up: what was used before a pause stays used, and a promise missed before a pause stays missed.

    None while a pause lasts that began before then. Raises Invalid for a pause that ends before it begins.
    """
    left = target_minutes
    for begin, end in running(start, pauses):
        room = None if end is None else calendar.minutes_between(begin, end)
        if room is None or left <= room:
            return calendar.add(begin, left)
        left -= room
    return None


def used(start: datetime, until: datetime, pauses: Iterable[Pause], calendar: Calendar) -> int:
    """Business minutes the clock has run by `until`, pauses left out."""
    return sum(calendar.minutes_between(begin, end) for begin, end in _until(until, running(start, pauses)))


def spent(start: datetime, until: datetime, pauses: Iterable[Pause], calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The intervals that count, in order: how a due time came about."""
    for begin, end in _until(until, running(start, pauses)):
        yield from calendar.intervals(begin, end)


def running(start: datetime, pauses: Iterable[Pause]) -> Iterator[Pause]:
    """The spans from `start` on in which the clock runs; the last is open-ended unless a pause lasts."""
    at = floor(start)
    for paused, resumed in sorted(map(_whole, pauses), key=lambda pause: pause[0]):
        if paused > at:
            yield at, paused
        if resumed is None:
            return
        at = max(at, resumed)
    yield at, None


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is None while the clock stands still; `breached`: it had been used up when it was set."""

    at: datetime | None
    breached: bool = False


def retarget(
    start: datetime, target_minutes: int, pauses: Iterable[Pause], calendar: Calendar, *, changed: datetime, was: datetime | None = None
) -> Due:
    """The due time after priority or contract changed: reckoned from the start with the new target and calendar.

    Where that is already over, the breach is the moment of the change and not backdated; one that had happened before (`was`, the
    due time until then) stays where it was.
    """
    fresh, moment = due(start, target_minutes, pauses, calendar), floor(changed)
    if fresh is None or fresh >= moment:
        return Due(fresh)
    return Due(min(moment, was or moment), breached=True)


@dataclass(frozen=True, slots=True)
class Change:
    """From `at` on the target is so many minutes of this calendar."""

    at: datetime
    minutes: int
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Stage:
    """What a change made of the due time. `by`: the change whose target it is reckoned by, an earlier one where the due time stayed;
    `kept`: it would have moved later, had it not been told."""

    change: Change
    due: Due
    by: Change
    kept: bool = False


def stages(start: datetime, changes: Iterable[Change], pauses: Iterable[Pause] = (), *, told: bool = False) -> Iterator[Stage]:
    """The due time through a whole history of targets, oldest first: as at the start, then after each change as it came.

    `told`: the due time was told to a customer and never moves later.
    """
    in_order, still = list(changes), tuple(pauses)
    begun = in_order[:1] if told else [change for change in in_order if floor(change.at) <= floor(start)] or in_order[:1]
    first = begun[-1]
    found = Stage(first, Due(due(start, first.minutes, still, first.calendar)), first)
    yield found
    for change in in_order[len(begun) :]:
        fresh = retarget(start, change.minutes, still, change.calendar, changed=change.at, was=found.due.at)
        kept = told and _is_later(fresh.at, found.due.at)
        if kept or (fresh.at is not None and fresh.at == found.due.at):
            found = Stage(change, found.due, found.by, kept)
        else:
            found = Stage(change, fresh, change)
        yield found


def _is_later(at: datetime | None, was: datetime | None) -> bool:
    return at is not None and was is not None and at > was


def reckon(start: datetime, changes: Iterable[Change], pauses: Iterable[Pause], *, told: bool = False) -> Due:
    """The due time after all of it."""
    *_, last = stages(start, changes, pauses, told=told)
    return last.due


def clock(history: Iterable[tuple[datetime, State]]) -> tuple[datetime, tuple[Pause, ...]]:
    """Start and pauses of the resolution clock, from the states a claim came to and when, oldest first (at least one).

    It stands still while the customer has to answer or to approve. Resolved ends it; reopened, the same clock goes on and the time
    between was a pause. A closed claim reopened gets a new clock, else an old one would be late at once.
    """
    (start, state), *later = history
    since, pauses = start, list[Pause]()
    for at, after in later:
        if state is State.CLOSED and after is not state:
            start, pauses = at, []
        elif state in _STILL or (state is State.RESOLVED and after in OPEN):
            pauses.append((since, at))
        state, since = after, at
    if state in _STILL:
        pauses.append((since, None))
    return start, tuple(pauses)


def late(due_at: datetime | None, at: datetime) -> bool:
    """Whether `at` is past the due time; within its very minute is on time."""
    return due_at is not None and floor(at) > due_at


def _until(until: datetime, spans: Iterable[Pause]) -> Iterator[tuple[datetime, datetime]]:
    last = floor(until)
    return ((begin, min(end or last, last)) for begin, end in spans if begin < last)


def _whole(pause: Pause) -> Pause:
    begin, end = floor(pause[0]), pause[1] and floor(pause[1])
    if end is not None and end < begin:
        raise Invalid(field="pause", value=f"{begin.isoformat()}/{end.isoformat()}")
    return begin, end
