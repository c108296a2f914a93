"""The process, written out once more as a person reads it; the rules are held against it state by state."""

import pytest

from claims.lifecycle import OPEN, STEPS, CloseReason, Move, State, ball, landing, legal, step

OPEN_STATES = "NEW TRIAGE IN_PROGRESS WAITING_CUSTOMER WAITING_APPROVAL WAITING_RELEASE"
WORKED = "TRIAGE IN_PROGRESS"
TRIAGED = "IN_PROGRESS WAITING_CUSTOMER WAITING_APPROVAL WAITING_RELEASE"

# From → to, by which moves, with which close reason. "same": the claim keeps its state; "back": to the state before the wait.
PROCESS = (
    ("NEW", "TRIAGE", "take hand", None),
    ("TRIAGE " + TRIAGED, "same", "take hand", None),
    ("TRIAGE", "IN_PROGRESS", "triage", None),
    (TRIAGED, "same", "triage", None),  # the class may change while the claim is open
    (WORKED, "WAITING_CUSTOMER", "ask", None),
    ("WAITING_CUSTOMER", "same", "ask", None),  # a second question goes on waiting
    ("WAITING_CUSTOMER", "back", "answer resume", None),
    ("WAITING_CUSTOMER", "CLOSED", "no_reply", "no_reply"),
    (WORKED, "WAITING_APPROVAL", "quote", None),
    ("WAITING_APPROVAL", "same", "quote", None),  # a new version takes the place of one nobody answered
    ("WAITING_APPROVAL", "IN_PROGRESS", "approve decline_part", None),
    ("WAITING_APPROVAL", "CLOSED", "decline expire", "no_approval"),
    ("IN_PROGRESS", "WAITING_RELEASE", "schedule", None),
    ("WAITING_RELEASE", "IN_PROGRESS", "ship", None),
    ("TRIAGE IN_PROGRESS WAITING_RELEASE", "RESOLVED", "resolve", None),
    ("RESOLVED", "CLOSED", "confirm", "confirmed"),
    ("RESOLVED", "CLOSED", "auto_close", "auto"),
    ("RESOLVED CLOSED", "IN_PROGRESS", "reopen", None),
    (OPEN_STATES, "CLOSED", "merge", "duplicate"),
    ("CLOSED", "back", "revert", None),  # the joining of two claims is taken back
    (WORKED, "CLOSED", "transfer", "transferred"),
    (OPEN_STATES, "CLOSED", "withdraw", "withdrawn"),
    (OPEN_STATES, "CLOSED", "reject", "rejected"),
    (OPEN_STATES + " RESOLVED CLOSED", "CLOSED", "spam", "spam"),
    ("NEW TRIAGE", "NEW", "release", None),
    (TRIAGED, "same", "release", None),
)
EXPECTED = {
    (State(frm), Move(move)): (to, reason) for states, to, moves, reason in PROCESS for frm in states.split() for move in moves.split()
}
EVERY = [(state, move) for state in State for move in Move]


@pytest.mark.parametrize(("state", "move"), EVERY, ids=lambda value: str(value))
def test_every_state_and_move(state: State, move: Move) -> None:
    found = step(state, move)
    if (state, move) not in EXPECTED:
        assert found is None
        return
    to, reason = EXPECTED[state, move]
    assert found is not None
    assert found.reason == reason
    before = State.TRIAGE
    assert landing(found, before) == {"same": state, "back": before}.get(to, to)


def test_the_table_says_each_thing_once() -> None:
    assert len({(each.frm, each.move) for each in STEPS}) == len(STEPS) == len(EXPECTED)


def test_a_wait_of_an_unknown_past_leads_back_to_work() -> None:
    found = step(State.WAITING_CUSTOMER, Move.ANSWER)
    assert found
    assert landing(found, None) is State.IN_PROGRESS
    assert landing(found, State.NEW) is State.NEW


@pytest.mark.parametrize("state", State)
def test_legal_names_what_is_possible(state: State) -> None:
    assert set(legal(state)) == {move for frm, move in EXPECTED if frm is state}


@pytest.mark.parametrize("state", State)
def test_every_state_is_reached_and_left(state: State) -> None:
    reached, ways = {State.NEW}, [(frm, to) for (frm, _), (to, _) in EXPECTED.items() if to not in ("same", "back")]
    for _ in State:
        reached |= {State(to) for frm, to in ways if frm in reached}
    assert state in reached
    assert any(frm is state and to != state for frm, to in ways), "it has an exit"


@pytest.mark.parametrize("move", Move)
def test_every_move_is_somewhere_legal(move: Move) -> None:
    assert any(move in legal(state) for state in State)


@pytest.mark.parametrize("reason", [each for each in CloseReason if each is not CloseReason.IMPORTED])  # over from the start
def test_every_close_reason_has_a_way(reason: CloseReason) -> None:
    assert any(each.reason is reason for each in STEPS)
    assert all(each.to is State.CLOSED for each in STEPS if each.reason)
    assert all(each.reason for each in STEPS if each.to is State.CLOSED)


def test_open_is_neither_resolved_nor_closed() -> None:
    assert set(OPEN) == set(OPEN_STATES.split())


@pytest.mark.parametrize(
    ("state", "reason", "whose"),
    [
        ("NEW", None, "us"),
        ("TRIAGE", None, "us"),
        ("IN_PROGRESS", None, "us"),
        ("WAITING_CUSTOMER", None, "customer"),
        ("WAITING_APPROVAL", None, "customer"),
        ("WAITING_RELEASE", None, "us"),
        ("RESOLVED", None, "customer"),
        ("CLOSED", "confirmed", None),
        ("CLOSED", "auto", None),
        ("CLOSED", "duplicate", "us"),
        ("CLOSED", "transferred", "us"),
        ("CLOSED", "no_approval", None),
        ("CLOSED", "no_reply", "customer"),
        ("CLOSED", "withdrawn", None),
        ("CLOSED", "rejected", "customer"),
        ("CLOSED", "spam", None),
        ("CLOSED", "imported", None),
    ],
)
def test_whose_move_it_is(state: str, reason: str | None, whose: str | None) -> None:
    assert ball(State(state), CloseReason(reason) if reason else None) == whose
