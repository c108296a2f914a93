"""Days on which something changed, marked by people and by themselves."""

from datetime import date

from claims.absence import Days
from claims.actor import operator
from claims.period import week_of
from commands.duty import duty
from commands.mark import mark, rules_read
from commands.trace import trace
from storage.figures import Scope
from tests.commands.desk import Desk
from tests.making import ANNA, LEA

BY = operator("desk.toml")
TODAY = date(2026, 11, 19)


async def marks(desk: Desk) -> list[tuple[date, str]]:
    traced = await desk.database.read(trace, week_of(TODAY), Scope())
    return [(each.day, each.text) for each in traced.marks]


async def test_by_hand_and_for_whom_a_lead_puts_on_duty(desk: Desk) -> None:
    await desk.do(mark, week_of(TODAY), "release 2.1", by=ANNA)
    await desk.do(duty, ANNA.id, Days(TODAY, TODAY), by=LEA)
    assert await marks(desk) == [(date(2026, 11, 16), "release 2.1"), (TODAY, "Anna Park")]


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
