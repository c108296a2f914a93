"""Run a command and take it back: what a form previews is what would really happen."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from commands.show import View, show
from storage.database import Tx

P = ParamSpec("P")


def rehearse(tx: Tx, command: Callable[Concatenate[Tx, str, P], object], number: str, /, *args: P.args, **kwargs: P.kwargs) -> View:
    """The claim as it would stand after `command`, with nothing changed. Raises what the command would raise."""
    savepoint = tx.connection.begin_nested()
    try:
        command(tx, number, *args, **kwargs)
        return show(tx, number)
    finally:
        savepoint.rollback()
