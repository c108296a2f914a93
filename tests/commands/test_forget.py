"""What need not be remembered goes: nudges of claims that are over for good, and the second copy of letters that left long ago."""

from datetime import timedelta

from claims.actor import clock
from claims.lifecycle import CloseReason, State
from claims.nudges import Kind, Nudge, Role
from commands.close import close
from commands.holiday import holiday
from commands.sweep import forget
from storage import claims, nudges, outbox
from storage.database import Tx
from storage.outbox import Door
from storage.tables import nudges as kept
from storage.tables import outbox as said
from tests.commands.desk import Desk
from tests.making import ANNA, LEA

SLOT = timedelta(hours=1)


def _nudge(tx: Tx, identity: int) -> None:
    nudges.add(tx, identity, Nudge(Kind.FIRST, 50, tx.now, tx.now, (Role.OWNER,)), Role.OWNER, ANNA.id)


def _nudges(tx: Tx) -> list[int]:
    return [row.claim_id for row in tx.connection.execute(kept.select())]


def _copies(tx: Tx) -> list[bool]:
    """Of each letter, whether its copy is there."""
    return [row.frozen is not None for row in tx.connection.execute(said.select().where(said.c.intent == "copy").order_by(said.c.id))]


def _left(tx: Tx) -> None:
    outbox.put(tx, None, Door.MAIL, "copy", by=clock("test"), recipient="kim@hanbit.example", frozen={"text": "…"})
    tx.connection.execute(said.update().where(said.c.intent == "copy", said.c.done_at.is_(None)).values(done_at=tx.now, frozen_at=tx.now))


async def test_nudges_go_with_claims_that_cannot_be_opened_again(desk: Desk) -> None:
    over, alive = await desk.in_state(State.TRIAGE), await desk.in_state(State.TRIAGE)
    for number in (over, alive):
        await desk.do(_nudge, int(number.partition("-")[0]))
    await desk.do(close, over, CloseReason.WITHDRAWN, "", by=ANNA)
    desk.clock.move(days=59)
    await desk.do(forget, desk.clock.now)
    assert len(await desk.database.read(_nudges)) == 2
    desk.clock.move(days=2)
    await desk.do(forget, desk.clock.now)
    assert await desk.database.read(_nudges) == [int(alive.partition("-")[0])]


async def test_the_copy_of_what_left_goes_after_a_month(desk: Desk) -> None:
    await desk.do(_left)
    desk.clock.move(days=29)
    await desk.do(_left)
    await desk.do(forget, desk.clock.now)
    assert await desk.database.read(_copies) == [True, True]
    desk.clock.move(days=2)
    assert await desk.do(forget, desk.clock.now) >= 1
    assert await desk.database.read(_copies) == [False, True]


async def test_another_calendar_has_every_open_claim_looked_at(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    identity = int(number.partition("-")[0])
    await desk.do(claims.looked_at, [(identity, desk.clock.now + timedelta(days=3))])
    assert await desk.do(claims.to_look_at, 10) == []
    await desk.do(holiday, (desk.clock.now + timedelta(days=100)).date(), "창립기념일", by=LEA)
    assert [each.id for each in await desk.do(claims.to_look_at, 10)] == [identity]
