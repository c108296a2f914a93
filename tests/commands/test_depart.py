"""Somebody leaves the team."""

from claims.actor import clock
from claims.errors import NotFound
from claims.lifecycle import State
from commands.depart import depart
from commands.take import take
from storage.database import Tx
from storage.outbox import Door
from storage.tables import outbox
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, LEA

SLACK = clock("people")


def alarms(tx: Tx) -> list[str]:
    rows = tx.connection.execute(outbox.select().where(outbox.c.intent == "alarm").order_by(outbox.c.id))
    return [row.detail["why"] for row in rows if row.detail["what"] == "departed"]


def called(tx: Tx) -> list[str]:
    row = tx.connection.execute(outbox.select().where(outbox.c.intent == "alarm")).one()
    return list(row.detail["to"])


async def test_what_they_had_is_nobodys_and_no_step_back_for_the_customer(desk: Desk) -> None:
    untriaged, waiting = await desk.in_state(State.TRIAGE), await desk.in_state(State.WAITING_CUSTOMER)
    resolved = await desk.in_state(State.RESOLVED)
    bens = await desk.open()
    await desk.do(take, bens, by=BEN)
    assert await desk.do(depart, ANNA.id, by=SLACK) == 2
    assert [(each.owner, each.state) for each in [await desk.claim(untriaged), await desk.claim(waiting)]] == [
        (None, State.NEW),
        (None, State.WAITING_CUSTOMER),
    ]
    assert (await desk.claim(resolved)).owner == ANNA.id
    assert (await desk.claim(bens)).owner == BEN.id
    *_, event = await desk.events(waiting)
    assert (event.what, event.visible, event.actor, event.detail) == ("released", False, SLACK, {"owner": ANNA.id, "reason": "departed"})
    assert (await desk.intents(waiting, Door.SLACK))[-1] == "departed"
    assert await desk.database.read(alarms) == [f"Anna Park: {untriaged}, {waiting}"]


async def test_told_twice_it_happens_once_and_they_act_no_more(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(depart, ANNA.id, by=SLACK)
    assert await desk.do(depart, ANNA.id, by=SLACK) == 0
    assert await desk.do(depart, "USTRANGER", by=SLACK) == 0
    assert len(await desk.database.read(alarms)) == 1
    await desk.refused(NotFound, take, number, by=ANNA)


async def test_those_who_lead_are_called(desk: Desk) -> None:
    await desk.in_state(State.TRIAGE)
    await desk.do(depart, ANNA.id, by=SLACK)
    assert await desk.database.read(called) == [LEA.id]


async def test_whoever_had_nothing_leaves_without_a_word(desk: Desk) -> None:
    assert await desk.do(depart, BEN.id, by=SLACK) == 0
    assert await desk.database.read(alarms) == []


async def test_a_resolved_claim_of_theirs_comes_back_to_nobody(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await desk.do(depart, ANNA.id, by=SLACK)
    again = await desk.hears(number, text="아직 안 됩니다.")
    assert (again.state, again.owner) == (State.IN_PROGRESS, None)
    assert (await desk.whats(number))[-2:] == ["reopened", "released"]
    assert "call_owner" not in await desk.intents(number, Door.SLACK)
