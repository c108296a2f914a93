"""The course of a claim's clocks as its timeline tells it: when they began, paused and stopped, and what held from when on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from claims import service
from claims.claim import Claim, Priority
from claims.lifecycle import OPEN, State
from claims.service import Change, Due, Pause, Stage
from claims.terms import Book, Terms
from commands.facts import TELLING, is_move
from storage.timeline import Event

NO_UPDATES = (State.WAITING_CUSTOMER, State.WAITING_APPROVAL, State.WAITING_RELEASE, State.RESOLVED, State.CLOSED)
"""States in which no next word is promised."""

SCHEDULED = "scheduled"
"""The event by which a claim waits for a release."""
Line = tuple[datetime, Event]
Held = tuple[datetime, Terms]
"""From when on what held."""


@dataclass(frozen=True, slots=True)
class Course:
    """`pauses` without those that a lead struck out, and `stood`: what the claim came to when, by which a pause is explained;
    `resolution` and `first`: the terms those two clocks were counted by, until they stopped; `ended`: when the claim was over;
    `promised`: when the next word is due, where the timeline knows, and `promised_at`: when that was said."""

    opened: datetime
    began: datetime
    pauses: tuple[Pause, ...]
    struck: tuple[Pause, ...]
    stood: Mapping[datetime, str]
    resolution: tuple[Held, ...]
    first: tuple[Held, ...]
    ended: datetime | None
    promised: datetime | None
    promised_at: datetime | None
    promises_known: bool

    def resolution_stages(self) -> Iterator[Stage]:
        changes = (Change(at, each.target.resolution, each.clock) for at, each in self.resolution)
        return service.stages(self.began, changes, self.pauses)

    def first_stages(self) -> Iterator[Stage]:
        """The first answer's due time is never later than it was told, nor moved into the past."""
        return service.stages(self.opened, (Change(at, each.target.first_response, each.clock) for at, each in self.first), told=True)

    def resolution_due(self) -> Due:
        return _last(self.resolution_stages())

    def first_due(self) -> datetime:
        found = _last(self.first_stages()).at
        assert found, "it never stands still"
        return found


def _last(stages: Iterator[Stage]) -> Due:
    *_, last = stages
    return last.due


def course(book: Book, claim: Claim, events: Iterable[Event]) -> Course:
    """`events`: the claim's timeline, oldest first."""
    told = _in_order(events)
    lines = _lasting(told)
    stop = _stopped(lines)
    until, ran = lines[stop][0] if stop < len(lines) else None, lines[:stop]
    began, pauses = service.clock(_states(ran))
    struck = {datetime.fromisoformat(event.detail["pause"]) for _, event in lines if event.what == "unpaused"}
    answer = next((place for place, (_, event) in enumerate(lines) if event.what in TELLING), len(lines))
    promises = [(at, event.detail["update_due"]) for at, event in told if "update_due" in event.detail]
    return Course(
        opened=lines[0][0],
        began=began,
        pauses=tuple(each for each in pauses if each[0] not in struck),
        struck=tuple(each for each in pauses if each[0] in struck),
        stood={at: event.what if event.what == SCHEDULED else str(event.to_state) for at, event in ran if _is_turn(event)},
        resolution=_held(book, claim, ran, until),
        first=_held(book, claim, lines[:answer], lines[answer][0] if answer < len(lines) else None),
        ended=until,
        promised=_promised(told, promises),
        promised_at=promises[-1][0] if promises else None,
        promises_known="update_due" in lines[0][1].detail,
    )


def _states(lines: Sequence[Line]) -> Iterator[tuple[datetime, State]]:
    """What the claim came to and when; a release whose day the customer accepted is waited for as an approval is."""
    for at, event in lines:
        if event.what == SCHEDULED:
            yield at, State.WAITING_APPROVAL if event.detail.get("accepted") else State.WAITING_RELEASE
        elif event.to_state and is_move(event):
            yield at, event.to_state


def _is_turn(event: Event) -> bool:
    return event.what == SCHEDULED or bool(event.to_state and is_move(event))


def _in_order(events: Iterable[Event]) -> Sequence[Line]:
    """Clocks of several replicas differ a little: what stands later on the timeline did not happen earlier."""
    told = list(events)
    return list(zip(accumulate((event.at for event in told), max), told, strict=True))


def _lasting(lines: Sequence[Line]) -> Sequence[Line]:
    """Without a joining that was taken back: the clock ran on meanwhile."""
    kept: list[Line] = []
    for line in lines:
        if line[1].what == "unmerged":
            kept.remove(next(each for each in reversed(kept) if each[1].what == "merged"))
        else:
            kept.append(line)
    return kept


def _stopped(lines: Sequence[Line]) -> int:
    """The place of the move by which the claim is over, or the end where it is not."""
    moves = [(place, event) for place, (_, event) in enumerate(lines) if event.to_state and is_move(event)]
    if moves[-1][1].to_state in OPEN:
        return len(lines)
    return next(place for place, event in reversed(moves) if event.from_state in OPEN)


def _held(book: Book, claim: Claim, lines: Sequence[Line], until: datetime | None) -> tuple[Held, ...]:
    """Every change of priority, plan or decided days that came before the clock stopped."""
    plan, priority = claim.plan, claim.priority
    held: list[Held] = []
    for at, event in sorted([*lines, *_decisions(book, lines[0][0], until)], key=lambda line: line[0]):
        if event and not {"plan", "priority"} & event.detail.keys():
            continue
        if event:
            plan, priority = event.detail.get("plan", plan), Priority(event.detail.get("priority") or priority)
        held.append((at, book.as_of(at).terms(plan, priority)))
    return tuple(held)


def _decisions(book: Book, opened: datetime, until: datetime | None) -> Iterator[tuple[datetime, None]]:
    return ((each.at, None) for each in book.decided if each.at > opened and (until is None or each.at < until))


def _promised(lines: Sequence[Line], promises: Sequence[tuple[datetime, str | None]]) -> datetime | None:
    state = next((event.to_state for _, event in reversed(lines) if event.to_state and is_move(event)), None)
    told = promises[-1][1] if promises else None
    return datetime.fromisoformat(told) if told and state not in NO_UPDATES else None
