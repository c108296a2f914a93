"""A customer's plan: what a claim comes under, and what a change of it does to clocks that run (K9)."""

from dataclasses import replace
from datetime import datetime

import pytest

from claims.claim import Claim, ClaimClass, Impact, Severity
from claims.errors import Invalid, NotAllowed
from claims.lifecycle import CloseReason, State
from claims.rules import Rules
from commands import calendars, clocks
from commands.check_clocks import compare
from commands.close import close, reopen
from commands.explain import explain
from commands.know import customer
from commands.reply import ask, reply
from commands.resolve import resolve
from commands.take import take
from commands.triage import triage
from commands.unpause import unpause
from storage import claims, timeline
from storage.database import Tx
from tests.commands.desk import ANSWER, Desk
from tests.commands.test_clocks import P2, P3, at, taken
from tests.making import ANNA, KIM, LEA

P1 = (ClaimClass.DEFECT, Severity.S1, Impact.I1)
GOLD = {"plans": {"gold": {"round_the_clock": True, "targets": {"P3": {"first_response": 60, "resolution": 480}}}}}


@pytest.fixture
def rules() -> Rules:
    return Rules.model_validate(GOLD)


async def put(desk: Desk, plan: str) -> None:
    await desk.do(customer, "hanbit.example", plan=plan, by=LEA)


async def agree(desk: Desk) -> None:
    """What stands on the claims is what their timelines give."""
    assert (await desk.database.read(compare)).differences == ()


async def test_round_the_clock_at_the_weekend(desk: Desk) -> None:
    """E9: a P1 that comes on Saturday 22:05 under a contract that says so."""
    await taken(desk, "11-21 21:00")
    await put(desk, "gold")
    claim = await desk.claim(await taken(desk, "11-21 22:05", subject="장애"))
    assert (claim.plan, claim.first_due, claim.resolution_due) == ("gold", at("11-21 23:05"), at("11-22 02:05"))
    await agree(desk)


async def test_without_a_contract(desk: Desk) -> None:
    """The first answer is one class slower, and the resolution best effort."""
    await taken(desk, "11-19 09:00")
    await put(desk, "none")
    number = await taken(desk, "11-19 10:30")
    claim = await desk.claim(number)
    assert claim.first_due == at("11-20 10:30")
    assert (await desk.database.read(calendars.terms, claim)).target.best_effort


async def test_a_plan_changes_while_the_clocks_run(desk: Desk) -> None:
    """K9: from the start with the new target, and what is over by then is late from this moment; the first answer never later."""
    number = await taken(desk, "11-19 09:00")
    assert await desk.refused(NotAllowed, customer, "hanbit.example", plan="gold", by=ANNA) == {"role": "lead"}
    refused = await desk.refused(Invalid, customer, "hanbit.example", plan="silver", by=LEA)
    assert refused["allowed"] == ("standard", "none", "gold")
    desk.clock.set(at("11-19 11:00"))
    await put(desk, "gold")
    claim = await desk.claim(number)
    assert (claim.plan, claim.first_due, claim.resolution_due) == ("gold", at("11-19 11:00"), at("11-19 18:00"))
    *_, event = await desk.events(number)
    assert (event.what, event.visible, event.detail["plan"]) == ("planned", False, "gold")
    desk.clock.set(at("11-19 14:00"))
    await put(desk, "none")
    claim = await desk.claim(number)
    assert (claim.first_due, claim.resolution_due) == (at("11-19 11:00"), at("11-23 18:00"))
    await agree(desk)


async def test_resolved_claims_know_it_when_they_are_opened_again(desk: Desk) -> None:
    """K11: the same clock goes on under the plan of now; a closed one begins anew, under it too."""
    resolved, closed = await taken(desk, "11-19 09:00"), await taken(desk, "11-19 09:00")
    await desk.do(triage, resolved, *P3, by=ANNA)
    desk.clock.set(at("11-19 10:00"))
    await desk.do(resolve, resolved, ANSWER, by=ANNA)
    await desk.do(triage, closed, *P3, by=ANNA)
    await desk.do(close, closed, CloseReason.WITHDRAWN, by=KIM)
    due = (await desk.claim(resolved)).resolution_due
    await put(desk, "gold")
    assert (await desk.claim(resolved)).resolution_due == due, "what is over is not judged anew"
    assert (await desk.claim(closed)).plan == "standard"
    desk.clock.set(at("11-20 09:00"))
    assert (await desk.do(reopen, resolved, by=KIM)).resolution_due == at("11-20 17:00")
    again = await desk.do(reopen, closed, by=KIM)
    assert (again.plan, again.resolution_due) == ("gold", at("11-20 18:00"))
    await agree(desk)


async def test_a_plan_that_is_no_longer_written_down(desk: Desk) -> None:
    claim = await desk.claim(await taken(desk, "11-19 09:00"))
    gone = replace(claim, plan="platinum")
    assert await desk.database.read(calendars.terms, gone) == await desk.database.read(calendars.terms, claim)


async def test_a_wrong_pause_is_set_right_by_a_lead(desk: Desk) -> None:
    """K8: the time counts, and what was, and who changed it, stays on the timeline."""
    number = await taken(desk, "11-19 09:00")
    await desk.do(triage, number, *P2, by=ANNA)
    desk.clock.set(at("11-19 10:00"))
    await desk.do(ask, number, "?", by=ANNA)
    desk.clock.set(at("11-19 14:00"))
    assert (await desk.hears(number)).resolution_due == at("11-20 12:00")
    assert await desk.refused(NotAllowed, unpause, number, "자료가 있었음", by=ANNA) == {"role": "lead"}
    await desk.do(unpause, number, "자료가 있었음", by=LEA)
    assert (await desk.claim(number)).resolution_due == at("11-19 18:00")
    *_, event = await desk.events(number)
    assert (event.what, event.visible, event.detail["reason"]) == ("unpaused", False, "자료가 있었음")
    told = await desk.database.read(explain, number)
    assert (len(told.resolution.pauses), len(told.resolution.struck), told.resolution.used) == (0, 1, 480)
    await agree(desk)


async def test_a_wrong_pause_that_lasts(desk: Desk) -> None:
    number = await taken(desk, "11-19 09:00")
    desk.clock.set(at("11-19 10:00"))
    await desk.do(ask, number, "?", by=ANNA)
    assert (await desk.claim(number)).resolution_due is None
    await desk.do(unpause, number, "물을 것이 없었음", by=LEA)
    assert (await desk.claim(number)).resolution_due == at("11-23 18:00")
    desk.clock.set(at("11-19 14:00"))
    assert (await desk.hears(number)).resolution_due == at("11-23 18:00")
    await agree(desk)


async def test_how_a_due_time_came_about(desk: Desk) -> None:
    """E7: 210 minutes before the question, the rest from Wednesday on."""
    number = await taken(desk, "11-23 09:30")
    desk.clock.set(at("11-23 14:00"))
    await desk.do(ask, number, "버전은?", by=ANNA)
    still = (await desk.database.read(explain, number)).resolution
    assert (still.due, still.used) == (None, 210)
    desk.clock.set(at("11-25 10:15"))
    await desk.hears(number)
    told = (await desk.database.read(explain, number)).resolution
    assert (told.due, told.used, told.minutes) == (at("11-27 15:45"), 1440, 1440)
    assert [minutes for *_, minutes in told.counted] == [150, 60, 105, 300, 180, 300, 180, 165]
    assert told.counted[2][0] == told.pauses[0].end == at("11-25 10:15")


async def test_a_difference_is_named_and_mended(desk: Desk) -> None:
    number = await taken(desk, "11-19 09:00")
    right = await desk.claim(number)
    await desk.do(spoil, right.id, at("11-20 09:00"))
    found = await desk.database.read(compare)
    assert [(each.number, each.clock, each.kept, each.reckoned) for each in found.differences] == [
        (number, "resolution_due", at("11-20 09:00"), right.resolution_due)
    ]
    assert (found.count, found.last) == (1, right.id)
    await desk.do(compare, mend=True)
    assert (await desk.claim(number)).resolution_due == right.resolution_due
    await agree(desk)
    assert (await desk.database.read(compare, right.id)).last is None


def spoil(tx: Tx, identity: int, due: datetime) -> None:
    claim = claims.find(tx, identity)
    assert claim
    claims.change(tx, claim, resolution_due=due)


async def test_a_claim_from_before_there_were_plans(desk: Desk) -> None:
    """Its timeline tells neither plan nor promise: the desk's own plan holds, and its promise stands."""
    number = await taken(desk, "11-19 09:00")
    await desk.do(forget_plan, (await desk.claim(number)).id)
    await agree(desk)
    await desk.do(reply, number, "확인했습니다.", by=ANNA)
    assert (await desk.claim(number)).state is State.TRIAGE


def forget_plan(tx: Tx, identity: int) -> Claim:
    claim = claims.find(tx, identity)
    assert claim
    tx.connection.execute(timeline.timeline.update().values(detail={"priority": "P3"}))
    old = claims.change(tx, claim, plan=None, update_due=claim.resolution_due)
    return clocks.refresh(tx, old)


async def test_owners_take_and_leave_it(desk: Desk) -> None:
    """K10."""
    desk.clock.set(at("11-19 09:00"))
    number = await desk.open()
    before = await desk.claim(number)
    await desk.do(take, number, by=ANNA)
    after = await desk.claim(number)
    assert (after.first_due, after.resolution_due) == (before.first_due, before.resolution_due)
    await agree(desk)
