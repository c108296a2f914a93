"""Resolving: what it was, why, what was done, how long it took."""

from dataclasses import replace

import pytest

from claims.claim import ClaimClass
from claims.errors import Illegal, Invalid, Missing, NotOwner
from claims.lifecycle import State
from commands.resolve import resolve
from storage.messages import Direction
from storage.outbox import Door
from tests.commands.desk import ANSWER, FIX, Desk
from tests.making import ANNA, BEN, LEA


async def test_resolving(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(resolve, number, FIX, by=ANNA)
    claim = await desk.claim(number)
    assert (claim.state, claim.resolved_at, claim.update_due) == (State.RESOLVED, desk.clock.now, None)
    assert (claim.claim_class, claim.factor, claim.cause, claim.resolution, claim.minutes, claim.chargeable) == (
        FIX.claim_class,
        FIX.factor,
        FIX.cause,
        FIX.text,
        FIX.minutes,
        FIX.chargeable,
    )
    assert claim.first_answered_at == desk.clock.now
    assert (await desk.messages(number, Direction.OUT))[-1].text == FIX.text
    *_, event = await desk.events(number)
    assert (event.what, event.from_state, event.to_state, event.visible) == ("resolved", State.IN_PROGRESS, State.RESOLVED, True)
    assert event.detail == {
        "claim_class": "DEFECT",
        "factor": "PROCESS",
        "cause": "회귀 오류",
        "minutes": 90,
        "priority": "P3",
        "update_due": None,
    }
    assert (await desk.intents(number, Door.MAIL))[-1] == "resolved"


@pytest.mark.parametrize("claim_class", [ClaimClass.HOWTO, ClaimClass.WAD])
async def test_a_question_is_answered_and_resolved_at_once(desk: Desk, claim_class: ClaimClass) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.agreed(number)
    await desk.do(resolve, number, replace(ANSWER, claim_class=claim_class), by=ANNA)
    claim = await desk.claim(number)
    assert (claim.state, claim.severity, claim.impact, claim.priority) == (State.RESOLVED, None, None, "P3")


async def test_resolving_what_is_nobodys_takes_it(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(resolve, number, ANSWER, by=BEN)
    assert (await desk.claim(number)).owner == BEN.id
    assert (await desk.whats(number))[-2:] == ["taken", "resolved"]


async def test_a_release_that_was_waited_for_resolves(desk: Desk) -> None:
    number = await desk.in_state(State.WAITING_RELEASE)
    await desk.do(resolve, number, FIX, by=LEA)
    assert (await desk.claim(number)).state is State.RESOLVED


@pytest.mark.parametrize("claim_class", [each for each in ClaimClass if each not in ("HOWTO", "WAD", "SPAM", "DUPLICATE", "FEATURE")])
async def test_a_fault_is_triaged_first(desk: Desk, claim_class: ClaimClass) -> None:
    number = await desk.in_state(State.TRIAGE)
    values = await desk.refused(Illegal, resolve, number, replace(FIX, claim_class=claim_class), by=ANNA)
    assert (values["verb"], values["state"]) == ("resolve", State.TRIAGE)
    assert {"triage", "ask", "hand", "release"} <= set(values["legal"])
    assert "resolve" not in values["legal"]


@pytest.mark.parametrize("state", [State.WAITING_CUSTOMER, State.WAITING_APPROVAL, State.RESOLVED, State.CLOSED])
async def test_not_while_waiting_nor_twice(desk: Desk, state: State) -> None:
    values = await desk.refused(Illegal, resolve, await desk.in_state(state), ANSWER, by=ANNA)
    assert (values["verb"], values["state"]) == ("resolve", state)


@pytest.mark.parametrize(
    ("refusal", "field", "value"),
    [
        (Missing, "cause", " "),
        (Missing, "text", "\n"),
        (Invalid, "text", "x" * 60_001),
        (Invalid, "minutes", -1),
        (Invalid, "minutes", 100_001),
        (Invalid, "claim_class", ClaimClass.SPAM),
        (Invalid, "claim_class", ClaimClass.DUPLICATE),
        (Invalid, "claim_class", ClaimClass.FEATURE),
    ],
)
async def test_each_part_is_needed(desk: Desk, refusal: type[Missing | Invalid], field: str, value: object) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    assert (await desk.refused(refusal, resolve, number, replace(FIX, **{field: value}), by=ANNA))["field"] == field


async def test_only_the_owner_or_a_lead(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    assert await desk.refused(NotOwner, resolve, number, FIX, by=BEN) == {"number": number, "owner": ANNA.id}
    await desk.do(resolve, number, FIX, by=LEA)
    assert (await desk.claim(number)).owner == ANNA.id
