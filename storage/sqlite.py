"""SQLite: one connection writes, and everything pending goes over to it in one hop; a few read."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import aiosqlite
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

from claims.errors import TryAgain
from claims.rules import Rules
from storage.batch import Order, Outcome, carry_out
from storage.built import driver, run
from storage.transaction import Clock, Hear, Tx, call, named, ring, timed

P = ParamSpec("P")
R = TypeVar("R")
READERS = 3
BATCH = 64


for kind in (type(None), bytes):  # the driver looks for a way to write each NULL, and finds out slowly that there is none
    sqlite3.register_adapter(kind, lambda value: value)


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_path(url: str) -> Path:
    return Path(make_url(url).database or "claimdesk.db")


def prepare(connection: sqlite3.Connection) -> None:
    """Pragmas of every writing connection; SQLAlchemy, not the driver, begins transactions.

    What a statement or a rehearsal may have to undo is kept in memory: it may change more pages than SQLite keeps there by itself.
    """
    connection.isolation_level = None
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY"):
        connection.execute("PRAGMA " + pragma).close()


class Writer(Protocol):
    """The one connection that writes, wherever it lives."""

    async def write(self, orders: Sequence[Order], rules: Rules) -> list[Outcome]:
        """Carry out a batch; one outcome for each."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Job:
    order: Order
    answer: "asyncio.Future[Any]"

    def tell(self, outcome: Outcome) -> None:
        if self.answer.done():
            return
        if outcome.error is not None:
            self.answer.set_exception(outcome.error)
        else:
            self.answer.set_result(outcome.result)


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


def writing(path: Path) -> sqlite3.Connection:
    """A connection that writes."""
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


@dataclass(frozen=True, slots=True)
class _ThreadWriter:
    """Writes on a thread of this process."""

    thread: _Thread

    async def write(self, orders: Sequence[Order], rules: Rules) -> list[Outcome]:
        return await self.thread.hop(partial(carry_out, rules=rules, orders=orders))

    async def close(self) -> None:
        await self.thread.shut()


@dataclass
class SqliteDatabase:
    """One writer with group commit, and a few read-only connections."""

    rules: Rules
    clock: Clock
    _writer: Writer
    _readers: list[_Thread]
    _threads: contextlib.AsyncExitStack
    committed: list[Callable[[], None]] = field(default_factory=list)
    timed: list[Hear] = field(default_factory=list)
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READERS))
    """Of the readers; who waits for one gets it in turn, `close` too: it comes after all who were let in."""
    _pending: "asyncio.Queue[_Job | None]" = field(default_factory=asyncio.Queue)
    _task: "asyncio.Task[None] | None" = None
    _closing: bool = False

    @classmethod
    async def open(cls, path: Path, rules: Rules, clock: Clock, writer: Writer | None = None) -> "SqliteDatabase":
        """`writer`: another one than a thread of this process."""
        readers: list[_Thread] = []
        async with contextlib.AsyncExitStack() as threads:
            writer = writer or _ThreadWriter(await _thread(partial(writing, path)))
            threads.push_async_callback(writer.close)
            for _ in range(READERS):
                reader = await _thread(partial(_reading, path))
                threads.push_async_callback(reader.shut)
                readers.append(reader)
            database = cls(rules, clock, writer, readers, threads.pop_all())
        database._task = asyncio.create_task(database._write())
        return database

    async def run(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self._check_open()
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._pending.put_nowait(_Job(Order(command, args, kwargs, self.clock()), answer))
        with named(), timed(self.timed, command, args):
            return await answer

    async def read(self, query: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self._check_open()
        async with self._free:
            reader = self._readers.pop()
            try:
                with named():
                    return await reader.hop(lambda connection: self._look(connection, query, *args, **kwargs))
            finally:
                self._readers.append(reader)

    async def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        self._pending.put_nowait(None)
        if self._task:
            await self._task
        for _ in range(READERS):
            await self._free.acquire()
        await self._threads.aclose()

    def _check_open(self) -> None:
        if self._closing:
            raise TryAgain("the database is closing")

    def _look(self, connection: Connection, query: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        raw = driver(connection)
        run(raw, "BEGIN")
        try:
            return call(query, Tx(connection, self.clock(), self.rules), *args, **kwargs)
        finally:
            connection.rollback()  # where a statement went through SQLAlchemy, it thinks of a transaction too
            raw.rollback()

    async def _write(self) -> None:
        while jobs := await self._gather():
            outcomes = await self._writer.write([job.order for job in jobs], self.rules)
            for job, outcome in zip(jobs, outcomes, strict=True):
                job.tell(outcome)
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
