"""A worker of delivery outlives whatever breaks in it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.deliver import Delivery, NotYet, Sent
from bot.desk import Desk, opened_desk
from bot.settings import Settings
from claims.actor import clock
from storage import outbox
from storage.database import Tx
from storage.outbox import Door, Intent


@dataclass(slots=True)
class Shaky:
    """Its first attempt finds the door shut, and asking what the door is called breaks."""

    door: Door = Door.ALERT
    workers: int = 1
    lease: timedelta = timedelta(seconds=1)
    attempts: list[int] = field(default_factory=list)
    thrice: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def part(self) -> str | None:
        raise RuntimeError("nobody knows")

    async def deliver(self, intent: Intent) -> Sent:
        self.attempts.append(intent.id)
        if len(self.attempts) == 1:
            raise NotYet("shut", after=0.01, door=True)
        if len(self.attempts) == 3:
            self.thrice.set()
        return Sent("sent")

    @staticmethod
    def given_up(tx: Tx, intent: Intent, why: str) -> None:
        raise AssertionError(why)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    settings = Settings(
        _env_file=None, database_url=f"sqlite:///{tmp_path / 'desk.db'}", data_dir=tmp_path, secret_key=SecretStr("long enough for a test")
    )
    async with opened_desk(settings) as desk:
        yield desk


async def test_a_fault_beside_the_sending_ends_no_worker(desk: Desk) -> None:
    courier = Shaky()
    delivery = Delivery(desk, (courier,))
    first, second = await desk.database.run(_put), await desk.database.run(_put)
    delivery.start()
    async with asyncio.timeout(300):
        await courier.thrice.wait()
    await delivery.stop()
    assert sorted(courier.attempts) == sorted([first, first, second])


def _put(tx: Tx) -> int:
    return outbox.put(tx, None, Door.ALERT, "alarm", by=clock("test"))
