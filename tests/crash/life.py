"""The life of one desk that may be killed at any moment, and the world around it, which lives on: Slack, the customers, their mail."""

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox.channels import Channel
from bot.sandbox.compose import Draft, write
from bot.sandbox.mailbox import Customer
from bot.sandbox.people import Person
from bot.sandbox.ports import free_ports
from bot.sandbox.postbox import NotSent, Postbox
from bot.sandbox.workspace import Workspace
from tests.crash.steps import ROOT, Step

ANNA, BEN = "UANNA", "UBEN"
PEOPLE = (
    Person(ANNA, "anna", "Anna Park", "anna@desk.example", locale="en-US"),
    Person(BEN, "ben", "Ben Choi", "ben@desk.example", locale="en-US"),
)
KIM = Customer("김하늘", "kim@hanbit.example")
DESK = "help@desk.example"
CHANNEL = "CDESK"
PATIENCE = 240.0  # seconds: a machine may stand still for minutes, and what was held then must still be done
RULES = "[limits]\nposts_a_second = 10_000_000.0\n"  # no wait at all, by a clock that stands still


@dataclass(slots=True)
class Process:
    """A desk process. `died` is set when its end of the control socket is gone."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    notice: Callable[[], None]
    died: asyncio.Event = field(default_factory=asyncio.Event)
    _answers: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)
    _listening: "asyncio.Task[None] | None" = None

    def listen(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            while line := await self.reader.readline():
                self._answers.put_nowait(line)
        except ConnectionError:
            pass
        self.died.set()
        self.notice()
        self._answers.put_nowait(b"")
        self.writer.close()

    async def ask(self, word: str) -> str:
        """The desk's answer, or "" where it died over the question."""
        if not self.died.is_set():
            self.writer.write(f"{word}\n".encode())
        return (await self._answers.get()).decode().strip()

    async def kill(self) -> None:
        if not self.died.is_set():
            os.kill(self.pid, signal.SIGKILL)
        if self._listening:
            await self._listening


@dataclass(slots=True)
class Forks:
    """The process that makes desk processes."""

    process: "subprocess.Popen[bytes]"

    def order(self, told: dict[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(told).encode() + b"\n")
        self.process.stdin.flush()

    @classmethod
    def start(cls) -> "Forks":
        command = [sys.executable, "-m", "tests.crash.forks"]
        return cls(subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT))

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@dataclass(frozen=True, slots=True)
class Moment:
    """How much the world had seen of the desk: calls of Slack's, and letters."""

    calls: int
    letters: int


@dataclass(slots=True)
class Life:
    """`deaths` counts them; whoever dies is followed by a process that nothing happens to, `ahead` seconds later by its own clock.
    `at_once`: steps count from the start on, not from `begin`."""

    forks: Forks
    folder: Path
    workspace: Workspace
    postbox: Postbox
    settings: dict[str, Any]
    ahead: float = 0.0
    at_once: bool = False
    deaths: int = 0
    born_again: "Moment" = field(default_factory=lambda: Moment(0, 0))
    _process: Process | None = None
    _standing: asyncio.Event = field(default_factory=asyncio.Event)
    _nursing: "asyncio.Task[None] | None" = None

    async def begin(self, *, watch: bool = False, until: Step | None = None) -> None:
        """`watch`: count the steps from now on."""
        self._nursing = asyncio.create_task(self._nurse(watch, until))
        await (await self.standing()).ask("begin")

    async def standing(self) -> Process:
        """The process that runs now, or will in a moment."""
        await asyncio.wait({asyncio.ensure_future(self._standing.wait()), self._nursing}, return_when=asyncio.FIRST_COMPLETED)
        if self._nursing.done():
            self._nursing.result()
        return self._process

    async def _nurse(self, watch: bool, until: Step | None) -> None:
        """Keep a process running for as long as this life lasts; only the first one is killed."""
        self._process = await self._start(watch, until, 0.0)
        if self._process:
            self._standing.set()
            await self._process.died.wait()
        self._standing.clear()
        self.deaths += 1
        await self.workspace.until(lambda: not self.workspace.sockets.connections, PATIENCE)
        self.born_again = Moment(len(self.workspace.calls), len(self.postbox.letters))
        self._process = await self._start(False, None, self.ahead)
        assert self._process, f"not started: {self.words}"
        self._standing.set()
        await self._process.died.wait()
        raise AssertionError(f"died again: {self.words}")

    async def _start(self, watch: bool, until: Step | None, ahead: float) -> Process | None:
        """The process once it stands; None where it died before."""
        settled: asyncio.Queue[Process | None] = asyncio.Queue()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            ready = (await reader.readline()).split()
            if not ready:
                settled.put_nowait(None)
                return
            process = Process(int(ready[1]), reader, writer, self.workspace.changes.notify)
            process.listen()
            settled.put_nowait(process)

        control = self.folder / "control"
        control.unlink(missing_ok=True)
        async with await asyncio.start_unix_server(connected, control, limit=64 * 1024 * 1024) as server:
            told = {"settings": self.settings, "control": str(control), "ahead": ahead, "watch": watch, "at_once": self.at_once}
            self.forks.order(told | {"until": [until.what, until.nth] if until else None})
            try:
                process = await asyncio.wait_for(settled.get(), PATIENCE)
                await self.workspace.until(lambda: not process or process.died.is_set() or self.workspace.sockets.connections, PATIENCE)
            except TimeoutError:
                raise AssertionError(f"not started: {self.words}") from None
            server.close()
        return process

    @property
    def words(self) -> str:
        """What the processes wrote on standard error."""
        log = self.folder / "control.log"
        return log.read_text() if log.exists() else ""

    async def insist(self, act: Callable[[], Awaitable[bool]]) -> None:
        """Do it until it succeeds; nothing but the death of the desk excuses a failure."""
        while True:
            process = await self.standing()
            if await act():
                return
            async with asyncio.timeout(PATIENCE):
                await process.died.wait()
            await self.next_after(process)

    async def next_after(self, process: Process) -> None:
        """Where this process died, wait until its death is noticed."""
        while process.died.is_set() and process is self._process and self._standing.is_set():
            await asyncio.sleep(0)

    async def mail(self, draft: Draft) -> bytes:
        """Hand a mail over as mail servers do: the same bytes until the desk says 250."""
        raw = write(draft, KIM, self.postbox._now()).as_bytes()

        async def send() -> bool:
            try:
                await self.postbox.transmit(raw, KIM.address, draft.to)
            except NotSent:
                return False
            return True

        await self.insist(send)
        return raw

    async def end(self) -> None:
        if self._nursing:
            self._nursing.cancel()
            await asyncio.gather(self._nursing, return_exceptions=True)
        if self._process:
            await self._process.kill()


@asynccontextmanager
async def life(forks: Forks, folder: Path, database_url: str, ahead: float = 0.0) -> AsyncIterator[Life]:
    """A workspace, a postbox and a desk that is not yet begun."""
    (port,) = free_ports(1)
    postbox = Postbox([KIM], desk=("127.0.0.1", port), desk_address=DESK)
    channels = [Channel(CHANNEL, "claims")]
    workspace = Workspace(people=PEOPLE, channels=channels, strict_pace=False, redelivery=(0.05,) * 200, ack_timeout=PATIENCE)
    await postbox.start()
    await workspace.start()
    lived = Life(forks, folder, workspace, postbox, settings_for(folder, database_url, workspace, postbox, port), ahead)
    try:
        yield lived
    finally:
        await lived.end()
        await workspace.stop()
        await postbox.stop()


def settings_for(folder: Path, database_url: str, workspace: Workspace, postbox: Postbox, port: int) -> dict[str, Any]:
    config = folder / "desk.toml"
    config.write_text(RULES, "utf-8")
    return {
        "database_url": database_url,
        "data_dir": str(folder),
        "desk_config": str(config),
        "slack_bot_token": workspace.bot_token,
        "slack_app_token": workspace.app_token,
        "slack_signing_secret": workspace.signing_secret,
        "slack_api_url": workspace.api_url,
        "slack_channel": CHANNEL,
        "desk_address": DESK,
        "smtp_url": postbox.smtp_url,
        "smtp_listen": f"127.0.0.1:{port}",
        "http_listen": "127.0.0.1:0",
        "public_url": "http://127.0.0.1",
        "secret_key": secrets.token_urlsafe(32),
    }
