"""Whether the database keeps what is written: where it does not, nothing goes through the outbox, so the operator is told past it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from claims.actor import clock
from claims.errors import TryAgain
from commands import alarm

log = structlog.get_logger()

EVERY = 20.0  # seconds
PATIENCE = 3  # times in a row
PART = "database"


@dataclass(slots=True)
class Pulse:
    """`tell(what, why, at)`: past the outbox; whether anybody was reached."""

    desk: Desk
    tell: Callable[[str, str, datetime], Awaitable[bool]]
    every: float = EVERY
    _missed: int = 0
    _told: bool = False
    _task: "asyncio.Task[None] | None" = field(default=None)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self.every)
            await self.beat()

    async def beat(self) -> None:
        """Write once; tell where that fails again and again, until somebody was reached, and when it is over."""
        try:
            await self.desk.database.run(alarm.pulse)
            if self._told:
                await self.desk.database.run(alarm.alarm, f"{PART}_back", by=clock("pulse"))
        except (TryAgain, SQLAlchemyError) as trouble:
            await self._failed(str(trouble) if isinstance(trouble, TryAgain) else type(trouble).__name__)
        else:
            self._missed, self._told = 0, False

    async def _failed(self, why: str) -> None:
        self._missed += 1
        log.error("the database keeps nothing", why=why, times=self._missed)
        if self._missed >= PATIENCE and not self._told:
            self._told = await self.tell(f"{PART}_stopped", why, self.desk.clock())
