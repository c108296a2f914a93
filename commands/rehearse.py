"""Run a command and take it back: what a form previews is what would really happen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, Generic, ParamSpec, TypeVar

from commands.show import View, show
from storage.database import Tx

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Rehearsed(Generic[R]):
    """What the command would return, and the claim as it would stand then."""

    result: R
    view: View


def rehearse(tx: Tx, command: Callable[Concatenate[Tx, str, P], R], number: str, /, *args: P.args, **kwargs: P.kwargs) -> Rehearsed[R]:
    """Run `command` and undo it. Raises what the command would raise."""
    savepoint = tx.connection.begin_nested()
    try:
        result = command(tx, number, *args, **kwargs)
        return Rehearsed(result, show(tx, number))
    finally:
        savepoint.rollback()
