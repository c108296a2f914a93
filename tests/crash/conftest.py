"""A whole desk in this process with a still clock, between a workspace and a postbox that fail on purpose."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.assemble import Running, running
from bot.sandbox.channels import Channel
from bot.sandbox.mailbox import Mail
from bot.sandbox.ports import free_ports
from bot.sandbox.postbox import Postbox
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from storage import outbox, tables
from storage.database import Tx
from storage.outbox import Door
from tests.clocks import StillClock
from tests.crash.life import CHANNEL, DESK, KIM, PATIENCE, PEOPLE, settings_for


@dataclass(slots=True)
class House:
    """The running desk, the world around it, and the clock of all."""

    desk: Running
    workspace: Workspace
    postbox: Postbox
    clock: StillClock

    async def mail(self, subject: str = "프린터", text: str = "인쇄가 되지 않습니다.", **more: Any) -> Mail:
        return await self.postbox.send(KIM.address, subject, text, **more)

    async def idle(self) -> None:
        """Wait until everything that is due was tried."""
        while await self.desk.desk.database.read(_busy):
            await self._commit()

    async def tried(self) -> None:
        """Wait until some row was tried in vain, and everything else that is due was tried, too."""
        while not any(row.attempts and row.done_at is None for row in await self.rows(tables.outbox)):
            await self._commit()
        await self.idle()

    async def settled(self, *, step: float = 60.0) -> None:
        """Let time pass, `step` seconds at a time, until nothing is left to say."""
        await self.idle()
        while await self.desk.desk.database.read(outbox.depth):
            await self.later(seconds=step)
            await self.idle()

    async def later(self, **span: float) -> datetime:
        """Time passes; a commit wakes delivery, which else looks once in a real second."""
        self.clock.move(**span)
        await self.do(lambda tx: None)
        return self.clock.now

    async def do(self, command: Callable[[Tx], Any]) -> Any:
        return await self.desk.desk.database.run(command)

    async def rows(self, table: Any) -> list[Any]:
        return await self.desk.desk.database.read(lambda tx: list(tx.connection.execute(select(table).order_by(*table.primary_key)).all()))

    async def steps(self) -> list[str]:
        return [row.what for row in await self.rows(tables.timeline)]

    def thread(self, root: int = 0) -> list[dict[str, Any]]:
        return self.workspace.thread(CHANNEL, self.workspace.messages(CHANNEL)[root]["ts"])

    def letters(self) -> list[Mail]:
        return self.postbox.inbox(KIM.address)

    async def _commit(self) -> None:
        bell = asyncio.Event()
        committed = self.desk.desk.database.committed
        committed.append(bell.set)
        try:
            with suppress(TimeoutError):  # what was due may have been done in between
                await asyncio.wait_for(bell.wait(), 0.1)
        finally:
            committed.remove(bell.set)


def _busy(tx: Tx) -> bool:
    """Whether something is being sent, or could be."""
    leased = select(tables.outbox.c.id).where(tables.outbox.c.done_at.is_(None), tables.outbox.c.lease.is_not(None))
    return tx.connection.execute(leased).first() is not None or any(outbox.any_due(tx, door) for door in Door)


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path, clock: StillClock) -> AsyncIterator[House]:
    async with opened_house(sqlite_url, tmp_path, clock) as house:
        yield house


@asynccontextmanager
async def opened_house(url: str, tmp_path: Path, clock: StillClock, **more: Any) -> AsyncIterator[House]:
    """`more`: settings besides the usual ones."""
    (port,) = free_ports(1)
    postbox = Postbox([KIM], desk=("127.0.0.1", port), desk_address=DESK, now=clock)
    channels = [Channel(CHANNEL, "claims")]
    workspace = Workspace(people=PEOPLE, channels=channels, strict_pace=False, redelivery=(0.0,) * 100, ack_timeout=PATIENCE, clock=clock)
    await postbox.start()
    await workspace.start()
    settings = Settings(_env_file=None, **settings_for(tmp_path, url, workspace, postbox, port) | more)
    async with running(settings, clock) as desk:
        desk.slack.front.patience = PATIENCE
        await workspace.connected()
        yield House(desk, workspace, postbox, clock)
        workspace.faults.clear()
        postbox.faults.clear()
    await workspace.stop()
    await postbox.stop()
