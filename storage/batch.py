"""Commands on SQLite: one COMMIT for all that wait."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from claims.rules import Rules
from storage.built import driver
from storage.transaction import Tx, call


class Order(NamedTuple):
    """A command that somebody waits for, and when it was asked."""

    command: Callable[..., Any]
    args: Sequence[Any]
    kwargs: dict[str, Any]
    now: datetime


class Outcome(NamedTuple):
    """What a command returned once that was durable, or why nothing of it was kept."""

    result: Any = None
    error: BaseException | None = None


class _Undone(Exception):
    """A command failed after it had written; its cause says why."""


def carry_out(connection: Connection, rules: Rules, orders: Sequence[Order]) -> list[Outcome]:
    """One outcome for each order, in their order, each durable. A refusal undoes its own command alone.

    No savepoint stands between the commands: few fail after they have written, and what could be undone costs every mail a tenth more.
    Where one did, all is undone, and those before it, it alone and those after it are carried out anew.
    """
    done: list[Outcome] = []
    try:
        with _transaction(connection):
            for order in orders:
                done.append(_one(connection, rules, order))
            return done
    except _Undone as undone:
        if len(orders) == 1:
            return [Outcome(error=undone.__cause__)]
        here = len(done)
        return _anew(connection, rules, (orders[:here], orders[here : here + 1], orders[here + 1 :]))
    except SQLAlchemyError as error:
        # Disk full or I/O: the whole batch was rolled back, so each command is run again alone. Locked: none had begun.
        if len(orders) == 1 or _is_busy(error):
            return [Outcome(error=error) for _ in orders]
        return _anew(connection, rules, [[order] for order in orders])


def _anew(connection: Connection, rules: Rules, parts: Sequence[Sequence[Order]]) -> list[Outcome]:
    return [outcome for part in parts if part for outcome in carry_out(connection, rules, part)]


def _one(connection: Connection, rules: Rules, order: Order) -> Outcome:
    raw = driver(connection)
    before = raw.total_changes
    try:
        return Outcome(call(order.command, Tx(connection, order.now, rules), *order.args, **order.kwargs))
    except Exception as error:
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
            raise
        if raw.total_changes != before or not raw.in_transaction:
            raise _Undone from error
        return Outcome(error=error)


@contextlib.contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    """A transaction that commits with the block; the driver itself begins none, and an event for it would slow every statement."""
    with connection.begin():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield


def _is_busy(error: SQLAlchemyError) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
