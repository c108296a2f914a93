"""PostgreSQL: each command in a transaction of its own, on a pooled connection of SQLAlchemy's async engine."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from claims.errors import TryAgain
from claims.rules import Rules
from storage.transaction import Clock, Hear, Tx, call, named, ring, sqlstate, timed

P = ParamSpec("P")
R = TypeVar("R")
CONNECTIONS = 8
_SERVER = {"max_parallel_workers_per_gather": "0"}
"""Workers to help with a query of ten milliseconds take twenty to start, from somebody else's click."""
ATTEMPTS = 3
_RACES = ("23505", "40001", "40P01")  # another transaction came first: unique violation, serialization, deadlock


def asyncpg_url(url: str) -> str:
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


@dataclass
class PostgresDatabase:
    """Commands lock their claim's row first; one that lost a race all the same is run again."""

    rules: Rules
    clock: Clock
    _engine: AsyncEngine
    committed: list[Callable[[], None]] = field(default_factory=list)
    timed: list[Hear] = field(default_factory=list)
    _running: int = 0
    _idle: asyncio.Event = field(default_factory=asyncio.Event)
    _closing: bool = False

    @classmethod
    async def open(cls, url: str, rules: Rules, clock: Clock) -> "PostgresDatabase":
        settings = {"server_settings": _SERVER}
        return cls(rules, clock, create_async_engine(asyncpg_url(url), pool_size=CONNECTIONS, pool_pre_ping=True, connect_args=settings))

    async def run(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        async with self._busy():
            with timed(self.timed, command, args):
                result = await self._durable(command, args, kwargs)
        ring(self.committed)
        return result

    async def read(self, query: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        async with self._busy(), self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            return await connection.run_sync(self._call, query, args, kwargs)

    async def close(self) -> None:
        self._closing = True
        while self._running:
            self._idle.clear()
            await self._idle.wait()
        await self._engine.dispose()

    @contextlib.asynccontextmanager
    async def _busy(self) -> AsyncIterator[None]:
        if self._closing:
            raise TryAgain("the database is closing")
        self._running += 1
        try:
            with named():
                yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def _durable(self, command: Callable[..., R], args: Any, kwargs: Any) -> R:
        """Run again, a command sees what the one wrote that came first."""
        for _ in range(ATTEMPTS - 1):
            try:
                return await self._once(command, args, kwargs)
            except DBAPIError as error:
                if sqlstate(error) not in _RACES:
                    raise
        return await self._once(command, args, kwargs)

    async def _once(self, command: Callable[..., R], args: Any, kwargs: Any) -> R:
        async with self._engine.begin() as connection:
            return await connection.run_sync(self._call, command, args, kwargs)

    def _call(self, connection: Connection, function: Callable[..., R], args: Any, kwargs: Any) -> R:
        return call(function, Tx(connection, self.clock(), self.rules), *args, **kwargs)
