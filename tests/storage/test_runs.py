"""Jobs of the clock run once a slot."""

import asyncio
from datetime import timedelta

from storage import runs
from storage.database import Database, opened
from tests.clocks import StillClock


async def test_each_slot_once_however_many_replicas(database: Database, database_url: str, rules: object, clock: StillClock) -> None:
    async with opened(database_url, rules, clock) as replica:  # type: ignore[arg-type]
        slots = [clock.now + timedelta(minutes=minutes) for minutes in range(4)]
        asked = [desk.run(runs.first_time, "nudge", slot) for slot in slots for desk in (database, replica) * 3]
        found = await asyncio.gather(*asked)
    assert [sum(found[start : start + 6]) for start in range(0, 24, 6)] == [1, 1, 1, 1]
    assert await database.run(runs.first_time, "digest", slots[0])
