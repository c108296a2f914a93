"""Calling an expert or the leads, and the customer who asks for somebody responsible."""

import pytest

from claims.errors import Illegal, Missing, NotOwner
from claims.lifecycle import State
from commands.escalate import appeal, escalate
from storage.outbox import Door
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM


async def test_to_the_leads(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    claim = await desk.do(escalate, number, None, "업무가 멈췄습니다.", by=ANNA)
    assert claim.owner == ANNA.id
    assert "escalated" in await desk.intents(number, Door.SLACK)
    (event,) = [each for each in await desk.events(number) if each.what == "escalated"]
    assert (event.visible, event.detail["to"], event.detail["reason"]) == (False, "lead", "업무가 멈췄습니다.")


async def test_to_an_expert(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(escalate, number, BEN.id, "색인을 봐 주십시오.", by=ANNA)
    assert (await desk.claim(number)).owner == ANNA.id
    assert "invited" in await desk.intents(number, Door.SLACK)
    await desk.do(escalate, number, None, "돕는 사람도 부를 수 있습니다.", by=BEN)


async def test_refused(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    assert await desk.refused(Missing, escalate, number, None, " ", by=ANNA) == {"field": "reason"}
    await desk.refused(NotOwner, escalate, number, None, "급합니다.", by=BEN)
    await desk.refused(Illegal, escalate, await desk.in_state(State.RESOLVED), None, "급합니다.", by=ANNA)


@pytest.mark.parametrize("text", ["", "이틀째 답이 없습니다."])
async def test_the_customer_asks(desk: Desk, text: str) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    for _ in range(2):
        await desk.do(appeal, number, text, form="1", by=KIM)
    assert (await desk.whats(number)).count("appealed") == 1
    assert (await desk.intents(number, Door.SLACK)).count("appealed") == 1
    assert [each.text for each in await desk.messages(number)].count(text) == (1 if text else 0)
    await desk.refused(Illegal, appeal, await desk.in_state(State.RESOLVED), text, form="2", by=KIM)
