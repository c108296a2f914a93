"""The clock's jobs: each slot once, whoever asks, and closing what was announced to close."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from bot.clock import JOBS, Clock, Job, slot
from bot.desk import Desk
from bot.links import Links
from bot.settings import Settings
from claims.rules import Rules
from storage import runs
from storage.database import Database, Tx
from storage.files import FileStore
from storage.tables import outbox
from tests.clocks import StillClock


def test_a_slot_begins_at_a_multiple_of_its_length() -> None:
    assert slot(datetime(2026, 11, 23, 9, 7, 31, tzinfo=UTC), timedelta(minutes=5)) == datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    assert slot(datetime(2026, 11, 23, 9, 5, tzinfo=UTC), timedelta(minutes=5)) == datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


async def test_every_job_runs_on_an_empty_desk(database: Database, clock: StillClock) -> None:
    for job in JOBS:
        assert await database.run(job.work, slot(clock(), job.every)) == 0


ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(600)",
}


def hang(tx: Tx, slot: datetime) -> int:
    """A job whose statement never ends."""
    tx.connection.exec_driver_sql(ENDLESS[tx.connection.dialect.name]).all()
    return 1


def work(tx: Tx, slot: datetime) -> int:
    return int(runs.first_time(tx, "work", slot))


HANGS, WORKS = Job("hangs", timedelta(minutes=1), hang, timedelta(seconds=0.3)), Job("work", timedelta(minutes=1), work)


@pytest.fixture
def jobs(database: Database, rules: Rules, clock: StillClock, tmp_path: Path) -> Clock:
    """The clock of a desk, not started."""
    settings = Settings(_env_file=None, data_dir=tmp_path)
    return Clock(Desk(settings, rules, database, FileStore(tmp_path), Links("https://desk.example", "secret"), clock))


async def alarms(database: Database) -> list[str]:
    def told(tx: Tx) -> list[str]:
        rows = tx.connection.execute(outbox.select().where(outbox.c.intent == "alarm").order_by(outbox.c.id))
        return [row.detail["what"] for row in rows]

    return await database.read(told)


async def test_a_job_that_hangs_is_cut_told_once_and_stops_no_other(jobs: Clock, database: Database) -> None:
    assert await jobs.run(HANGS) == 0
    assert await jobs.run(WORKS) == 1
    assert await jobs.run(HANGS) == 0
    assert await alarms(database) == ["job_stuck"]
    mended = replace(HANGS, work=work, within=WORKS.within)
    await jobs.run(mended)
    assert await alarms(database) == ["job_stuck", "job_back"]


async def test_what_waits_behind_a_job_that_hangs_goes_on(jobs: Clock, database: Database) -> None:
    hanging = asyncio.ensure_future(jobs.run(HANGS))
    answers = await asyncio.gather(*(database.run(work, datetime(2026, 11, 23, 9, each, tzinfo=UTC)) for each in range(20)))
    assert sum(answers) == 20
    assert await hanging == 0


async def test_a_slot_is_run_once_however_late_and_whatever_the_clock_does(jobs: Clock, clock: StillClock) -> None:
    assert [await jobs.run(WORKS), await jobs.run(WORKS)] == [1, 0]
    clock.move(days=3)
    assert [await jobs.run(WORKS), await jobs.run(WORKS)] == [1, 0]
    clock.move(days=-3)
    assert await jobs.run(WORKS) == 0
    clock.move(minutes=1)
    assert await jobs.run(WORKS) == 1


async def test_jobs_do_not_wait_where_the_machines_clock_was_set_back(jobs: Clock) -> None:
    """An hour back: the next turn would come an hour late."""
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=True) as machine:
        jobs.start()
        await asyncio.sleep(0)
        later = [each.next_run_time for each in jobs.turns()]
        keeping = asyncio.ensure_future(jobs.keep_time(0.05))
        await asyncio.sleep(0)
        machine.shift(timedelta(hours=-1))
        async with asyncio.timeout(300):
            while min(each.next_run_time for each in jobs.turns()) >= min(later):
                await asyncio.sleep(0.02)
        keeping.cancel()
        jobs.stop()
