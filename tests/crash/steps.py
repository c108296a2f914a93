"""The steps of a running process, and its death at one of them.

A step is a call or a return of one of the desk's own functions, of SQLite's commit, or of sending and receiving on a wire.
"""

import os
import signal
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from tempfile import TemporaryFile
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
OWN = tuple(f"{ROOT / floor}/" for floor in ("bot", "commands", "storage"))
"""Not claims: it only reckons, so that dying there is dying at the step before."""
OUTSIDE = ("Connection.commit", "socket.send", "socket.recv")
OUTSIDE_NAMES = frozenset(name.partition(".")[2] for name in OUTSIDE)
WAKING = ("_write_to_self", "_read_from_self")
"""Where the event loop only wakes itself."""

Hook = Callable[[FrameType, str, Any], None]


@dataclass(frozen=True, slots=True)
class Step:
    """The `nth` time that something happens, such as "storage/outbox.py:lease return"."""

    what: str
    nth: int

    def __str__(self) -> str:
        return f"{self.what} #{self.nth}"


class Walk:
    """Watches every thread and forked process that starts after `install`, from `begin` on: SIGKILL at `until`, else the whole way is
    kept, of all processes together."""

    def __init__(self, until: Step | None = None) -> None:
        self._until = until
        self._began = mmap(-1, 1)  # shared with forked processes, as are the way and how many steps are left
        self._way = TemporaryFile("ab+", buffering=0)  # noqa: SIM115 - as long as the process
        self._left = os.eventfd(until.nth - 1 if until else 0, os.EFD_SEMAPHORE | os.EFD_NONBLOCK)

    @property
    def way(self) -> list[str]:
        self._way.seek(0)
        return self._way.read().decode().splitlines()

    def install(self) -> None:
        hook = _hook(self._noted, None) if self._until is None else _hook(self._counted, self._until.what)
        threading.setprofile(hook)
        sys.setprofile(hook)

    def begin(self) -> None:
        self._began[0] = 1

    def _noted(self, what: str) -> None:
        if self._began[0]:
            self._way.write(f"{what}\n".encode())

    def _counted(self, what: str) -> None:
        if self._began[0]:
            try:
                os.eventfd_read(self._left)
            except BlockingIOError:
                os.kill(os.getpid(), signal.SIGKILL)


def _hook(tell: Callable[[str], None], only: str | None) -> Hook:
    """A profile function that tells of every step, or of one kind only; it is called for everything that happens, so it is quick."""
    names: dict[CodeType, str] = {}
    event = only.rpartition(" ")[2] if only else ""
    inside = None if only is None else not only.startswith(OUTSIDE)
    events = [each for each in ("call", "return") if event in ("", each)]
    calls = tuple(events) if inside is not False else ()
    outside = tuple(f"c_{each}" for each in events) if inside is not True else ()

    def hook(frame: FrameType, event: str, argument: Any) -> None:
        if event in calls:
            name = names.get(frame.f_code)
            if name is None:
                name = names[frame.f_code] = _own(frame.f_code)
        elif event in outside and argument.__name__ in OUTSIDE_NAMES:
            name, event = _outside(argument, frame.f_code), event[2:]
        else:
            return
        if name and only in (None, what := f"{name} {event}"):
            tell(what)

    return hook


def _own(code: CodeType) -> str:
    path = code.co_filename
    own = path.startswith(OWN) and not code.co_name.startswith("<")
    return f"{path.removeprefix(f'{ROOT}/')}:{code.co_qualname}" if own else ""


def _outside(function: Any, caller: CodeType) -> str:
    owner = getattr(function, "__self__", None)
    name = f"{type(owner).__name__}.{function.__name__}"
    reads_only = isinstance(owner, sqlite3.Connection) and not owner.total_changes
    return name if name in OUTSIDE and caller.co_name not in WAKING and not reads_only else ""


def steps(way: Iterable[str]) -> list[Step]:
    """A way with every step told from the others of its kind."""
    times: Counter[str] = Counter()
    found = []
    for what in way:
        times[what] += 1
        found.append(Step(what, times[what]))
    return found
