"""Days decided while the desk runs: who may, what they move, and whom it is told."""

from datetime import date

import pytest

from claims.errors import Invalid, Missing, NotAllowed
from claims.terms import DayKind
from commands.check_clocks import compare
from commands.holiday import holiday
from commands.reply import ask
from commands.resolve import resolve
from commands.take import take
from commands.triage import triage
from storage.database import Tx
from storage.tables import outbox
from tests.commands.desk import ANSWER, Desk
from tests.commands.test_clocks import P2, P3, at, taken
from tests.making import ANNA, BEN, LEA

MONDAY = date(2026, 12, 28)


def told(tx: Tx) -> list[dict[str, object]]:
    rows = tx.connection.execute(outbox.select().where(outbox.c.intent == "days_decided").order_by(outbox.c.id))
    return [row.detail for row in rows]


async def test_a_company_day_moves_what_is_due(desk: Desk) -> None:
    """E17: what was due on Monday 11:00 is due on Tuesday 11:00, and each owner hears once; the first answer stays as told."""
    number = await taken(desk, "12-24 16:00")
    await desk.do(triage, number, *P2, by=ANNA)
    other = await taken(desk, "12-24 16:00")
    before = await desk.claim(other)
    assert (before.first_due, before.resolution_due) == (at("12-28 11:00"), at("12-30 16:00"))
    desk.clock.set(at("12-24 16:30"))
    assert await desk.refused(NotAllowed, holiday, MONDAY, "창립기념일", by=ANNA) == {"role": "lead"}
    decided = await desk.do(holiday, MONDAY, "창립기념일", by=LEA)
    assert (await desk.claim(number)).resolution_due == at("12-29 16:00")
    after = await desk.claim(other)
    assert (after.first_due, after.resolution_due) == (at("12-28 11:00"), at("12-31 16:00"))
    assert set(decided.moved) == {number, other}
    (entry,) = decided.entries
    assert (entry.name, entry.by, entry.decided.day, entry.decided.kind, entry.decided.at) == (
        "창립기념일",
        LEA,
        MONDAY,
        DayKind.OFF,
        desk.clock.now,
    )
    about = {"day": "2026-12-28", "kind": "off", "name": "창립기념일"}
    assert await desk.database.read(told) == [
        about | {"moved": {}, "count": 2},
        about | {"moved": {ANNA.id: [number, other]}},
    ], "the channel hears of it, and each owner in one message"
    assert (await desk.database.read(compare)).differences == ()


async def test_a_new_claim_counts_by_it(desk: Desk) -> None:
    await desk.do(holiday, MONDAY, by=LEA)
    claim = await desk.claim(await taken(desk, "12-24 16:00"))
    assert claim.first_due == at("12-29 11:00")


async def test_a_day_that_becomes_work_again(desk: Desk) -> None:
    """The time that is left is less by it, and what is over by then is late from that moment on, not from before."""
    await desk.do(holiday, MONDAY, by=LEA)
    number = await taken(desk, "12-24 16:00")
    await desk.do(triage, number, *P2, by=ANNA)
    assert (await desk.claim(number)).resolution_due == at("12-29 16:00")
    desk.clock.set(at("12-28 14:00"))
    await desk.do(holiday, MONDAY, kind=DayKind.USUAL, by=LEA)
    assert (await desk.claim(number)).resolution_due == at("12-28 16:00")
    desk.clock.set(at("12-28 17:00"))
    await desk.do(holiday, date(2026, 12, 25), kind=DayKind.WORKED, by=LEA)
    assert (await desk.claim(number)).resolution_due == at("12-28 16:00"), "it was late before"
    assert (await desk.database.read(compare)).differences == ()


async def test_a_public_holiday_that_is_worked(desk: Desk) -> None:
    await desk.do(holiday, date(2026, 12, 25), "근무", kind=DayKind.WORKED, by=LEA)
    assert (await desk.claim(await taken(desk, "12-24 16:00"))).first_due == at("12-25 11:00")


async def test_one_calendar_only(desk: Desk) -> None:
    await desk.do(holiday, MONDAY, calendar="nolunch", by=LEA)
    assert (await desk.claim(await taken(desk, "12-24 16:00"))).first_due == at("12-28 11:00")
    refused = await desk.refused(Invalid, holiday, MONDAY, calendar="lunar", by=LEA)
    assert refused["allowed"] == ("default", "nolunch", "24x7")
    await desk.refused(Invalid, holiday, date(2036, 1, 1), by=LEA)
    await desk.refused(Invalid, holiday, date(2026, 1, 1), by=LEA)


async def test_what_waits_or_is_over_stays(desk: Desk) -> None:
    waiting, over = await taken(desk, "12-24 16:00"), await taken(desk, "12-24 16:00")
    await desk.do(ask, waiting, "버전은?", by=ANNA)
    await desk.do(resolve, over, ANSWER, by=ANNA)
    due = (await desk.claim(over)).resolution_due
    desk.clock.set(at("12-24 16:30"))
    assert (await desk.do(holiday, MONDAY, by=LEA)).moved == ()
    assert (await desk.claim(over)).resolution_due == due
    assert await desk.database.read(told) == []
    desk.clock.set(at("12-28 10:00"))
    assert (await desk.hears(waiting)).resolution_due is not None
    assert (await desk.database.read(compare)).differences == ()


async def test_listing_needs_no_lead(desk: Desk) -> None:
    for kind in (DayKind.OFF, DayKind.WORKED):
        await desk.do(holiday, MONDAY, "회사", kind=kind, by=LEA)
    (entry,) = (await desk.do(holiday, by=BEN)).entries
    assert entry.decided.kind is DayKind.WORKED, "the newest word counts"


@pytest.mark.parametrize("when", ["12-24 16:30", "12-28 10:00"])
async def test_the_priority_changes_around_it(desk: Desk, when: str) -> None:
    number = await taken(desk, "12-24 16:00")
    await desk.do(triage, number, *P3, by=ANNA)
    await desk.do(holiday, MONDAY, by=LEA)
    desk.clock.set(at(when))
    await desk.do(triage, number, *P2, by=ANNA)
    assert (await desk.claim(number)).resolution_due == at("12-29 16:00")
    assert (await desk.database.read(compare)).differences == ()


async def test_take_keeps_what_was_reckoned(desk: Desk) -> None:
    desk.clock.set(at("12-24 16:00"))
    number = await desk.open()
    await desk.do(holiday, MONDAY, by=LEA)
    due = (await desk.claim(number)).resolution_due
    await desk.do(take, number, by=ANNA)
    assert (await desk.claim(number)).resolution_due == due


async def test_a_decision_without_a_day_is_refused_and_decides_nothing(desk: Desk) -> None:
    """2026-02-30 is no day, and stands where the name would."""
    assert await desk.refused(Invalid, holiday, None, "2026-02-30", by=LEA) == {"field": "day", "value": "2026-02-30"}
    assert await desk.refused(Missing, holiday, None, kind=DayKind.USUAL, by=LEA) == {"field": "day"}
    assert (await desk.do(holiday, by=LEA)).entries == ()
