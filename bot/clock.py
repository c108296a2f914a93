"""The clock's few fixed jobs: each slot runs once however many replicas there are, and the newest missed one at the start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.desk import Desk
from commands import sweep
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
)


@dataclass(slots=True)
class Clock:
    """APScheduler in memory with a handful of interval jobs."""

    desk: Desk
    _scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone=UTC))

    def start(self) -> None:
        for job in JOBS:
            self._scheduler.add_job(
                self.run,
                "interval",
                args=[job],
                id=job.name,
                seconds=job.every.total_seconds(),
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()

    async def run(self, job: Job) -> int:
        """Run the job's slot that holds now, if nobody has; how much it did."""
        done = await self.desk.database.run(job.work, slot(self.desk.clock(), job.every))
        if done:
            log.info("job", name=job.name, done=done)
        return done

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)


def slot(at: datetime, every: timedelta) -> datetime:
    """The beginning of the slot that holds `at`."""
    return at - timedelta(seconds=at.timestamp() % every.total_seconds())
