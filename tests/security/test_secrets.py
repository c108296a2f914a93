"""Secrets stay secret: a real desk with known ones is brought into every trouble, and everything it says is searched."""

import asyncio
import os
import re
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
import structlog

from bot import logs
from bot.sandbox.channels import Channel
from bot.sandbox.ports import free_ports
from bot.sandbox.postbox import NotSent, Postbox
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.security.gate import CHANNEL, DESK, KIM, PEOPLE, strings

SMTP_PASSWORD, IMAP_PASSWORD, KEY = "smtp/pass wörd@1", "imap:pass#word", "signing-key-of-the-pages-0123456789"
BOT_TOKEN, APP_TOKEN = "xoxb-000-botsecret", "xapp-000-appsecret"
SIGNING, DATABASE = "signingsecret0123456789", "database-pass-word"
PLAIN = (SMTP_PASSWORD, IMAP_PASSWORD, KEY, BOT_TOKEN, APP_TOKEN, SIGNING, DATABASE)
SECRETS = (*PLAIN, quote(SMTP_PASSWORD, safe=""), quote(IMAP_PASSWORD, safe=""))
WORDS = "아무도보면안되는말"
READY = 300.0


@dataclass(slots=True)
class Running:
    """`said` is everything that the process wrote."""

    process: asyncio.subprocess.Process
    said: bytearray
    reading: "asyncio.Task[None]"
    wrote: asyncio.Condition

    async def until(self, words: bytes) -> None:
        async with asyncio.timeout(READY), self.wrote:
            await self.wrote.wait_for(lambda: words in self.said)


@asynccontextmanager
async def running(folder: Path, settings: dict[str, str], *command: str) -> AsyncIterator[Running]:
    """`claimdesk …` with nothing but these settings."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV", "PYTHONPATH") if name in os.environ}
    root = Path(__file__).parents[2]
    environment["PYTHONPATH"] = str(root)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *command),
        cwd=folder,
        env=environment | settings,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, wrote = bytearray(), asyncio.Condition()

    async def read() -> None:
        assert process.stdout
        while some := await process.stdout.read(65536):
            async with wrote:
                said.extend(some)
                wrote.notify_all()

    desk = Running(process, said, asyncio.create_task(read()), wrote)
    try:
        yield desk
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await desk.reading


async def _echoing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A mail server that says no, and repeats what it was told: IMAP or SMTP, whoever asks."""
    writer.write(b"* OK imap.example\r\n")
    while line := await reader.readline():
        tag, _, rest = line.rstrip(b"\r\n").partition(b" ")
        asked = rest.upper() == b"CAPABILITY"
        writer.write(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n" if asked else tag + b" NO " + rest + b"\r\n")
        await writer.drain()
    writer.close()


async def _refusing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An SMTP server that offers AUTH and repeats the credentials with its refusal."""
    writer.write(b"220 smtp.example\r\n")
    while line := await reader.readline():
        if line.upper().startswith(b"EHLO"):
            writer.write(b"250-smtp.example\r\n250 AUTH PLAIN LOGIN\r\n")
        else:
            writer.write(b"535 5.7.8 no: " + line.strip() + b" " + SMTP_PASSWORD.encode() + b"\r\n")
        await writer.drain()
    writer.close()


def _page(workspace: Workspace) -> str:
    """The way to the page that staff read, as the card has it."""
    texts = (text for each in workspace.messages(CHANNEL) for text in strings(each))
    return next((found for text in texts for found in re.findall(r"/i/[^|>\s]+", text)), "")


def _found(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


async def test_nothing_a_troubled_desk_says_holds_a_secret(tmp_path: Path) -> None:
    workspace = Workspace(
        people=PEOPLE,
        channels=[Channel(CHANNEL, "claims")],
        strict_pace=False,
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SIGNING,
    )
    await workspace.start()
    imap = await asyncio.start_server(_echoing, "127.0.0.1", 0)
    smtp = await asyncio.start_server(_refusing, "127.0.0.1", 0)
    door, http = free_ports(2)
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}",
        "DATA_DIR": str(tmp_path),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING,
        "SLACK_API_URL": workspace.api_url,
        "SLACK_CHANNEL": CHANNEL,
        "DESK_ADDRESS": DESK,
        "SMTP_URL": f"smtp://desk:{quote(SMTP_PASSWORD, safe='')}@127.0.0.1:{smtp.sockets[0].getsockname()[1]}?tls=none",
        "IMAP_URL": f"imap://desk:{quote(IMAP_PASSWORD, safe='')}@127.0.0.1:{imap.sockets[0].getsockname()[1]}/INBOX?tls=none",
        "SMTP_LISTEN": f"127.0.0.1:{door}",
        "HTTP_LISTEN": f"127.0.0.1:{http}",
        "PUBLIC_URL": f"http://127.0.0.1:{http}",
        "SECRET_KEY": KEY,
    }
    postbox = Postbox(desk=("127.0.0.1", door), desk_address=DESK)
    seen: list[str] = []
    async with running(tmp_path, settings, "run") as desk, aiohttp.ClientSession() as session:
        await desk.until(b"ready")
        await workspace.connected()
        workspace.faults.add("chat.postMessage", "500")
        await postbox.send(KIM, WORDS, WORDS)
        await desk.until(b"delivery postponed")
        await desk.until(b"mailbox not read")
        page = await workspace.until(lambda: _page(workspace), READY)
        with sqlite3.connect(tmp_path / "desk.db") as locked:
            locked.execute("BEGIN EXCLUSIVE")
            with pytest.raises(NotSent):
                await postbox.send(KIM, "locked out", WORDS)
            async with session.get(f"{settings['PUBLIC_URL']}{page}") as answer:
                seen.append(await answer.text())
            locked.rollback()
        locked.close()
        for path in ("/metrics", "/healthz", "/healthz/ready", page, "/c/nonsense", "/nowhere", f"/s/{WORDS}"):
            async with session.get(settings["PUBLIC_URL"] + path) as answer:
                seen.append(await answer.text() + str(answer.headers))
        workspace.revoke()
        await postbox.send(KIM, "another", WORDS)
        await desk.until(b"token_revoked")
    said = desk.said.decode()
    assert logs.MASK in said, "somebody tried to say one"
    assert _found(said) == []
    assert [found for each in seen for found in _found(each)] == []
    assert [found for call in workspace.calls for text in strings(call.args) for found in _found(text)] == []
    assert WORDS not in said, "logs hold no customer's words"
    assert page.removeprefix("/i/") not in said, "nor the key of a page"
    assert WORDS not in seen[1], "and the numbers neither"
    imap.close()
    smtp.close()
    await workspace.stop()


@pytest.mark.parametrize(
    ("command", "database"),
    [
        ("run", f"postgresql://desk:{DATABASE}@127.0.0.1:1/desk"),
        ("check", f"postgresql://desk:{DATABASE}@127.0.0.1:1/desk"),
        ("list", f"postgresql://desk:{DATABASE}@no-such-host.invalid/desk"),
        ("migrate", f"mysql://desk:{DATABASE}@127.0.0.1/desk"),
        ("run", f"postgresql://desk:{DATABASE}@127.0.0.1:port/desk"),
    ],
)
async def test_a_wrong_setting_is_told_without_its_secret(tmp_path: Path, command: str, database: str) -> None:
    settings = {
        "DATABASE_URL": database,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "SLACK_CHANNEL": CHANNEL,
        "DESK_ADDRESS": DESK,
        "SMTP_URL": f"smtp://desk:{quote(SMTP_PASSWORD, safe='')}@127.0.0.1:1",
        "PUBLIC_URL": "http://127.0.0.1:1",
        "SECRET_KEY": KEY,
        "HTTP_LISTEN": "127.0.0.1:0",
    }
    async with running(tmp_path, settings, command) as desk:
        async with asyncio.timeout(READY):
            assert await desk.process.wait() != 0
    assert desk.said
    assert _found(desk.said.decode()) == []


def test_secrets_are_masked_wherever_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    """In nested values, in what is no text at all, in the libraries' own warnings and in tracebacks."""
    import logging

    url = f"smtp://desk:{quote(SMTP_PASSWORD, safe='')}@mail.example"
    root = logging.getLogger()
    before, level, configuration = list(root.handlers), root.level, structlog.get_config()
    try:
        logs.configure(Settings(_env_file=None, secret_key=KEY, smtp_url=url))
        log = structlog.get_logger("bot")
        log.error("in the words", words=KEY, nested={"a": [KEY, {"b": (SMTP_PASSWORD,)}]}, fault=ValueError(KEY), path=Path(f"/x/{KEY}"))
        logging.getLogger("somebody").warning("url %s", url)
        try:
            raise RuntimeError(f"cannot reach {url} with {SMTP_PASSWORD}")
        except RuntimeError as error:
            log.error("broken", exc_info=error)
            logging.getLogger("somebody").exception("broken")
    finally:
        root.handlers, root.level = before, level
        structlog.configure(**configuration)
    said = capsys.readouterr().err
    assert said.count(logs.MASK) >= 9
    assert _found(said) == []
