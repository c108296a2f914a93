"""What came before."""

from datetime import timedelta

from storage import seen
from storage.database import Database
from tests.clocks import StillClock


async def test_once(database: Database) -> None:
    assert await database.run(seen.first_time, "slack", "Ev1")
    assert not await database.run(seen.first_time, "slack", "Ev1")
    assert await database.run(seen.first_time, "mail", "Ev1"), "another kind of thing"


async def test_forgetting(database: Database, clock: StillClock) -> None:
    await database.run(seen.first_time, "slack", "Ev1")
    clock.move(hours=1)
    await database.run(seen.first_time, "slack", "Ev2")
    assert await database.run(seen.forget, "slack", timedelta(minutes=30)) == 1
    assert await database.run(seen.first_time, "slack", "Ev1")
    assert not await database.run(seen.first_time, "slack", "Ev2")
