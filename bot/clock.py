"""The clock's few fixed jobs: each slot runs once however many replicas there are, and the newest missed one at the start."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic, time

import structlog
from apscheduler.job import Job as Turn
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.desk import Desk
from claims import actor
from claims.errors import TryAgain
from commands import approve, digest, nudge, person_data, propose, publish, reckon, sweep
from commands.alarm import alarm
from storage.bounded import bounded
from storage.database import Tx

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """`work(tx, slot)` returns how much it did; it commits together with its slot. `within`: when it is cut, as it hangs."""

    name: str
    every: timedelta
    work: Callable[[Tx, datetime], int]
    within: timedelta = timedelta(seconds=20)


JOBS = (
    Job("nudges", timedelta(minutes=1), nudge.sweep),
    Job("close_silent", timedelta(minutes=5), sweep.close_silent_claims),
    Job("reckon", timedelta(minutes=1), reckon.reckon),
    Job("housekeeping", timedelta(hours=1), sweep.forget),
    Job("publish", timedelta(hours=1), publish.publish),
    Job("problems", timedelta(minutes=1), propose.look),
    Job("causes", timedelta(minutes=10), propose.look_at_causes),
    Job("quotes", timedelta(minutes=5), approve.tend),
    Job("digest", timedelta(minutes=5), digest.digest),
    Job("retire", timedelta(hours=6), person_data.retire),
)
FORGOTTEN = timedelta(days=1)  # a file whose command was refused, or whose last message was erased, has been nobody's for so long


@dataclass(slots=True)
class Clock:
    """APScheduler in memory with a handful of interval jobs."""

    desk: Desk
    _scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone=UTC))
    _keeper: "asyncio.Future[None] | None" = None
    _stuck: set[str] = field(default_factory=set)

    def start(self) -> None:
        for job in JOBS:
            self._add(job.name, job.every, self.run, job)
        self._add("files", FORGOTTEN, self.sweep_files)
        self._scheduler.start()
        self._keeper = asyncio.ensure_future(self.keep_time())

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
            misfire_grace_time=None,  # late, after sleep or under load, is better than not at all
        )

    async def run(self, job: Job) -> int:
        """Run the job's slot that holds now, if nobody has; how much it did. One that hangs is cut and told of, and tried again."""
        began = monotonic()
        try:
            async with asyncio.timeout(2 * job.within.total_seconds()):
                done = await self.desk.database.run(bounded, job.within, job.work, slot(self.desk.clock(), job.every))
        except (TimeoutError, TryAgain) as trouble:
            log.warning("job not done", name=job.name, why=str(trouble))
            if monotonic() - began >= job.within.total_seconds():
                await self._tell(job.name, hangs=True)
            return 0
        await self._tell(job.name, hangs=False)
        if done:
            log.info("job", name=job.name, done=done)
        return done

    async def _tell(self, name: str, *, hangs: bool) -> None:
        """Say once that a job hangs, and once that it does not any more."""
        if hangs is (name in self._stuck):
            return
        (self._stuck.add if hangs else self._stuck.discard)(name)
        await self.desk.database.run(alarm, "job_stuck" if hangs else "job_back", name, by=actor.clock("clock"))

    def turns(self) -> list[Turn]:
        """What comes when."""
        return list(self._scheduler.get_jobs())

    async def keep_time(self, every: float = 20.0) -> None:
        """Where the machine's clock was set, all jobs run at once: set back, they would wait until it is that late again."""
        before = time() - monotonic()
        while True:
            await asyncio.sleep(every)
            shift = time() - monotonic() - before
            if abs(shift) > every:
                log.warning("the machine's clock was set", seconds=round(shift))
                for job in self.turns():
                    job.modify(next_run_time=datetime.now(UTC))
                before += shift

    async def sweep_files(self) -> int:
        """Remove files that no message names and nobody kept for a day; how many. Each process does it, as each may have its own folder."""
        files = self.desk.files
        orphans = await self.desk.database.read(person_data.orphans, await asyncio.to_thread(files.old, FORGOTTEN))
        gone = [await asyncio.to_thread(files.remove, each, FORGOTTEN) for each in orphans]
        if orphans:
            log.info("job", name="files", done=sum(gone))
        return sum(gone)

    def stop(self) -> None:
        if self._keeper:
            self._keeper.cancel()
        self._scheduler.shutdown(wait=False)


def slot(at: datetime, every: timedelta) -> datetime:
    """The beginning of the slot that holds `at`."""
    return at - timedelta(seconds=at.timestamp() % every.total_seconds())
