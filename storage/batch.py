"""Commands on SQLite: a savepoint for each, and one COMMIT for all that wait."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from claims.rules import Rules
from storage.built import driver, run
from storage.transaction import Tx


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


def carry_out(connection: Connection, rules: Rules, orders: Sequence[Order]) -> list[Outcome]:
    """One outcome for each order, in their order, each durable. A refusal undoes its own command alone."""
    try:
        with _transaction(connection):
            return [_one(connection, rules, order) for order in orders]
    except SQLAlchemyError as error:
        # Disk full or I/O: the whole batch was rolled back, so each command is run again alone. Locked: none had begun.
        if len(orders) == 1 or _is_busy(error):
            return [Outcome(error=error) for _ in orders]
        return [outcome for order in orders for outcome in carry_out(connection, rules, [order])]


def _one(connection: Connection, rules: Rules, order: Order) -> Outcome:
    try:
        with _savepoint(connection):
            return Outcome(order.command(Tx(connection, order.now, rules), *order.args, **order.kwargs))
    except DBAPIError as error:
        if not isinstance(error, IntegrityError):
            raise
        return Outcome(error=error)
    except Exception as error:  # noqa: BLE001 - every refusal and fault belongs to the one who asked, not to the batch
        return Outcome(error=error)


@contextlib.contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    """A transaction that commits with the block; the driver itself begins none, and an event for it would slow every statement."""
    with connection.begin():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
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


def _is_busy(error: SQLAlchemyError) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
