"""What every door works with: settings, rules, the database, the files and the links of one desk."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.links import Links
from bot.settings import Settings
from claims.rules import Rules
from storage.database import Database, opened
from storage.files import FileStore
from storage.newest import brought_up


@dataclass(frozen=True, slots=True)
class Desk:
    """Assembled once; doors run commands through `database.run` and read through `database.read`."""

    settings: Settings
    rules: Rules
    database: Database
    files: FileStore
    links: Links
    clock: Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def opened_desk(settings: Settings, clock: Callable[[], datetime] = now, *, apart: bool = False) -> AsyncIterator[Desk]:
    """A desk with its database brought up to date, and no door open: enough for every command on the command line.

    `apart`: write to SQLite in a process of its own; only where this one has no other threads yet.
    """
    rules, url = settings.rules(), settings.database_url.get_secret_value()
    await brought_up(url)
    links = Links(settings.public_url.rstrip("/"), settings.secret_key.get_secret_value())
    async with opened(url, rules, clock, apart=apart) as database:
        yield Desk(settings, rules, database, FileStore(settings.data_dir / "files"), links, clock)
