"""What kind of matter, how bad, how wide, and when the customer hears next."""

from datetime import timedelta

import pytest

from claims.claim import ClaimClass, Impact, Priority, Severity
from claims.errors import Illegal, Invalid, Missing, NotAllowed, NotOwner, Untimely
from claims.lifecycle import State
from commands.triage import TRIAGED, triage
from storage.outbox import Door
from tests.commands.desk import TRIAGE, Desk
from tests.making import ANNA, BEN, LEA

DEFECT, S1, S3, I1, I2 = ClaimClass.DEFECT, Severity.S1, Severity.S3, Impact.I1, Impact.I2


async def test_triage(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    letters = await desk.intents(number, Door.MAIL)
    promised = desk.clock.now + timedelta(hours=3)
    triaged = await desk.do(triage, number, DEFECT, S1, I2, update_due=promised, product="SPOOL 4.2", by=ANNA)
    assert (triaged.state, triaged.claim_class, triaged.severity, triaged.impact, triaged.priority) == (
        State.IN_PROGRESS,
        DEFECT,
        S1,
        I2,
        Priority.P1,
    )
    assert (triaged.update_due, triaged.product) == (promised, "SPOOL 4.2")
    assert triaged.first_answered_at is None, "no automatic word is a first answer"
    assert await desk.intents(number, Door.MAIL) == letters
    (event,) = [each for each in await desk.events(number) if each.what == "triaged"]
    assert (event.what, event.from_state, event.to_state, event.visible) == ("triaged", State.TRIAGE, State.IN_PROGRESS, True)
    assert event.detail == {
        "claim_class": "DEFECT",
        "severity": "S1",
        "impact": "I2",
        "priority": "P1",
        "reason": "",
        "update_due": promised.isoformat(),
    }


@pytest.mark.parametrize(("claim_class", "priority"), [("DEFECT", "P1"), ("WAD", "P3"), ("HOWTO", "P3"), ("FEATURE", "P4")])
async def test_some_classes_are_never_urgent(desk: Desk, claim_class: str, priority: str) -> None:
    number = await desk.in_state(State.TRIAGE)
    assert (await desk.do(triage, number, ClaimClass(claim_class), S1, I1, by=ANNA)).priority == priority


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.WAITING_CUSTOMER, State.WAITING_APPROVAL, State.WAITING_RELEASE])
async def test_the_class_may_change_while_open(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    triaged = await desk.do(triage, number, ClaimClass.ENV, S3, I2, by=ANNA)
    assert (triaged.state, triaged.claim_class) == (state, ClaimClass.ENV)


@pytest.mark.parametrize("state", [State.NEW, State.RESOLVED, State.CLOSED])
async def test_not_before_it_is_taken_nor_after_it_is_over(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    values = await desk.refused(Illegal, triage, number, *TRIAGE, by=LEA)
    assert (values["verb"], values["state"]) == ("triage", state)
    assert "triage" not in values["legal"]
    assert values["legal"]


@pytest.mark.parametrize("claim_class", [ClaimClass.SPAM, ClaimClass.DUPLICATE])
async def test_what_is_not_worked_on_is_not_triaged(desk: Desk, claim_class: ClaimClass) -> None:
    number = await desk.in_state(State.TRIAGE)
    assert await desk.refused(Invalid, triage, number, claim_class, S3, I2, by=ANNA) == {
        "field": "claim_class",
        "value": claim_class,
        "allowed": TRIAGED,
    }


async def test_only_a_lead_overrides_and_says_why(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    assert await desk.refused(NotAllowed, triage, number, *TRIAGE, priority=Priority.P1, reason="VIP", by=ANNA) == {"role": "lead"}
    assert await desk.refused(Missing, triage, number, *TRIAGE, priority=Priority.P1, by=LEA) == {"field": "reason"}
    triaged = await desk.do(triage, number, *TRIAGE, priority=Priority.P1, reason="VIP", by=LEA)
    assert (triaged.priority, triaged.owner) == (Priority.P1, ANNA.id)
    *_, event = await desk.events(number)
    assert (event.detail["priority"], event.detail["reason"]) == ("P1", "VIP")


async def test_what_is_computed_anyway_is_no_override(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    assert (await desk.do(triage, number, *TRIAGE, priority=Priority.P3, by=ANNA)).priority == "P3"


async def test_refused(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    assert await desk.refused(NotOwner, triage, number, *TRIAGE, by=BEN) == {"number": number, "owner": ANNA.id}
    values = await desk.refused(Untimely, triage, number, *TRIAGE, update_due=desk.clock.now, by=ANNA)
    assert values["field"] == "update_due"
