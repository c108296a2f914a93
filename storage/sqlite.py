"""SQLite: aiosqlite owns the one writing connection and its thread; everything pending goes over in one hop."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import aiosqlite
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from claims.errors import TryAgain
from claims.rules import Rules
from storage.built import driver, run
from storage.transaction import Clock, Hear, Tx, named, ring, timed

P = ParamSpec("P")
R = TypeVar("R")
READERS = 3
BATCH = 64


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_path(url: str) -> Path:
    return Path(make_url(url).database or "claimdesk.db")


def prepare(connection: sqlite3.Connection) -> None:
    """Pragmas of every writing connection; SQLAlchemy, not the driver, begins transactions.

    What a savepoint may have to undo is kept in memory: a mail changes more pages than SQLite keeps there by itself.
    """
    connection.isolation_level = None
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY"):
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
    """An aiosqlite connection whose thread runs any function, with a SQLAlchemy connection that is used on that thread only."""

    core: Connection

    async def attach(self) -> None:
        engine = create_engine("sqlite://", creator=lambda: self._conn, poolclass=StaticPool)
        self.core = cast("Connection", await self._execute(engine.connect))  # type: ignore[no-untyped-call]

    async def hop(self, function: Callable[[Connection], R]) -> R:
        return cast("R", await self._execute(function, self.core))  # type: ignore[no-untyped-call]

    async def shut(self) -> None:
        await self.hop(_let_go)
        await self.close()


def _let_go(connection: Connection) -> None:
    connection.close()
    connection.engine.dispose(close=False)


def _writing(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        prepare(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


async def _thread(connect: Callable[[], sqlite3.Connection]) -> _Thread:
    thread = _Thread(connect, iter_chunk_size=64)
    await thread
    await thread.attach()
    return thread


@contextlib.contextmanager
def _transaction(connection: Connection, begin: str) -> Iterator[None]:
    """A transaction that commits with the block; the driver itself begins none, and an event for it would slow every statement."""
    with connection.begin():
        connection.exec_driver_sql(begin)
        yield


@contextlib.contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    """What the block wrote is undone where it raises, unless SQLite rolled back everything."""
    raw = driver(connection)
    run(raw, "SAVEPOINT command")
    try:
        yield
    except BaseException:
        if raw.in_transaction:
            run(raw, "ROLLBACK TO command")
        raise
    finally:
        if raw.in_transaction:
            run(raw, "RELEASE command")


@dataclass
class SqliteDatabase:
    """One writer with group commit (a savepoint per command and one COMMIT for all), and a few read-only connections."""

    rules: Rules
    clock: Clock
    _writer: _Thread
    _readers: "asyncio.Queue[_Thread]"
    _threads: contextlib.AsyncExitStack
    committed: list[Callable[[], None]] = field(default_factory=list)
    timed: list[Hear] = field(default_factory=list)
    _pending: "asyncio.Queue[_Job | None]" = field(default_factory=asyncio.Queue)
    _task: "asyncio.Task[None] | None" = None
    _closing: bool = False

    @classmethod
    async def open(cls, path: Path, rules: Rules, clock: Clock) -> "SqliteDatabase":
        readers: asyncio.Queue[_Thread] = asyncio.Queue()
        async with contextlib.AsyncExitStack() as threads:
            writer = await _thread(partial(_writing, path))
            threads.push_async_callback(writer.shut)
            for _ in range(READERS):
                reader = await _thread(partial(_reading, path))
                threads.push_async_callback(reader.shut)
                readers.put_nowait(reader)
            database = cls(rules, clock, writer, readers, threads.pop_all())
        database._task = asyncio.create_task(database._write())
        return database

    async def run(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self._check_open()
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._pending.put_nowait(_Job(lambda tx: command(tx, *args, **kwargs), answer))
        with named(), timed(self.timed, command, args):
            return await answer

    async def read(self, query: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self._check_open()
        reader = await self._readers.get()
        try:
            with named():
                return await reader.hop(lambda connection: self._look(connection, query, *args, **kwargs))
        finally:
            self._readers.put_nowait(reader)

    async def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        self._pending.put_nowait(None)
        if self._task:
            await self._task
        for _ in range(READERS):
            await self._readers.get()
        await self._threads.aclose()

    def _check_open(self) -> None:
        if self._closing:
            raise TryAgain("the database is closing")

    def _look(self, connection: Connection, query: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        raw = driver(connection)
        run(raw, "BEGIN")
        try:
            return query(Tx(connection, self.clock(), self.rules), *args, **kwargs)
        finally:
            connection.rollback()  # where a statement went through SQLAlchemy, it thinks of a transaction too
            raw.rollback()

    async def _write(self) -> None:
        while jobs := await self._gather():
            outcomes = await self._writer.hop(partial(self._batch, jobs=jobs))
            for outcome in outcomes:
                outcome.tell()
            if any(outcome.error is None for outcome in outcomes):
                ring(self.committed)

    async def _gather(self) -> list[_Job]:
        """Everything that waits, at most BATCH; empty where the database closes."""
        jobs: list[_Job] = []
        job = await self._pending.get()
        while job is not None:
            jobs.append(job)
            if self._pending.empty() or len(jobs) == BATCH:
                return jobs
            job = self._pending.get_nowait()
        if jobs:
            self._pending.put_nowait(None)
        return jobs

    def _batch(self, connection: Connection, jobs: Sequence[_Job]) -> list[_Outcome]:
        try:
            with _transaction(connection, "BEGIN IMMEDIATE"):
                return [self._one(connection, job) for job in jobs]
        except SQLAlchemyError as error:
            # Disk full or I/O: the whole batch was rolled back, so each command is run again alone. Locked: none had begun.
            if len(jobs) == 1 or _is_busy(error):
                return [_Outcome(job, error=error) for job in jobs]
            return [outcome for job in jobs for outcome in self._batch(connection, [job])]

    def _one(self, connection: Connection, job: _Job) -> _Outcome:
        try:
            with _savepoint(connection):
                return _Outcome(job, job.command(Tx(connection, self.clock(), self.rules)))
        except DBAPIError as error:
            if not isinstance(error, IntegrityError):
                raise
            return _Outcome(job, error=error)
        except Exception as error:  # noqa: BLE001 - every refusal and fault belongs to the one who asked, not to the batch
            return _Outcome(job, error=error)


def _is_busy(error: SQLAlchemyError) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
