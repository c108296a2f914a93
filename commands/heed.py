"""Heed what Slack tells once, however often it is told: the event's id commits together with what it caused."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from storage import seen
from storage.database import Tx

P = ParamSpec("P")
R = TypeVar("R")


def first_time(tx: Tx, key: str) -> bool:
    """Whether the event `key` is new; from this commit on it is not."""
    return seen.first_time(tx, "event", key)


def once(tx: Tx, key: str | None, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R | None:
    """Run `command`, or do nothing and return None where the event `key` was heeded before. `key` None: always run."""
    return command(tx, *args, **kwargs) if key is None or first_time(tx, key) else None
