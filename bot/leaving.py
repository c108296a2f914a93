"""Answers typed in one line leave when their seconds for taking back are over, however often the desk was started meanwhile."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from claims.errors import Refusal, TryAgain
from commands import soon

POLL = 0.5  # seconds

log = structlog.get_logger()


@dataclass(slots=True)
class Leaving:
    """Looks twice a second; each answer is a transaction of its own, so that one that is refused holds back no other."""

    desk: Desk
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _task: "asyncio.Task[None] | None" = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """What has not left by now leaves at the next start."""
        self._stopping.set()
        if self._task:
            await self._task

    async def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                for identity in await self.desk.database.read(soon.leaving):
                    await self._go(identity)
            except (TryAgain, SQLAlchemyError) as trouble:
                log.warning("answers wait for the database", why=str(trouble))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), POLL)

    async def _go(self, identity: str) -> None:
        """Whatever keeps one from leaving, its writer gets it back, and those behind it leave."""
        try:
            await self.desk.database.run(soon.go, identity)
        except TryAgain:
            raise
        except Exception as fault:
            if not isinstance(fault, Refusal):
                log.error("answer broke", exc_info=fault)
            await self.desk.database.run(soon.keep_back, identity)
