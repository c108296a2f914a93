"""One post a second to a channel, for all replicas."""

import asyncio
from datetime import timedelta

from storage import paces
from storage.database import Database
from tests.clocks import StillClock

SECOND = timedelta(seconds=1)


async def test_a_slot_at_a_time(database: Database, clock: StillClock) -> None:
    assert await database.run(paces.slot, "C1", SECOND) == timedelta()
    clock.move(seconds=0.25)
    assert await database.run(paces.slot, "C1", SECOND) == 0.75 * SECOND
    assert await database.run(paces.slot, "C2", SECOND) == timedelta(), "another channel has its own"
    clock.move(seconds=0.75)
    assert await database.run(paces.slot, "C1", SECOND) == timedelta()


async def test_of_many_at_once_one_posts(database: Database) -> None:
    waits = await asyncio.gather(*(database.run(paces.slot, "C1", SECOND) for _ in range(10)))
    assert sorted(waits) == [timedelta()] + [SECOND] * 9


async def test_slack_asks_to_wait(database: Database, clock: StillClock) -> None:
    for _ in range(2):
        await database.run(paces.hold, "C1", timedelta(seconds=30))
    assert await database.run(paces.slot, "C1", SECOND) == timedelta(seconds=30)
    clock.move(seconds=30)
    assert await database.run(paces.slot, "C1", SECOND) == timedelta()


async def test_the_longest_wait_stands(database: Database) -> None:
    """Two posts on their way at once are told different things."""
    for seconds in (30, 2):
        await database.run(paces.hold, "C1", timedelta(seconds=seconds))
    assert await database.run(paces.slot, "C1", SECOND) == timedelta(seconds=30)
