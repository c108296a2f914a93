"""Every verb in every state, tried by a lead on a claim of Anna's, and taken back again."""

from collections.abc import Callable
from typing import Any

import pytest

from claims.errors import Illegal, Refusal
from claims.lifecycle import CloseReason, State, legal
from commands.acting import locked
from commands.close import close, reopen
from commands.hand import hand, invite
from commands.note import note
from commands.rehearse import rehearse
from commands.release import release
from commands.reply import ask, reply, resume
from commands.resolve import resolve
from commands.take import take
from commands.triage import triage
from storage.database import Tx
from tests.commands.desk import ANSWER, FIX, TRIAGE, Desk
from tests.making import BEN, LEA

VERBS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "take": (take, ()),
    "release": (release, ("휴가",)),
    "hand": (hand, (BEN.id, "부탁합니다")),
    "invite": (invite, (BEN.id,)),
    "note": (note, ("메모",)),
    "triage": (triage, TRIAGE),
    "reply": (reply, ("확인했습니다.",)),
    "ask": (ask, ("버전은?",)),
    "resume": (resume, ()),
    "answer": (resolve, (ANSWER,)),
    "fix": (resolve, (FIX,)),
    "reopen": (reopen, ("다시",)),
    "confirm": (close, (CloseReason.CONFIRMED,)),
    "withdraw": (close, (CloseReason.WITHDRAWN,)),
    "reject": (close, (CloseReason.REJECTED, "지원 종료")),
    "spam": (close, (CloseReason.SPAM,)),
}

# What comes of it: → the state after; "." refused by the state; else the refusal. Nobody owns the NEW claim, so answering takes it.
ROADS = """
             NEW       TRIAGE    IN_PROGRESS WAITING_CUSTOMER WAITING_APPROVAL WAITING_RELEASE RESOLVED  CLOSED
    take     TRIAGE    Taken     Taken       Taken            Taken            Taken           .         .
    release  NotOwner  NEW       =           =                =                =               .         .
    hand     TRIAGE    =         =           =                =                =               .         .
    invite   =         =         =           =                =                =               =         =
    note     =         =         =           =                =                =               =         =
    triage   .         IN_PROGRESS =         =                =                =               .         .
    reply    TRIAGE    =         =           =                =                =               =         .
    ask      WAITING_CUSTOMER WAITING_CUSTOMER WAITING_CUSTOMER = .            .               .         .
    resume   .         .         .           TRIAGE           .                .               .         .
    answer   RESOLVED  RESOLVED  RESOLVED    .                .                RESOLVED        .         .
    fix      .         .         RESOLVED    .                .                RESOLVED        .         .
    reopen   .         .         .           .                .                .               IN_PROGRESS IN_PROGRESS
    confirm  .         .         .           .                .                .               CLOSED    .
    withdraw CLOSED    CLOSED    CLOSED      CLOSED           CLOSED           CLOSED          .         .
    reject   CLOSED    CLOSED    CLOSED      CLOSED           CLOSED           CLOSED          .         .
    spam     CLOSED    CLOSED    CLOSED      Answered         CLOSED           CLOSED          Answered  =
"""
STATES, *ROWS = [line.split() for line in ROADS.strip().splitlines()]
EXPECTED = {(verb, State(state)): outcome for verb, *outcomes in ROWS for state, outcome in zip(STATES, outcomes, strict=True)}


def tried(tx: Tx, number: str, verb: str) -> str:
    command, args = VERBS[verb]
    before = locked(tx, number).state
    try:
        after = rehearse(tx, command, number, *args, by=LEA).view.claim.state
    except Illegal as refusal:
        named_well = refusal.values["state"] is before and set(refusal.values["legal"]) <= set(legal(before))  # type: ignore[arg-type]
        return "." if named_well else f"{refusal.values}"
    except Refusal as refusal:
        return type(refusal).__name__
    return "=" if after is before else str(after)


@pytest.mark.parametrize("state", State)
async def test_every_verb(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    found = {(verb, state): await desk.do(tried, number, verb) for verb in VERBS}
    assert found == {(verb, each): outcome for (verb, each), outcome in EXPECTED.items() if each is state}
    assert (await desk.claim(number)).state is state, "it was only tried"


def test_the_table_is_whole() -> None:
    assert set(EXPECTED) == {(verb, state) for verb in VERBS for state in State}
