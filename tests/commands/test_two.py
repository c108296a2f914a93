"""A team of two, one who works and one who leads: every guard lets somebody go on."""

import pytest

from claims.actor import Actor
from claims.claim import ClaimClass, Impact, Severity
from claims.errors import Guarded, Missing, NotAllowed
from claims.lifecycle import State
from claims.roles import Right
from claims.survey import Level
from commands.appoint import entitle
from commands.awaited import awaited
from commands.close import reopen
from commands.depart import depart
from commands.design import agree, design
from commands.nudge import look
from commands.objection import affirm, overturn
from commands.resolve import Resolution, resolve
from commands.survey import dsat
from commands.take import take
from commands.triage import triage
from commands.word import rate
from storage.database import Tx
from storage.tables import nudges
from tests.commands.desk import ANSWER, REFERENCE, SEEN, Desk
from tests.making import ANNA, BEN, KIM, LEA

WAD = Resolution(ClaimClass.WAD, ANSWER.factor, "반올림", "표를 참고해 주십시오.", 10, chargeable=False)


@pytest.fixture(autouse=True)
async def two(desk: Desk) -> None:
    """Ben has left."""
    await desk.do(depart, BEN.id, by=LEA)


async def designed(desk: Desk, owner: Actor) -> str:
    number = await desk.open()
    await desk.do(take, number, by=owner)
    await desk.do(triage, number, ClaimClass.WAD, Severity.S4, Impact.I3, by=owner)
    await desk.do(design, number, REFERENCE, SEEN, by=owner)
    return number


async def objected(desk: Desk, owner: Actor, second: Actor) -> str:
    number = await designed(desk, owner)
    await desk.do(agree, number, by=second)
    await desk.do(resolve, number, WAD, by=owner)
    await desk.do(reopen, number, by=KIM)
    return number


@pytest.mark.parametrize(("owner", "second"), [(ANNA, LEA), (LEA, ANNA)], ids=["worker", "lead"])
async def test_either_agrees_to_the_other(desk: Desk, owner: Actor, second: Actor) -> None:
    number = await designed(desk, owner)
    await desk.refused(Guarded, agree, number, by=owner)
    await desk.do(agree, number, by=second)
    await desk.do(resolve, number, WAD, by=owner)
    assert (await desk.claim(number)).state is State.RESOLVED


async def test_alone_the_lead_agrees_after_half_a_day(desk: Desk) -> None:
    number = await designed(desk, LEA)
    desk.clock.move(days=1)
    await desk.do(agree, number, by=LEA)
    await desk.do(resolve, number, WAD, by=LEA)


@pytest.mark.parametrize(("owner", "second"), [(ANNA, LEA), (LEA, ANNA)], ids=["worker", "lead"])
async def test_without_a_product_owner_the_lead_answers(desk: Desk, owner: Actor, second: Actor) -> None:
    number = await objected(desk, owner, second)
    await desk.refused(NotAllowed, affirm, number, "설명서대로입니다.", by=ANNA)
    await desk.do(overturn, number, "고치겠습니다.", by=LEA)


async def test_a_product_owner_who_has_the_claim_does_not_block_the_lead(desk: Desk) -> None:
    await desk.do(entitle, ANNA.id, [Right.PRODUCT], by=LEA)
    number = await objected(desk, ANNA, LEA)
    assert [each.verb for each in await desk.database.read(awaited, by=LEA)] == ["affirm"], "and the lead sees it waiting"
    await desk.do(affirm, number, "설명서대로입니다.", by=LEA)
    assert await desk.database.read(awaited, by=LEA) == ()
    again = await objected(desk, LEA, ANNA)
    await desk.refused(NotAllowed, affirm, again, "설명서대로입니다.", by=LEA)
    await desk.do(affirm, again, "설명서대로입니다.", by=ANNA)


async def test_a_low_vote_of_the_leads_own_claim_is_the_leads_task(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(resolve, number, ANSWER, by=LEA)
    await desk.do(rate, number, "1", form="a", by=KIM)
    desk.clock.move(days=4)
    await desk.do(look)
    assert await desk.database.read(called) == {LEA.id}
    await desk.refused(Missing, dsat, number, by=LEA)
    await desk.do(dsat, number, Level.HANDLING, by=LEA)


def called(tx: Tx) -> set[str]:
    """Whom a low vote called."""
    return {row.whom for row in tx.connection.execute(nudges.select()) if row.kind == "low_vote"}
