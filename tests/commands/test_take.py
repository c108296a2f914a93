"""One engineer owns a claim, however many want it."""

import asyncio

import pytest

from claims.actor import person
from claims.errors import Illegal, NotFound, Taken
from claims.lifecycle import CloseReason, State
from claims.roles import Role
from commands.release import release
from commands.reply import ask
from commands.take import refused, take
from storage import people
from storage.database import Tx
from storage.outbox import Door
from storage.people import Person
from tests.commands.desk import Desk
from tests.making import ANNA, BEN


def crowd(tx: Tx) -> None:
    for number in range(50):
        people.keep(tx, Person(f"U{number}", f"Engineer {number}", "ko", "Asia/Seoul", None, Role.AGENT, active=True))


async def test_taking_a_new_claim(desk: Desk) -> None:
    number = await desk.open()
    claim = await desk.do(take, number, by=ANNA)
    assert (claim.state, claim.owner) == (State.TRIAGE, ANNA.id)
    assert claim == await desk.claim(number)
    *_, taken = await desk.events(number)
    assert (taken.what, taken.actor, taken.from_state, taken.to_state, taken.visible) == ("taken", ANNA, State.NEW, State.TRIAGE, True)
    assert await desk.intents(number, Door.SLACK) == ["card", "mail_in"], "the card that waits shows the new owner"


async def test_of_fifty_at_once_one_gets_it(desk: Desk) -> None:
    await desk.do(crowd)
    number = await desk.open()
    wanted = (desk.do(take, number, by=person(f"U{each}")) for each in range(50))
    found = await asyncio.wait_for(asyncio.gather(*wanted, return_exceptions=True), 300)
    claim = await desk.claim(number)
    refusals = [each for each in found if isinstance(each, Taken)]
    assert [each for each in found if not isinstance(each, Taken)] == [claim]
    assert len(refusals) == 49
    assert {(each.values["number"], each.values["owner"]) for each in refusals} == {(number, claim.owner)}
    assert (await desk.whats(number)).count("taken") == 1


async def test_the_second_is_told_who_has_it(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    assert await desk.refused(Taken, take, number, by=BEN) == {"number": number, "owner": ANNA.id}
    assert await desk.refused(Taken, take, number, by=ANNA) == {"number": number, "owner": ANNA.id}


async def test_a_refused_take_can_be_kept(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(refused, number, by=BEN)
    await desk.do(refused, number, by=BEN)
    assert (await desk.whats(number)).count("take_refused") == 1, "the second time kept nothing"
    *_, event = await desk.events(number)
    assert (event.what, event.actor, event.visible, event.detail) == ("take_refused", BEN, False, {"owner": ANNA.id})


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
async def test_what_is_over_is_not_taken(desk: Desk, state: State) -> None:
    number = await desk.in_state(state, CloseReason.WITHDRAWN)
    assert (await desk.refused(Illegal, take, number, by=BEN))["state"] == state


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.WAITING_CUSTOMER, State.WAITING_RELEASE])
async def test_a_released_claim_keeps_its_state(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    before = await desk.claim(number)
    await desk.do(release, number, "휴가", by=ANNA)
    taken = await desk.do(take, number, by=BEN)
    assert (taken.state, taken.owner, taken.before) == (state, BEN.id, before.before)
    assert (taken.first_due, taken.resolution_due) == (before.first_due, before.resolution_due)


async def test_a_question_asked_before_triage_survives_a_change_of_owner(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(ask, number, "버전은?", by=ANNA)
    await desk.do(release, number, "휴가", by=ANNA)
    assert (await desk.claim(number)).before is State.NEW
    await desk.do(take, number, by=BEN)
    assert (await desk.claim(number)).before is State.TRIAGE
    assert (await desk.hears(number)).state is State.TRIAGE


async def test_nobody_unknown_takes(desk: Desk) -> None:
    number = await desk.open()
    assert await desk.refused(NotFound, take, number, by=person("UNOBODY")) == {"what": "person", "name": "UNOBODY"}


@pytest.mark.parametrize("tail", ["", "-7K3M9Q"])
async def test_no_such_claim(desk: Desk, tail: str) -> None:
    await desk.open()
    for number in ("1", "999999999999"):
        assert (await desk.refused(NotFound, take, f"{number}{tail}", by=ANNA))["what"] == "claim"


async def test_a_wrong_tail_is_another_claim(desk: Desk) -> None:
    number = await desk.open()
    running, tail = number.split("-")
    wrong = ("0" if tail[0] != "0" else "1") + tail[1:]
    await desk.refused(NotFound, take, f"{running}-{wrong}", by=ANNA)
    assert (await desk.do(take, running, by=ANNA)).number == number
