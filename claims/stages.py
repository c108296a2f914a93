"""The chain of a claim's life: every minute from receipt on belongs to exactly one stage, so the stages add up to the whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from claims.calendar import Calendar, floor
from claims.lifecycle import State
from claims.workyear import MINUTE


class Stage(StrEnum):
    """Where the time goes. `over`: resolved or closed before it was reopened."""

    UNOWNED = "unowned"
    TRIAGE = "triage"
    WORK = "work"
    CUSTOMER = "customer"
    APPROVAL = "approval"
    RELEASE = "release"
    OVER = "over"


OURS = (Stage.UNOWNED, Stage.TRIAGE, Stage.WORK, Stage.RELEASE)
"""The stages in which the next step is ours."""
_WAITS = {
    State.WAITING_CUSTOMER: Stage.CUSTOMER,
    State.WAITING_APPROVAL: Stage.APPROVAL,
    State.RESOLVED: Stage.OVER,
    State.CLOSED: Stage.OVER,
}
_WORKED = {State.NEW: Stage.TRIAGE, State.TRIAGE: Stage.TRIAGE, State.IN_PROGRESS: Stage.WORK, State.WAITING_RELEASE: Stage.RELEASE}


@dataclass(frozen=True, slots=True)
class Moment:
    """How a claim stands from `at` on."""

    at: datetime
    state: State
    owned: bool


def stage(state: State, *, owned: bool) -> Stage:
    """A wait for the customer is theirs, whoever owns the claim; what nobody owns is nobody's work."""
    return _WAITS.get(state) or (_WORKED[state] if owned else Stage.UNOWNED)


@dataclass(frozen=True, slots=True)
class Chain:
    """Business minutes by stage; `calendar_minutes`: the whole span with nothing left out; `unowned`: of M28, waits included."""

    minutes: Mapping[Stage, int]
    calendar_minutes: int
    unowned: int

    @property
    def total(self) -> int:
        return sum(self.minutes.values())

    @property
    def ours(self) -> int:
        """What the resolution clock used."""
        return sum(self.minutes[each] for each in OURS)


def chain(moments: Sequence[Moment], calendar: Calendar) -> Chain:
    """From the first moment to the last, which ends the chain."""
    minutes = dict.fromkeys(Stage, 0)
    unowned = 0
    for moment, end in _spans(moments):
        worked = calendar.minutes_between(moment.at, end)
        minutes[stage(moment.state, owned=moment.owned)] += worked
        unowned += worked if not moment.owned and moment.state not in (State.RESOLVED, State.CLOSED) else 0
    whole = (floor(moments[-1].at) - floor(moments[0].at)) // MINUTE
    return Chain(minutes, whole, unowned)


def until_resolved(moments: Sequence[Moment]) -> Sequence[Moment]:
    """Up to the last time it was resolved, or closed where it never was; all of it while it is open."""
    over = [moment.state in (State.RESOLVED, State.CLOSED) for moment in moments]
    if not over or not over[-1]:
        return moments
    last = len(moments) - 1
    while last and over[last - 1]:
        last -= 1
    return moments[: last + 1]


def longest_gap(times: Iterable[datetime], calendar: Calendar) -> int:
    """The longest time in business minutes between two that follow one another."""
    return max((calendar.minutes_between(before, after) for before, after in pairwise(times)), default=0)


def _spans(moments: Sequence[Moment]) -> Iterator[tuple[Moment, datetime]]:
    return ((moment, after.at) for moment, after in pairwise(moments))
