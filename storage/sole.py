"""One running desk a SQLite file: the kernel knows whether it lives, and lets go of the file when it dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from claims.errors import Misconfigured

LOOKS, PAUSE = 140, 0.05
"""Seven seconds, of those in which the whole machine stood still next to none: SQLite waits five for a lock."""


@contextmanager
def sole(database: Path) -> Iterator[None]:
    """Be the only one that runs the desk of this file. Raises Misconfigured where another process does."""
    handle = os.open(f"{database}.run", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(handle, database)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, database: Path) -> None:
    """What a killed desk's process that writes still had in hand is waited for."""
    for _ in range(LOOKS):
        if _locked(handle):
            return
        sleep(PAUSE)
    raise Misconfigured(f"{database}: another desk runs on this file. For several at once, set DATABASE_URL to a PostgreSQL.")


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
