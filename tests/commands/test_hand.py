"""Handing on, and asking somebody to help."""

import pytest

from claims.errors import Illegal, Missing, NotFound, NotOwner, Taken
from claims.lifecycle import State
from commands.hand import hand, invite
from commands.reply import reply
from commands.resolve import resolve
from commands.show import show
from storage.outbox import Door
from tests.commands.desk import FIX, Desk
from tests.making import ANNA, BEN, LEA


@pytest.mark.parametrize("state", [State.TRIAGE, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.WAITING_APPROVAL, State.WAITING_RELEASE])
async def test_handing_on_keeps_state_and_times(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    before = await desk.claim(number)
    desk.clock.move(minutes=90)
    handed = await desk.do(hand, number, BEN.id, "데이터베이스 건입니다", by=ANNA)
    assert (handed.state, handed.owner) == (state, BEN.id)
    assert (handed.first_due, handed.update_due, handed.resolution_due) == (before.first_due, before.update_due, before.resolution_due)
    *_, event = await desk.events(number)
    assert (event.what, event.visible) == ("handed", True)
    assert event.detail == {"owner": BEN.id, "previous": ANNA.id, "note": "데이터베이스 건입니다"}
    assert (await desk.intents(number, Door.SLACK))[-1] == "handed"


async def test_a_lead_assigns_and_anybody_assigns_what_is_nobodys(desk: Desk) -> None:
    number = await desk.open()
    assert (await desk.do(hand, number, BEN.id, "부탁합니다", by=ANNA)).state is State.TRIAGE
    assert (await desk.do(hand, number, ANNA.id, "바꿉니다", by=LEA)).owner == ANNA.id


async def test_refused(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    assert await desk.refused(Missing, hand, number, BEN.id, "", by=ANNA) == {"field": "note"}
    assert await desk.refused(NotOwner, hand, number, BEN.id, "제가요", by=BEN) == {"number": number, "owner": ANNA.id}
    assert await desk.refused(Taken, hand, number, ANNA.id, "나에게", by=ANNA) == {"number": number, "owner": ANNA.id}
    assert await desk.refused(NotFound, hand, number, "UNOBODY", "누구", by=ANNA) == {"what": "person", "name": "UNOBODY"}


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
async def test_what_is_over_is_not_handed_on(desk: Desk, state: State) -> None:
    await desk.refused(Illegal, hand, await desk.in_state(state), BEN.id, "부탁", by=ANNA)


async def test_a_helper_answers_but_the_owner_is_accountable(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.refused(NotOwner, reply, number, "확인 중입니다", by=BEN)
    await desk.do(invite, number, BEN.id, "로그를 봐 주세요", by=ANNA)
    *_, event = await desk.events(number)
    assert (event.what, event.visible, event.detail) == ("invited", False, {"helper": BEN.id, "note": "로그를 봐 주세요"})
    await desk.do(reply, number, "확인 중입니다", by=BEN)
    assert (await desk.claim(number)).owner == ANNA.id
    await desk.refused(NotOwner, resolve, number, FIX, by=BEN)
    assert [each.id for each in (await desk.database.read(show, number)).helpers] == [BEN.id]


async def test_a_helper_invites_another_and_an_owner_is_no_helper(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.refused(NotOwner, invite, number, LEA.id, by=BEN)
    await desk.do(invite, number, BEN.id, by=ANNA)
    await desk.do(invite, number, LEA.id, by=BEN)
    await desk.do(invite, number, LEA.id, by=BEN)
    assert (await desk.whats(number)).count("invited") == 2
    await desk.do(hand, number, BEN.id, "넘깁니다", by=ANNA)
    assert [each.id for each in (await desk.database.read(show, number)).helpers] == [LEA.id]


async def test_invitations_refused(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    assert await desk.refused(Taken, invite, number, ANNA.id, by=ANNA) == {"number": number, "owner": ANNA.id}
    assert await desk.refused(NotFound, invite, number, "UNOBODY", by=ANNA) == {"what": "person", "name": "UNOBODY"}
