"""An open transaction, and what the databases have in common: their errors, and telling of commits."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from claims.errors import TryAgain
from claims.rules import Rules
from storage.built import Rows, Statement, execute

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], datetime]
Hear = Callable[[str, float], None]
"""Hears of a command: its name, and the seconds from asking until it was durable or refused."""
_PASSING = ("08", "40", "53", "57", "58")  # SQLSTATE classes: connection, rollback, resources, operator, system


@dataclass(frozen=True, slots=True)
class Tx:
    """An open transaction, the only source of time, settings and chance that a command has."""

    connection: Connection
    now: datetime
    rules: Rules

    def execute(self, statement: Statement, values: Mapping[str, Any]) -> Rows:
        """Run a statement that its module built once, with no list among the values; any other goes to `connection.execute`."""
        return execute(self.connection, statement, values)

    def token(self, size: int = 16) -> bytes:
        """`size` random bytes, fit for secrets."""
        return secrets.token_bytes(size)


def call(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """What it returns. A StopIteration is no longer one: no future takes it, and whoever waited would wait for ever (PEP 479)."""
    try:
        return function(*args, **kwargs)
    except StopIteration as fault:
        raise RuntimeError("what was looked for is not there") from fault


@contextlib.contextmanager
def timed(hearing: Sequence[Hear], command: Callable[..., object], args: Sequence[object]) -> Iterator[None]:
    """Tell how long the block took."""
    began = perf_counter()
    try:
        yield
    finally:
        for hear in hearing:
            hear(command_name(command, args), perf_counter() - began)


@contextlib.contextmanager
def named() -> Iterator[None]:
    """What may pass by itself (no room, no lock, no connection) is a TryAgain, everything else stays what it is."""
    try:
        yield
    except OSError as error:
        raise TryAgain(str(error)) from error
    except SQLAlchemyError as error:
        if not isinstance(error, OperationalError | InterfaceError | PoolTimeout) and sqlstate(error)[:2] not in _PASSING:
            raise
        raise TryAgain(str(getattr(error, "orig", error))) from error


def sqlstate(error: SQLAlchemyError) -> str:
    """PostgreSQL's five characters (its manual's appendix A), or nothing."""
    return getattr(error.orig, "sqlstate", None) or "" if isinstance(error, DBAPIError) else ""


def command_name(command: Callable[..., object], args: Sequence[object]) -> str:
    """What a command is called; where it carries out another one, that one's name."""
    inner: object = next(filter(callable, args), command)
    return str(getattr(getattr(inner, "func", inner), "__name__", "command"))


def ring(committed: Sequence[Callable[[], None]]) -> None:
    """Tell of a commit; a listener that fails hurts nobody else."""
    for hear in committed:
        asyncio.get_running_loop().call_soon(hear)
