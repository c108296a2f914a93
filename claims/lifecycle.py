"""The states of a claim and every legal move between them. What is not in MOVES is refused, naming what is."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    NEW = "NEW"
    TRIAGE = "TRIAGE"
    IN_PROGRESS = "IN_PROGRESS"
    WAITING_CUSTOMER = "WAITING_CUSTOMER"
    WAITING_APPROVAL = "WAITING_APPROVAL"
    WAITING_RELEASE = "WAITING_RELEASE"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


class CloseReason(StrEnum):
    CONFIRMED = "confirmed"
    AUTO = "auto"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"
    NO_APPROVAL = "no_approval"
    NO_REPLY = "no_reply"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    SPAM = "spam"
    IMPORTED = "imported"


class Move(StrEnum):
    """What makes a claim change its state; the verbs of people, the customer's acts and the clock's."""

    TAKE = "take"
    HAND = "hand"
    RELEASE = "release"
    TRIAGE = "triage"
    ASK = "ask"
    ANSWER = "answer"
    RESUME = "resume"
    NO_REPLY = "no_reply"
    QUOTE = "quote"
    APPROVE = "approve"
    DECLINE_PART = "decline_part"
    DECLINE = "decline"
    EXPIRE = "expire"
    SCHEDULE = "schedule"
    SHIP = "ship"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    AUTO_CLOSE = "auto_close"
    REOPEN = "reopen"
    MERGE = "merge"
    REVERT = "revert"
    TRANSFER = "transfer"
    WITHDRAW = "withdraw"
    REJECT = "reject"
    SPAM = "spam"


OPEN = tuple(state for state in State if state not in (State.RESOLVED, State.CLOSED))
_WORKED = (State.TRIAGE, State.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Step:
    """One legal move. `to` is None where the claim keeps its state; `back` where it returns to the one before a wait."""

    frm: State
    move: Move
    to: State | None
    reason: CloseReason | None = None
    back: bool = False


def _from(states: tuple[State, ...], move: Move, to: State | None, reason: CloseReason | None = None) -> Iterator[Step]:
    return (Step(state, move, to, reason) for state in states)


STEPS: tuple[Step, ...] = (
    Step(State.NEW, Move.TAKE, State.TRIAGE),
    *_from(OPEN[1:], Move.TAKE, None),
    Step(State.NEW, Move.HAND, State.TRIAGE),
    *_from(OPEN[1:], Move.HAND, None),
    *_from((State.NEW, State.TRIAGE), Move.RELEASE, State.NEW),
    *_from(OPEN[2:], Move.RELEASE, None),
    Step(State.TRIAGE, Move.TRIAGE, State.IN_PROGRESS),
    *_from(OPEN[2:], Move.TRIAGE, None),
    *_from(_WORKED, Move.ASK, State.WAITING_CUSTOMER),
    Step(State.WAITING_CUSTOMER, Move.ASK, None),
    Step(State.WAITING_CUSTOMER, Move.ANSWER, None, back=True),
    Step(State.WAITING_CUSTOMER, Move.RESUME, None, back=True),
    Step(State.WAITING_CUSTOMER, Move.NO_REPLY, State.CLOSED, CloseReason.NO_REPLY),
    *_from(_WORKED, Move.QUOTE, State.WAITING_APPROVAL),
    Step(State.WAITING_APPROVAL, Move.QUOTE, None),
    Step(State.WAITING_APPROVAL, Move.APPROVE, State.IN_PROGRESS),
    Step(State.WAITING_APPROVAL, Move.DECLINE_PART, State.IN_PROGRESS),
    Step(State.WAITING_APPROVAL, Move.DECLINE, State.CLOSED, CloseReason.NO_APPROVAL),
    Step(State.WAITING_APPROVAL, Move.EXPIRE, State.CLOSED, CloseReason.NO_APPROVAL),
    Step(State.IN_PROGRESS, Move.SCHEDULE, State.WAITING_RELEASE),
    Step(State.WAITING_RELEASE, Move.SHIP, State.IN_PROGRESS),
    *_from((State.TRIAGE, State.IN_PROGRESS, State.WAITING_RELEASE), Move.RESOLVE, State.RESOLVED),
    Step(State.RESOLVED, Move.CONFIRM, State.CLOSED, CloseReason.CONFIRMED),
    Step(State.RESOLVED, Move.AUTO_CLOSE, State.CLOSED, CloseReason.AUTO),
    *_from((State.RESOLVED, State.CLOSED), Move.REOPEN, State.IN_PROGRESS),
    *_from(OPEN, Move.MERGE, State.CLOSED, CloseReason.DUPLICATE),
    Step(State.CLOSED, Move.REVERT, None, back=True),
    *_from(_WORKED, Move.TRANSFER, State.CLOSED, CloseReason.TRANSFERRED),
    *_from(OPEN, Move.WITHDRAW, State.CLOSED, CloseReason.WITHDRAWN),
    *_from(OPEN, Move.REJECT, State.CLOSED, CloseReason.REJECTED),
    *_from(tuple(State), Move.SPAM, State.CLOSED, CloseReason.SPAM),
)
_LEGAL = {state: tuple(step.move for step in STEPS if step.frm is state) for state in State}
_BY_MOVE = {(step.frm, step.move): step for step in STEPS}


def step(state: State, move: Move) -> Step | None:
    """The step that `move` makes from `state`, or None where it is not legal."""
    return _BY_MOVE.get((state, move))


def legal(state: State) -> tuple[Move, ...]:
    """The moves possible from `state`, in the order of the table."""
    return _LEGAL[state]


def landing(found: Step, before: State | None) -> State:
    """The state after `found`; a wait, or a joining taken back, returns to the state before it, which a release may have made NEW again."""
    if found.back:
        return before or State.IN_PROGRESS
    return found.to or found.frm


BALL = {
    State.NEW: "us",
    State.TRIAGE: "us",
    State.IN_PROGRESS: "us",
    State.WAITING_RELEASE: "us",
    State.WAITING_CUSTOMER: "customer",
    State.WAITING_APPROVAL: "customer",
    State.RESOLVED: "customer",
}
_CLOSED_BALL = {
    CloseReason.DUPLICATE: "us",
    CloseReason.TRANSFERRED: "us",
    CloseReason.NO_REPLY: "customer",
    CloseReason.REJECTED: "customer",
}


def ball(state: State, reason: CloseReason | None) -> str | None:
    """Whose move it is: "us", "customer", or None where nothing is left to do."""
    if state is State.CLOSED:
        return _CLOSED_BALL.get(reason) if reason else None
    return BALL[state]
