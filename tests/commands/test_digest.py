"""Digests come once, on working days, at the desk's own time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from claims.rules import Summaries
from commands.digest import digest
from storage.database import Tx
from storage.tables import outbox
from tests.commands.desk import Desk

SEOUL = ZoneInfo("Asia/Seoul")


def waiting(tx: Tx) -> list[tuple[str, str | None]]:
    rows = tx.connection.execute(outbox.select().where(outbox.c.intent == "digest").order_by(outbox.c.id))
    return [(row.detail["what"], row.recipient) for row in rows]


async def runs(desk: Desk, *moments: str) -> list[tuple[str, str | None]]:
    for moment in moments:
        desk.clock.set(datetime.fromisoformat(moment).replace(tzinfo=SEOUL))
        await desk.do(digest, desk.clock.now)
    return await desk.database.read(waiting)


async def test_the_week_comes_on_monday_and_the_board_each_morning(desk: Desk) -> None:
    came = await runs(desk, "2026-11-23 08:29", "2026-11-23 08:30", "2026-11-23 08:35", "2026-11-23 08:50", "2026-11-24 08:50")
    assert came == [("weekly", None), ("weekly", "ULEA"), ("morning", None), ("morning", None)]


@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-22", "2026-10-05"])
async def test_nothing_comes_on_a_day_off(desk: Desk, day: str) -> None:
    assert await runs(desk, f"{day} 08:55") == []


async def test_a_desk_has_its_own_times_and_never_is_one_too(desk: Desk) -> None:
    own = Summaries.model_validate({"morning": "", "weekly": "07:15"})
    desk.database.rules = desk.database.rules.model_copy(update={"summaries": own})  # type: ignore[attr-defined]
    assert await runs(desk, "2026-11-23 07:14") == []
    assert await runs(desk, "2026-11-23 07:15", "2026-11-23 08:30", "2026-11-23 08:50") == [("weekly", None), ("weekly", "ULEA")]


async def test_after_a_holiday_the_week_comes_on_tuesday(desk: Desk) -> None:
    assert await runs(desk, "2026-10-06 08:30") == [("weekly", None), ("weekly", "ULEA")]


async def test_after_an_outage_the_newest_comes_and_no_older_one(desk: Desk) -> None:
    assert await runs(desk, "2026-11-24 10:00", "2026-11-25 15:00") == [("morning", None)]
