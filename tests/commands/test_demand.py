"""Causes and arrivals of a period, as the claims' rows have them."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from claims.period import Period
from commands.demand import demand
from commands.resolve import resolve
from commands.take import take
from tests.commands.desk import ANSWER, Desk
from tests.making import ANNA

SEOUL = ZoneInfo("Asia/Seoul")
WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))


def at(desk: Desk, text: str) -> None:
    desk.clock.set(datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SEOUL))


async def _received(desk: Desk, count: int) -> list[str]:
    return [await desk.open() for _ in range(count)]


async def test_a_day_with_more_than_chance_gives_is_named(desk: Desk) -> None:
    """B29: two a worked day are usual, so that seven are not."""
    for week in ("10-26", "11-02", "11-09"):
        monday = date.fromisoformat(f"2026-{week}")
        for day in range(5):
            at(desk, f"{monday.replace(day=monday.day + day):%m-%d} 10:00")
            await _received(desk, 2)
    at(desk, "11-17 14:00")
    await _received(desk, 7)
    at(desk, "11-18 09:30")
    await _received(desk, 3)
    found = await desk.database.read(demand, WEEK)
    assert (found.received, found.spikes) == (10, [(date(2026, 11, 17), 7)])
    assert found.usual
    assert 6 < found.usual < 7
    assert found.slots == [((1, 14), 7), ((2, 9), 3)]


async def test_without_weeks_before_no_day_is_unusual(desk: Desk) -> None:
    at(desk, "11-17 14:00")
    await _received(desk, 30)
    found = await desk.database.read(demand, WEEK)
    assert (found.usual, found.spikes) == (None, [])


async def test_causes_by_claims_and_by_minutes(desk: Desk) -> None:
    at(desk, "11-17 14:00")
    causes = ["설명서"] * 4 + ["설치"] * 2
    for cause in causes:
        number = await desk.open()
        await desk.do(take, number, by=ANNA)
        await desk.do(resolve, number, replace(ANSWER, cause=cause, minutes=10 if cause == "설명서" else 90), by=ANNA)
    found = await desk.database.read(demand, WEEK)
    assert [(each.name, each.weight, each.vital) for each in found.causes] == [("설명서", 4, True), ("설치", 2, True)]
    assert [(each.name, each.weight) for each in found.minutes] == [("설치", 180), ("설명서", 40)]
