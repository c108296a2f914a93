"""The clock's few fixed jobs: each slot runs once however many replicas there are, and the newest missed one at the start."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.desk import Desk
from commands import digest, person_data, publish, sweep
from storage.database import Tx

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """`work(tx, slot)` returns how much it did; it commits together with its slot."""

    name: str
    every: timedelta
    work: Callable[[Tx, datetime], int]


JOBS = (
    Job("close_silent", timedelta(minutes=5), sweep.close_silent_claims),
    Job("housekeeping", timedelta(hours=1), sweep.forget),
    Job("publish", timedelta(hours=1), publish.publish),
    Job("digest", timedelta(minutes=5), digest.digest),
    Job("retire", timedelta(hours=6), person_data.retire),
)
FORGOTTEN = timedelta(days=1)  # a file whose command was refused, or whose last message was erased, has been nobody's for so long


@dataclass(slots=True)
class Clock:
    """APScheduler in memory with a handful of interval jobs."""

    desk: Desk
    _scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone=UTC))

    def start(self) -> None:
        for job in JOBS:
            self._add(job.name, job.every, self.run, job)
        self._add("files", FORGOTTEN, self.sweep_files)
        self._scheduler.start()

    def _add(self, name: str, every: timedelta, work: Callable[..., Awaitable[int]], *args: Job) -> None:
        self._scheduler.add_job(
            work,
            "interval",
            args=args,
            id=name,
            seconds=every.total_seconds(),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
        )

    async def run(self, job: Job) -> int:
        """Run the job's slot that holds now, if nobody has; how much it did."""
        done = await self.desk.database.run(job.work, slot(self.desk.clock(), job.every))
        if done:
            log.info("job", name=job.name, done=done)
        return done

    async def sweep_files(self) -> int:
        """Remove files that no message names and nobody kept for a day; how many. Each process does it, as each may have its own folder."""
        files = self.desk.files
        orphans = await self.desk.database.read(person_data.orphans, await asyncio.to_thread(files.old, FORGOTTEN))
        gone = [await asyncio.to_thread(files.remove, each, FORGOTTEN) for each in orphans]
        if orphans:
            log.info("job", name="files", done=sum(gone))
        return sum(gone)

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)


def slot(at: datetime, every: timedelta) -> datetime:
    """The beginning of the slot that holds `at`."""
    return at - timedelta(seconds=at.timestamp() % every.total_seconds())
