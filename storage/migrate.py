"""Brings a database to the newest schema, however many processes start at once: whoever comes second waits, then finds nothing to do."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from claims.errors import Misconfigured, TryAgain
from storage.postgres import asyncpg_url
from storage.sqlite import prepare, sqlite_path

LOCK = 0x636C61696D  # "claim", PostgreSQL's advisory lock of the upgrade


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def migrate(url: str, revision: str = "head") -> None:
    """Upgrade to `revision`; makes a SQLite file and its folder where there is none. Raises TryAgain where nothing answers."""
    await _locked(url, lambda connection: command.upgrade(alembic_config(connection), revision))


async def downgrade(url: str, revision: str) -> None:
    """Take the schema back to `revision` ("base": to nothing)."""
    await _locked(url, lambda connection: command.downgrade(alembic_config(connection), revision))


async def is_current(url: str) -> bool:
    """Whether the database has the newest schema."""
    if make_url(url).get_backend_name() == "sqlite" and not sqlite_path(url).exists():
        return False
    current: list[str | None] = []
    await _locked(url, lambda connection: current.append(_revision(connection)))
    return current == [ScriptDirectory.from_config(alembic_config()).get_current_head()]


async def _locked(url: str, work: Callable[[Connection], object]) -> None:
    if make_url(url).get_backend_name() == "sqlite":
        _sqlite(sqlite_path(url), work)
    else:
        await _postgres(url, work)


@contextmanager
def _answering() -> Iterator[None]:
    """A database that cannot be reached is one to try again, with its reason in a line."""
    try:
        yield
    except (OSError, sqlite3.Error, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise TryAgain(f"the database in DATABASE_URL does not answer: {' '.join(str(getattr(error, 'orig', error)).split())}") from error


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = sqlite3.connect(path, timeout=60)
    try:
        prepare(raw)
    except sqlite3.Error:
        raw.close()
        raise
    return raw


def _sqlite(path: Path, work: Callable[[Connection], object]) -> None:
    with _answering():
        opened = _opened(path)
    with closing(opened) as raw:
        raw.execute("PRAGMA busy_timeout=60000")
        raw.execute("PRAGMA foreign_keys=OFF")  # a table that is changed is made anew
        engine = create_engine("sqlite://", creator=lambda: raw, poolclass=NullPool)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        with engine.begin() as connection:
            before = _revision(connection)
            work(connection)
            if before != _revision(connection):
                check_references(connection)


def check_references(connection: Connection) -> None:
    """Raises Misconfigured where a row of a SQLite database refers to one that is not there."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise Misconfigured(f"The migration would break {len(broken)} references, the first in {broken[0][0]}. Nothing was changed.")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def _postgres(url: str, work: Callable[[Connection], object]) -> None:
    engine = create_async_engine(asyncpg_url(url), poolclass=NullPool)
    try:
        async with AsyncExitStack() as stack:
            with _answering():
                connection = await stack.enter_async_context(engine.begin())
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            await connection.run_sync(work)
    finally:
        await engine.dispose()
