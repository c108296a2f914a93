"""What the fetcher's tests are made of: mails, a tray they are laid in, a desk, and the operator."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.desk import Desk
from bot.links import Links
from bot.mail.drain import TakeIn
from bot.settings import Settings
from claims.rules import Rules
from storage.database import Database
from storage.files import FileStore

SECRET = "a secret of the tests"


def mail(number: int, words: str = "The press stopped.") -> bytes:
    head = (
        f"From: Lee <lee@plant.example>\r\nTo: help@vendor.example\r\nSubject: Press {number}\r\nMessage-ID: <{number}@plant.example>\r\n"
    )
    return f"{head}Date: Thu, 19 Nov 2026 10:30:00 +0900\r\n\r\n{words}\r\n".encode()


@dataclass
class Tray:
    """Keeps mails in the order they come, after `take_in` where there is one. It first raises what `faults` holds."""

    take_in: TakeIn | None = None
    faults: deque[Exception] = field(default_factory=deque)
    mails: list[bytes] = field(default_factory=list)
    kept: asyncio.Queue[object] = field(default_factory=asyncio.Queue)
    refused: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)

    async def __call__(self, raw: bytes, wire: str) -> object:
        if self.faults:
            self.refused.put_nowait(raw)
            raise self.faults.popleft()
        became = await self.take_in(raw, wire) if self.take_in else wire
        self.mails.append(raw)
        self.kept.put_nowait(became)
        return became

    async def next(self, seconds: float = 300.0) -> object:
        """What the next mail became, within `seconds`."""
        return await asyncio.wait_for(self.kept.get(), seconds)


@dataclass
class Operator:
    """Hears of trouble, and of its end (None)."""

    heard: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)

    async def __call__(self, text: str | None) -> None:
        self.heard.put_nowait(text)

    async def next(self, seconds: float = 300.0) -> str | None:
        return await asyncio.wait_for(self.heard.get(), seconds)


def desk(database: Database, rules: Rules, folder: Path) -> Desk:
    settings = Settings(_env_file=None, data_dir=folder, secret_key=SECRET, desk_address="help@vendor.example")
    return Desk(settings, rules, database, FileStore(folder / "files"), Links("https://help.vendor.example", SECRET), clock)


def clock() -> datetime:
    return datetime.now(UTC)


def moving_to(folder: str) -> Rules:
    return Rules.model_validate({"mail": {"moved_to": folder}})
