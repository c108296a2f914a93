"""`claimdesk run`, a real process, is told to stop: in ten seconds it finishes what it holds or gives it back; nothing is said twice."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from bot.sandbox.channels import Channel
from bot.sandbox.mailbox import Customer
from bot.sandbox.people import Person
from bot.sandbox.ports import free_ports
from bot.sandbox.postbox import NotSent, Postbox
from bot.sandbox.workspace import Workspace
from claims.rules import Rules
from storage.database import Tx, opened
from storage.outbox import Door
from storage.tables import outbox

ROOT = Path(__file__).parents[2]
KIM, DESK, CHANNEL = Customer("김하늘", "kim@hanbit.example"), "help@desk.example", "CDESK"
PATIENCE, LOOK = 300.0, 0.05


class Mailboxes(Postbox):
    """Tells when somebody knocks, and begins to dawdle once it has a letter."""

    dawdle = 0.0
    knocked = False

    def entered(self, door: object) -> None:
        super().entered(door)  # type: ignore[arg-type]
        self.knocked = True
        self.changes.notify()

    def receive(self, envelope: object) -> None:
        self.faults.tarpit = self.dawdle or self.faults.tarpit
        super().receive(envelope)  # type: ignore[arg-type]


@dataclass
class World:
    workspace: Workspace
    postbox: Mailboxes
    env: dict[str, str]
    database_url: str

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Process]:
        """A running desk that is ready."""
        desk = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", cwd=ROOT, env=self.env, stderr=PIPE)
        try:
            assert desk.stderr
            async with asyncio.timeout(PATIENCE):
                while json.loads(await desk.stderr.readline()).get("event") != "ready":
                    pass
            await self.workspace.connected(1, PATIENCE)
            yield desk
        finally:
            if desk.returncode is None:
                desk.kill()
                await desk.wait()

    async def letters(self) -> list[tuple[bool, str | None]]:
        """Of every letter's row: whether it is done, and how it ended."""
        async with opened(self.database_url, Rules(), lambda: datetime.now(UTC)) as database:
            return await database.read(_letters)


def _letters(tx: Tx) -> list[tuple[bool, str | None]]:
    rows = tx.connection.execute(outbox.select().where(outbox.c.door == Door.MAIL).order_by(outbox.c.id))
    return [(row.done_at is not None, row.outcome) for row in rows]


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    port, web = free_ports(2)
    postbox = Mailboxes([KIM], desk=("127.0.0.1", port), desk_address=DESK)
    workspace = Workspace(people=[Person("UANNA", "anna", "Anna Park")], channels=[Channel(CHANNEL, "claims")])
    await postbox.start()
    await workspace.start()
    settings = {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(tmp_path / "data"),
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": workspace.api_url,
        "SLACK_CHANNEL": CHANNEL,
        "DESK_ADDRESS": DESK,
        "SMTP_URL": postbox.smtp_url,
        "SMTP_LISTEN": f"127.0.0.1:{port}",
        "HTTP_LISTEN": f"127.0.0.1:{web}",
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "SECRET_KEY": "a secret of the tests, long enough for all",
    }
    yield World(workspace, postbox, settings, database_url)
    await workspace.stop()
    await postbox.stop()


async def stopped(desk: Process) -> float:
    """Seconds from SIGTERM until the process was gone, well; of those in which the whole machine stood still, next to none."""
    desk.send_signal(signal.SIGTERM)
    seconds, began = 0.0, perf_counter()
    async with asyncio.timeout(PATIENCE):
        while desk.returncode is None:
            await asyncio.sleep(LOOK)
            seconds += min(perf_counter() - began, 4 * LOOK)
            began = perf_counter()
    assert desk.returncode == 0
    return seconds


async def test_a_desk_with_nothing_to_do_stops_at_once(world: World) -> None:
    async with world.desk() as desk:
        assert await stopped(desk) < 5


async def test_a_letter_on_a_slow_wire_is_given_back_and_sent_once_by_the_next_start(world: World) -> None:
    """The server takes two seconds for each answer: the letter would need twelve."""
    async with world.desk() as desk:
        world.postbox.faults.tarpit = 2.0
        await world.postbox.send(KIM.address, "프린터", "인쇄가 되지 않습니다.")
        await world.postbox.until(lambda: world.postbox.knocked, PATIENCE)
        assert await stopped(desk) < 10
    assert world.postbox.letters == []
    assert await world.letters() == [(False, "stopped")]
    world.postbox.faults.clear()
    async with world.desk() as desk:
        await world.postbox.until(lambda: world.postbox.letters, PATIENCE)
        assert await stopped(desk) < 10
    assert await world.letters() == [(True, "sent")]
    assert len(world.postbox.letters) == 1


async def test_a_letter_that_the_server_may_have_is_heard_out(world: World) -> None:
    """All of it was said and only the server's word for it is missing: to give it back would be to send it twice."""
    async with world.desk() as desk:
        world.postbox.dawdle = 5.0
        await world.postbox.send(KIM.address, "프린터", "인쇄가 되지 않습니다.")
        await world.postbox.until(lambda: world.postbox.letters, PATIENCE)
        assert await stopped(desk) < 10
    assert await world.letters() == [(True, "sent")]
    world.postbox.faults.clear()
    async with world.desk() as desk:
        assert await stopped(desk) < 10
    assert len(world.postbox.letters) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_desk_whose_writing_process_is_killed_ends_at_once_and_the_next_start_goes_on(world: World) -> None:
    async with world.desk() as desk:
        os.kill(_writer(desk.pid), signal.SIGKILL)
        with suppress(NotSent):
            await world.postbox.send(KIM.address, "프린터", "인쇄가 되지 않습니다.")
        async with asyncio.timeout(PATIENCE):
            assert await desk.wait() == os.EX_SOFTWARE
    async with world.desk() as desk:
        await world.postbox.send(KIM.address, "프린터", "인쇄가 되지 않습니다.")
        await world.postbox.until(lambda: world.postbox.letters, PATIENCE)
        assert await stopped(desk) < 10


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_desk_whose_writer_dies_ends_at_once_and_says_why(world: World) -> None:
    async with world.desk() as desk:
        os.kill(_writer(desk.pid), signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            assert desk.stderr
            said = (await desk.stderr.read()).decode()
            assert await desk.wait() == os.EX_SOFTWARE
    assert "the process that writes died" in said


def _writer(pid: int) -> int:
    """The child that runs no program of its own."""
    own = Path(f"/proc/{pid}/cmdline").read_bytes()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return next(int(each) for each in children if Path(f"/proc/{each}/cmdline").read_bytes() == own)
