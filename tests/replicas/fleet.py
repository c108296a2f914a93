"""Several real processes of one desk on one PostgreSQL, before one Slack and one postbox that live in the test."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.sandbox.channels import Channel
from bot.sandbox.mailbox import Mail
from bot.sandbox.people import Person
from bot.sandbox.ports import free_ports
from bot.sandbox.postbox import Postbox
from bot.sandbox.workspace import Workspace
from bot.slack.door import CONNECTIONS
from claims.rules import Limits, Rules
from storage import outbox
from storage.database import Database, Tx, opened
from tests.clocks import StillClock

ROOT = Path(__file__).parents[2]
CHANNEL, DESK = "CDESK", "help@desk.example"
ANA, BEN, LEA = "UANA", "UBEN", "ULEA"
PEOPLE = tuple(Person(each, each[1:].lower(), each[1:].title(), locale="en-US") for each in (ANA, BEN, LEA))
PATIENCE, STARTING = 240.0, 240.0
"""Seconds. Several processes that start at once on a busy machine take their time."""
INTERVAL = 0.08
"""Seconds between two posts to the channel."""


@dataclass(slots=True)
class Replica:
    process: asyncio.subprocess.Process
    door: tuple[str, int]

    async def ready(self) -> None:
        assert self.process.stdout
        line = await asyncio.wait_for(self.process.stdout.readline(), STARTING)
        assert line == b"ready\n", line

    async def kill(self) -> None:
        """As the kernel does it when memory runs out."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


@dataclass(slots=True)
class Fleet:
    """`database` is the test's own connection to what they share; `lease` in seconds: until another takes over from a dead one."""

    workspace: Workspace
    postbox: Postbox
    database: Database
    url: str
    folder: Path
    lease: float = 120.0
    replicas: list[Replica] = field(default_factory=list)

    async def start(self, count: int) -> list[Replica]:
        """`count` more, all at once."""
        begun = list(await asyncio.gather(*(self._begun() for _ in range(count))))
        self.replicas += begun
        await asyncio.gather(*(each.ready() for each in begun))
        running = sum(each.process.returncode is None for each in self.replicas)
        await self.workspace.connected(running * CONNECTIONS, STARTING)
        return begun

    async def _begun(self) -> Replica:
        port = free_ports(1)[0]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.replicas.replica", str(self.lease)),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin
        process.stdin.write(json.dumps(self._settings(port)).encode() + b"\n")
        await process.stdin.drain()
        return Replica(process, ("127.0.0.1", port))

    def _settings(self, port: int) -> dict[str, Any]:
        return {
            "database_url": self.url,
            "data_dir": str(self.folder),
            "desk_config": str(self.folder / "desk.toml"),
            "slack_bot_token": self.workspace.bot_token,
            "slack_app_token": self.workspace.app_token,
            "slack_api_url": self.workspace.api_url,
            "slack_channel": CHANNEL,
            "desk_address": DESK,
            "smtp_url": self.postbox.smtp_url,
            "smtp_listen": f"127.0.0.1:{port}",
            "http_listen": "127.0.0.1:0",
            "public_url": "https://desk.example",
            "secret_key": "a secret of the tests, long enough",
        }

    async def stop(self) -> None:
        await asyncio.gather(*(each.stop() for each in self.replicas))

    async def mails(self, sender: str, subject: str, by: Replica) -> Mail:
        """A customer writes to one replica's door."""
        self.postbox.desk = by.door
        return await self.postbox.send(sender, subject, "어제부터 로그인이 되지 않습니다.")

    async def answered(self, sender: str, count: int = 1) -> list[Mail]:
        """The customer's inbox once so many letters are there."""
        return await self.postbox.until(lambda: inbox if len(inbox := self.postbox.inbox(sender)) >= count else None, PATIENCE) or []

    async def number(self, sender: str) -> str:
        """The running number of a customer's claim, as the acknowledgement says it."""
        (letter, *_) = await self.answered(sender)
        return letter.subject.partition("[")[2].partition("-")[0]

    async def slash(self, user: str, text: str) -> str:
        """What the person is told; on a busy machine the answer comes after a bare acknowledgement."""
        number = text.split()[1]
        before = len(self.told(user, number))
        result = await self.workspace.slash(user, CHANNEL, f"/claim {text}")
        assert result.error is None, result.error
        return result.text or (await self.workspace.until(lambda: self.told(user, number)[before:], PATIENCE))[0]

    def told(self, user: str, number: str) -> list[str]:
        """Everything that one person was told about a claim."""
        return [each["text"] for each in self.workspace.ephemerals(user) if number in each["text"]]

    async def said(self) -> None:
        """Wait until nothing is left to say."""
        async with asyncio.timeout(PATIENCE):
            while await self.database.read(outbox.depth):
                await self.workspace.changes.after(self.workspace.changes.version, 0.2)

    async def until(self, query: str, count: int) -> Sequence[Any]:
        """The rows once there are so many."""
        async with asyncio.timeout(PATIENCE):
            while len(found := await self.rows(query)) < count:
                await self.workspace.changes.after(self.workspace.changes.version, 0.1)
        return found

    async def rows(self, query: str, **values: Any) -> Sequence[Any]:
        return await self.database.read(_rows, query, values)


def _rows(tx: Tx, query: str, values: dict[str, Any]) -> Sequence[Any]:
    return tx.connection.execute(text(query), values).all()


@asynccontextmanager
async def fleet(url: str, folder: Path) -> AsyncIterator[Fleet]:
    """Slack, the postbox and the database, with no replica yet."""
    (folder / "desk.toml").write_text(f'[people]\nleads = ["{LEA}"]\n[limits]\nposts_a_second = {1 / INTERVAL}\n')
    workspace = Workspace(people=PEOPLE, channels=[Channel(CHANNEL, "claims")], strict_pace=False, ack_timeout=60)
    postbox = Postbox(desk_address=DESK)
    async with AsyncExitStack() as stack:
        await workspace.start()
        stack.push_async_callback(workspace.stop)
        await postbox.start()
        stack.push_async_callback(postbox.stop)
        rules = Rules(limits=Limits(posts_a_second=1 / INTERVAL))
        database = await stack.enter_async_context(opened(url, rules, StillClock()))
        fleet = Fleet(workspace, postbox, database, url, folder)
        stack.push_async_callback(fleet.stop)
        yield fleet
