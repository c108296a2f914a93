"""A full mailbox, drained in order from a real Dovecot by a running desk, while somebody in Slack goes on working."""

import asyncio
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from statistics import median

from bench.idle import settings as idle_settings
from bench.rows import Row, full
from bot.sandbox.channels import Channel
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.loopback import hand_over

COUNT = 10_000 if full() else 1_000
TIMES = 200
USER, KIM, CHANNEL = "support", "U0BENCH", "C0BENCH"


def run() -> list[Row]:
    """Milliseconds of a slash command that reads the database, at the median."""
    with dovecot() as server, tempfile.TemporaryDirectory() as folder:
        idle, busy, seconds = asyncio.run(_measured(server, Path(folder)))
    return [
        Row(
            f"/claim while {COUNT:,} mails are drained ({COUNT / seconds:,.0f} mails/s), against an idle desk",
            busy,
            idle,
            "ms",
            2,
            cost=True,
        )
    ]


async def _measured(server: Dovecot, folder: Path) -> tuple[float, float, float]:
    people, channels = [Person(KIM, "kim", "Kim")], [Channel(CHANNEL, "claims")]
    workspace = Workspace(people=people, channels=channels, strict_pace=False)
    await workspace.start()
    try:
        async with _desk(server, workspace, folder):
            await _until(folder, "SELECT count(*) FROM mailboxes WHERE uidvalidity IS NOT NULL")
            server.put(USER, _mail(0))  # what stood there before the desk came would be left alone
            await _until(folder, "SELECT count(*) FROM raw_mails")
            await _until(folder, "SELECT count(*) = 0 FROM outbox WHERE done_at IS NULL")
            await workspace.connected()
            idle = [await _command(workspace) for _ in range(TIMES)]
        _fill(server)
        begun = time.perf_counter()
        async with _desk(server, workspace, folder):
            await workspace.connected()
            busy: list[float] = []
            while _taken_in(folder) < COUNT + 1:
                busy.append(await _command(workspace))
            seconds = time.perf_counter() - begun
            _check_order(folder)
        return median(idle), median(busy), seconds
    finally:
        await workspace.stop()


@asynccontextmanager
async def _desk(server: Dovecot, workspace: Workspace, folder: Path) -> AsyncIterator[None]:
    environment = (
        os.environ
        | idle_settings(folder)
        | {
            "IMAP_URL": server.url(USER),
            "LETTERS": "hold",
            "SLACK_API_URL": workspace.api_url,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_MODE": "socket",
        }
    )
    command = [sys.executable, "-m", "bot", "run"]
    with (folder / "desk.log").open("wb") as words:
        desk = await asyncio.create_subprocess_exec(*command, env=environment, stderr=words)
        try:
            await workspace.connected(timeout=60)
            yield
        finally:
            desk.terminate()
            await desk.wait()


async def _command(workspace: Workspace) -> float:
    begun = time.perf_counter()
    await workspace.slash(KIM, CHANNEL, "/claim show 1001")
    return (time.perf_counter() - begun) * 1000


def _mail(number: int) -> bytes:
    head = f"From: Lee <lee{number}@plant.example>\r\nTo: support@desk.example\r\nSubject: Press {number}\r\n"
    return f"{head}Message-ID: <{number}@plant.example>\r\nDate: Thu, 19 Nov 2026 10:30:00 +0900\r\n\r\nIt stopped.\r\n".encode()


def _fill(server: Dovecot) -> None:
    """Into the Maildir itself, in the order of their names; each with a time of its own."""
    box = server.mailbox(USER) / "new"
    now = int(time.time())
    for number in range(1, COUNT + 1):
        path = box / f"{now}.M{number:06}P1.bench"
        path.write_bytes(_mail(number))
        hand_over(path)


async def _until(folder: Path, sql: str) -> None:
    while not _counted(folder, sql):  # noqa: ASYNC110 - it is another process that writes
        await asyncio.sleep(0.05)


def _taken_in(folder: Path) -> int:
    return _counted(folder, "SELECT count(*) FROM raw_mails")


def _counted(folder: Path, sql: str) -> int:
    with closing(sqlite3.connect(f"file:{folder / 'desk.db'}?mode=ro", uri=True)) as connection:
        return int(connection.execute(sql).fetchone()[0])


def _check_order(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "desk.db")) as connection:
        subjects = [row[0] for row in connection.execute("SELECT subject FROM claims ORDER BY id")]
    assert [int(re.sub(r"\D", "", each)) for each in subjects] == list(range(COUNT + 1)), "not in order"
