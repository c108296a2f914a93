"""Runs commands, durably and one transaction each; a command never knows how.

SQLite: aiosqlite owns the one writing connection and its thread; everything pending goes over in one hop, with a savepoint
per command and one COMMIT for all. PostgreSQL: each command on a pooled connection of its own.
"""

import asyncio
import contextlib
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import aiosqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from claims.rules import Rules

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], datetime]
READERS = 3
BATCH = 64


@dataclass(frozen=True, slots=True)
class Tx:
    """An open transaction, the only source of time, settings and chance that a command has."""

    connection: Connection
    now: datetime
    rules: Rules

    def token(self, size: int = 16) -> bytes:
        """`size` random bytes, fit for secrets."""
        return secrets.token_bytes(size)


class Database(Protocol):
    """What the doors see. `committed` hears of every commit, so that delivery wakes without polling."""

    committed: list[Callable[[], None]]

    async def run(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `command(tx, …)` and return its result once it is durable. A refusal rolls back this command alone."""
        ...

    async def read(self, query: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query on a read-only transaction begun after the last commit."""
        ...

    async def close(self) -> None: ...


def open_database(url: str, rules: Rules, clock: Clock) -> Coroutine[Any, Any, Database]:
    """Open a migrated database: `sqlite:///PATH` or `postgresql://…`."""
    if make_url(url).get_backend_name() == "sqlite":
        return SqliteDatabase.open(sqlite_path(url), rules, clock)
    return PostgresDatabase.open(url, rules, clock)


def sqlite_path(url: str) -> Path:
    return Path(make_url(url).database or "claimdesk.db")


def asyncpg_url(url: str) -> str:
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def prepare(connection: sqlite3.Connection) -> None:
    """Pragmas of every writing SQLite connection; SQLAlchemy, not the driver, begins transactions."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute("PRAGMA " + pragma).close()


@dataclass(slots=True)
class _Job:
    command: Callable[[Tx], Any]
    answer: "asyncio.Future[Any]"


@dataclass(slots=True)
class _Outcome:
    job: _Job
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.job.answer.done():
            return
        if self.error is not None:
            self.job.answer.set_exception(self.error)
        else:
            self.job.answer.set_result(self.result)


class _Thread(aiosqlite.Connection):
    """An aiosqlite connection whose thread runs any function, with a SQLAlchemy engine that is used on that thread only."""

    engine: Engine

    async def hop(self, function: Callable[[Engine], R]) -> R:
        return cast("R", await self._execute(function, self.engine))  # type: ignore[no-untyped-call]


async def _thread(path: Path, begin: str, *, readonly: bool) -> _Thread:
    def connect() -> sqlite3.Connection:
        if readonly:
            return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        connection = sqlite3.connect(path)
        prepare(connection)
        return connection

    thread = _Thread(connect, iter_chunk_size=64)
    await thread
    thread.engine = create_engine("sqlite://", creator=lambda: thread._conn, poolclass=StaticPool)
    event.listen(thread.engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return thread


@dataclass
class SqliteDatabase:
    """One writer with group commit, and a few read-only connections."""

    rules: Rules
    clock: Clock
    _writer: _Thread
    _readers: "asyncio.Queue[_Thread]"
    committed: list[Callable[[], None]] = field(default_factory=list)
    _pending: "asyncio.Queue[_Job | None]" = field(default_factory=asyncio.Queue)
    _task: "asyncio.Task[None] | None" = None

    @classmethod
    async def open(cls, path: Path, rules: Rules, clock: Clock) -> "SqliteDatabase":
        readers: asyncio.Queue[_Thread] = asyncio.Queue()
        writer = await _thread(path, "BEGIN IMMEDIATE", readonly=False)
        for _ in range(READERS):
            readers.put_nowait(await _thread(path, "BEGIN", readonly=True))
        database = cls(rules, clock, writer, readers)
        database._task = asyncio.create_task(database._write())
        return database

    async def run(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._pending.put_nowait(_Job(lambda tx: command(tx, *args, **kwargs), answer))
        return await answer

    async def read(self, query: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        reader = await self._readers.get()
        try:
            return await reader.hop(lambda engine: self._look(engine, query, *args, **kwargs))
        finally:
            self._readers.put_nowait(reader)

    async def close(self) -> None:
        """Finish what is pending, then close every connection."""
        self._pending.put_nowait(None)
        if self._task:
            await self._task
        for thread in (self._writer, *[await self._readers.get() for _ in range(READERS)]):
            await thread.hop(lambda engine: engine.dispose(close=False))
            await thread.close()

    def _look(self, engine: Engine, query: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        with engine.connect() as connection:
            return query(Tx(connection, self.clock(), self.rules), *args, **kwargs)

    async def _write(self) -> None:
        while jobs := await self._gather():
            for outcome in await self._writer.hop(partial(self._batch, jobs=jobs)):
                outcome.tell()
            for hear in self.committed:
                hear()

    async def _gather(self) -> list[_Job]:
        """Everything that waits, at most BATCH; empty where the database closes."""
        jobs: list[_Job] = []
        job = await self._pending.get()
        while job is not None and len(jobs) < BATCH:
            jobs.append(job)
            if self._pending.empty():
                return jobs
            job = self._pending.get_nowait()
        if jobs and job is None:
            self._pending.put_nowait(None)
        elif job is not None:
            jobs.append(job)
        return jobs

    def _batch(self, engine: Engine, jobs: Sequence[_Job]) -> list[_Outcome]:
        try:
            with engine.connect() as connection, connection.begin():
                return [self._one(connection, job) for job in jobs]
        except (DBAPIError, sqlite3.Error) as error:
            # Disk full or I/O: the whole batch was rolled back, so each command is run again alone.
            if len(jobs) == 1:
                return [_Outcome(jobs[0], error=error)]
            return [outcome for job in jobs for outcome in self._batch(engine, [job])]

    def _one(self, connection: Connection, job: _Job) -> _Outcome:
        savepoint = connection.begin_nested()
        try:
            result = job.command(Tx(connection, self.clock(), self.rules))
        except DBAPIError as error:
            if not isinstance(error, IntegrityError):
                raise
            savepoint.rollback()
            return _Outcome(job, error=error)
        except Exception as error:  # noqa: BLE001 - every refusal and fault belongs to the one who asked, not to the batch
            savepoint.rollback()
            return _Outcome(job, error=error)
        savepoint.commit()
        return _Outcome(job, result=result)


@dataclass
class PostgresDatabase:
    """Each command in a transaction of its own on the async engine."""

    rules: Rules
    clock: Clock
    _engine: AsyncEngine
    committed: list[Callable[[], None]] = field(default_factory=list)

    @classmethod
    async def open(cls, url: str, rules: Rules, clock: Clock) -> "PostgresDatabase":
        return cls(rules, clock, create_async_engine(asyncpg_url(url), pool_size=8, pool_pre_ping=True))

    async def run(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        async with self._engine.begin() as connection:
            result = await connection.run_sync(self._call, command, args, kwargs)
        for hear in self.committed:
            hear()
        return result

    async def read(self, query: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            return await connection.run_sync(self._call, query, args, kwargs)

    async def close(self) -> None:
        await self._engine.dispose()

    def _call(self, connection: Connection, function: Callable[..., R], args: Any, kwargs: Any) -> R:
        return function(Tx(connection, self.clock(), self.rules), *args, **kwargs)


@contextlib.asynccontextmanager
async def opened(url: str, rules: Rules, clock: Clock) -> AsyncIterator[Database]:
    """A database that closes with the block."""
    database = await open_database(url, rules, clock)
    try:
        yield database
    finally:
        await database.close()
