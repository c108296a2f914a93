"""The clock's jobs: each slot once, whoever asks, and closing what was announced to close."""

from datetime import UTC, datetime, timedelta

from bot.clock import JOBS, slot
from storage.database import Database
from tests.clocks import StillClock


def test_a_slot_begins_at_a_multiple_of_its_length() -> None:
    assert slot(datetime(2026, 11, 23, 9, 7, 31, tzinfo=UTC), timedelta(minutes=5)) == datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    assert slot(datetime(2026, 11, 23, 9, 5, tzinfo=UTC), timedelta(minutes=5)) == datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


async def test_every_job_runs_on_an_empty_desk(database: Database, clock: StillClock) -> None:
    for job in JOBS:
        assert await database.run(job.work, slot(clock(), job.every)) == 0
