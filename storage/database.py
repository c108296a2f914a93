"""Runs commands, durably and one transaction each; a command never knows how."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.engine import make_url

from claims.rules import Rules
from storage.sqlite import SqliteDatabase, sqlite_path
from storage.transaction import Clock, Hear, Tx
from storage.writer import WriterProcess

__all__ = ["Clock", "Database", "Tx", "open_database", "opened"]

P = ParamSpec("P")
R = TypeVar("R")


class Database(Protocol):
    """What the doors see. `committed` hears of every commit, so that delivery wakes without polling; `timed` of every command."""

    committed: list[Callable[[], None]]
    timed: list[Hear]

    async def run(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `command(tx, …)` and return its result once it is durable. A refusal rolls back this command alone.

        A command may be run more than once before one of its runs is kept. Raises TryAgain where the database cannot keep it now
        (disk full, locked, gone, closing): then nothing was kept.
        """
        ...

    async def read(self, query: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query on a read-only transaction begun after the last commit. Raises TryAgain."""
        ...

    async def close(self) -> None:
        """Finish what is pending; what comes later is told to try again."""
        ...


async def open_database(url: str, rules: Rules, clock: Clock, *, apart: bool = False) -> Database:
    """Open a migrated database: `sqlite:///PATH` or `postgresql://…`.

    `apart`: write to SQLite in a process of its own; only where this one has no other threads yet.
    """
    if make_url(url).get_backend_name() == "sqlite":
        path = sqlite_path(url)
        return await SqliteDatabase.open(path, rules, clock, await WriterProcess.start(path, rules) if apart else None)
    from storage.postgres import PostgresDatabase  # its drivers take a while to import

    return await PostgresDatabase.open(url, rules, clock)


@contextlib.asynccontextmanager
async def opened(url: str, rules: Rules, clock: Clock, *, apart: bool = False) -> AsyncIterator[Database]:
    """A database that closes with the block."""
    database = await open_database(url, rules, clock, apart=apart)
    try:
        yield database
    finally:
        await database.close()
