"""Days on which something changed, marked by people and by themselves."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from claims.absence import Days
from claims.actor import operator
from claims.claim import Priority
from claims.lifecycle import State
from claims.period import week_of
from claims.problem import Workaround
from claims.rules import Rules
from commands.duty import duty
from commands.mark import mark, rules_read
from commands.problem import comes_from, fixed
from commands.reckon import reckon
from commands.schedule import schedule
from commands.take import take
from commands.trace import trace
from storage.database import Tx
from storage.figures import Scope
from storage.tables import outbox
from tests.commands.desk import Desk
from tests.making import ANNA, LEA

BY = operator("desk.toml")
TODAY = date(2026, 11, 19)
NOW = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)


async def marks(desk: Desk) -> list[tuple[date, str]]:
    traced = await desk.database.read(trace, week_of(TODAY), Scope())
    return [(each.day, each.text) for each in traced.marks]


async def test_by_hand_and_for_whom_a_lead_puts_on_duty(desk: Desk) -> None:
    await desk.do(mark, week_of(TODAY), "release 2.1", by=ANNA)
    await desk.do(duty, ANNA.id, Days(TODAY, TODAY), by=LEA)
    assert await marks(desk) == [(date(2026, 11, 16), "release 2.1"), (TODAY, "Anna Park")]


async def test_versions_that_fixed_something(desk: Desk) -> None:
    """Once each, on the day they came; what is to come is not on the chart yet."""
    number, later = await desk.in_state(State.IN_PROGRESS), await desk.in_state(State.IN_PROGRESS)
    problem = (await desk.do(comes_from, number, text="스풀러가 멈춥니다", by=ANNA)).problem.name
    for each, version, day in ((number, "5.3", TODAY), (later, "5.4", TODAY + timedelta(days=1))):
        await desk.do(schedule, each, version, day, Workaround.GIVEN, by=ANNA)
    await desk.do(fixed, problem, "5.3", TODAY, by=ANNA)
    assert await marks(desk) == [(TODAY, "5.3")]
    desk.clock.move(days=1)
    assert await marks(desk) == [(TODAY, "5.3"), (TODAY + timedelta(days=1), "5.4")]


async def test_other_rules_at_a_start_are_marked_once(desk: Desk) -> None:
    assert not await desk.do(rules_read, by=BY)
    assert not await desk.do(rules_read, by=BY)
    assert await marks(desk) == []
    usual = desk.database.rules  # type: ignore[attr-defined]
    desk.database.rules = usual.model_copy(update={"days": usual.days.model_copy(update={"reopen": 60})})  # type: ignore[attr-defined]
    assert await desk.do(rules_read, by=BY)
    assert not await desk.do(rules_read, by=BY)
    assert await marks(desk) == [(TODAY, "desk.toml")]
    desk.database.rules = usual  # type: ignore[attr-defined]
    assert await desk.do(rules_read, by=BY), "back again is a change, too"


async def test_other_rules_move_due_times_and_owners_hear(desk: Desk) -> None:
    """What is not closed is reckoned by the new targets without anybody asking for it; what is done already is not done twice."""
    mine, nobodys = await desk.open(), await desk.open()
    await desk.do(take, mine, by=ANNA)
    await desk.do(rules_read, by=BY)
    slot = NOW
    assert await desk.do(reckon, slot) == 0, "at the first start nothing changed"
    was = (await desk.claim(mine)).first_due
    others = Rules.model_validate({"targets": {each: {"first_response": 470} for each in Priority}})
    desk.database.rules = others  # type: ignore[attr-defined]
    await desk.do(rules_read, by=BY)
    assert await desk.do(reckon, slot + timedelta(minutes=1)) == 2
    now = (await desk.claim(mine)).first_due
    assert was
    assert now
    assert now > was
    told = await desk.database.read(_told)
    assert (None, {"": [nobodys]}) in told
    assert (ANNA.id, {ANNA.id: [mine]}) in told
    for minute in range(2, 5):
        assert await desk.do(reckon, slot + timedelta(minutes=minute)) == 0
    assert await desk.database.read(_told) == told


def _told(tx: Tx) -> list[tuple[str | None, dict[str, list[str]]]]:
    rows = tx.connection.execute(select(outbox.c.recipient, outbox.c.detail).where(outbox.c.intent == "days_decided"))
    return [(row.recipient, row.detail["moved"]) for row in rows]
