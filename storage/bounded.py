"""A command that may take so long and no longer: the database itself cuts it, so that what waits behind it goes on."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

from storage.built import driver
from storage.database import Tx

P = ParamSpec("P")
R = TypeVar("R")
_STEPS = 10_000
"""Of SQLite's machine, between two looks at the time: some milliseconds."""


def bounded(tx: Tx, span: timedelta, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `command`; a statement that makes it last longer than `span` ends as TryAgain, and nothing is kept."""
    if tx.connection.dialect.name != "sqlite":
        tx.connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(span.total_seconds() * 1000)}")
        return command(tx, *args, **kwargs)
    raw, end = driver(tx.connection), monotonic() + span.total_seconds()
    raw.set_progress_handler(lambda: monotonic() > end, _STEPS)
    try:
        return command(tx, *args, **kwargs)
    finally:
        raw.set_progress_handler(None, 0)
