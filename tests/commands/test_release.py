"""Giving a claim back."""

import pytest

from claims.errors import Illegal, Missing, NotOwner
from claims.lifecycle import State
from commands.release import release
from storage.outbox import Door
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, LEA


async def test_an_untriaged_claim_is_new_again(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    before = await desk.claim(number)
    released = await desk.do(release, number, "휴가", by=ANNA)
    assert (released.state, released.owner) == (State.NEW, None)
    assert (released.first_due, released.resolution_due) == (before.first_due, before.resolution_due), "nobody gains time by it"
    *_, event = await desk.events(number)
    assert (event.what, event.visible, event.detail) == ("released", False, {"owner": ANNA.id, "reason": "휴가"})
    assert (event.from_state, event.to_state) == (State.TRIAGE, State.NEW)
    assert "released" in await desk.intents(number, Door.SLACK)


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.WAITING_CUSTOMER, State.WAITING_APPROVAL, State.WAITING_RELEASE])
async def test_the_customer_sees_no_step_back(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    before = await desk.claim(number)
    released = await desk.do(release, number, "휴가", by=LEA)
    assert (released.state, released.owner) == (state, None)
    assert (released.update_due, released.resolution_due) == (before.update_due, before.resolution_due)


async def test_refused(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    assert await desk.refused(NotOwner, release, number, "휴가", by=BEN) == {"number": number, "owner": ANNA.id}
    assert await desk.refused(Missing, release, number, " ", by=ANNA) == {"field": "reason"}


@pytest.mark.parametrize("by", [ANNA, LEA])
async def test_nobodys_claim_cannot_be_given_back(desk: Desk, by: object) -> None:
    number = await desk.open()
    assert await desk.refused(NotOwner, release, number, "휴가", by=by) == {"number": number, "owner": None}


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
async def test_what_is_over_stays_its_owners(desk: Desk, state: State) -> None:
    await desk.refused(Illegal, release, await desk.in_state(state), "휴가", by=ANNA)
