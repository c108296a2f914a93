"""The connection that writes, in a process of its own: the desk's work and SQLite's then share two cores and not one lock.

The two speak in frames over a socket that nobody else can reach: a length, then a pickle.
"""

import asyncio
import gc
import os
import pickle
import signal
import socket
import sqlite3
import struct
import traceback
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import structlog
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from claims.errors import Refusal
from claims.rules import Rules
from storage.batch import Order, Outcome, carry_out
from storage.sqlite import writing

_LENGTH = struct.Struct(">Q")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WriterProcess:
    """Was forked from this one, and ends with it."""

    pid: int
    _inbox: asyncio.StreamReader
    _outbox: asyncio.StreamWriter

    @classmethod
    async def start(cls, path: Path, rules: Rules) -> "WriterProcess":
        """Fork; only while this process has no other threads, for the new one would never get a lock that one of them holds.

        Raises sqlite3.Error where the file cannot be opened.
        """
        ours, theirs = socket.socketpair()
        gc.collect()
        gc.freeze()  # the collector writes to what it looks through: what both have in common would not stay so
        pid = os.fork()
        if not pid:
            ours.close()
            _live(theirs, path, rules)
        theirs.close()
        writer = cls(pid, *await asyncio.open_connection(sock=ours))
        (opened,) = await writer._heard()
        if opened.error:
            await writer.close()
            raise opened.error
        return writer

    def packed(self, order: Order) -> bytes:
        return _packed(order)

    async def write(self, orders: Sequence[bytes], rules: Rules) -> list[Outcome]:
        """By the rules that it was started with. Where the process died, so does this one at once: started again, they find what was
        durable, and only that."""
        self._outbox.write(_framed(orders))
        try:
            await self._outbox.drain()
            return await self._heard()
        except (ConnectionError, asyncio.IncompleteReadError):
            log.critical("the process that writes died")
            os._exit(os.EX_SOFTWARE)

    async def close(self) -> None:
        self._outbox.close()
        await self._outbox.wait_closed()
        await asyncio.to_thread(os.waitpid, self.pid, 0)

    async def _heard(self) -> list[Outcome]:
        (length,) = _LENGTH.unpack(await self._inbox.readexactly(_LENGTH.size))
        return list(map(_unpacked, _unpacked(await self._inbox.readexactly(length))))


def _live(pipe: socket.socket, path: Path, rules: Rules) -> NoReturn:
    """The new process, from its first step to its last. Signals are the desk's to hear; this process ends when its pipe does."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        with pipe.makefile("rb") as inbox, pipe.makefile("wb") as outbox:
            _serve(inbox, outbox, path, rules)
        os._exit(os.EX_OK)
    finally:
        traceback.print_exc()
        os._exit(os.EX_SOFTWARE)


def _serve(inbox: BinaryIO, outbox: BinaryIO, path: Path, rules: Rules) -> None:
    try:
        raw = writing(path)
    except sqlite3.Error as error:
        _tell(outbox, [Outcome(error=error)])
        return
    _tell(outbox, [Outcome()])
    with closing(raw), create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool).connect() as connection:
        while head := inbox.read(_LENGTH.size):
            orders = _unpacked(inbox.read(*_LENGTH.unpack(head)))
            _tell(outbox, carry_out(connection, rules, list(map(_unpacked, orders))))


def _tell(outbox: BinaryIO, outcomes: Sequence[Outcome]) -> None:
    outbox.write(_framed([_told(each) for each in outcomes]))
    outbox.flush()


def _told(outcome: Outcome) -> bytes:
    """A fault tells where it happened, which its traceback cannot in another process."""
    try:
        if outcome.error is None or isinstance(outcome.error, Refusal):
            return _packed(outcome)
        outcome.error.add_note("".join(traceback.format_tb(outcome.error.__traceback__)))
        told = _packed(outcome)
        _unpacked(told)
    except Exception as fault:  # noqa: BLE001 - what cannot be told must end neither process
        return _packed(Outcome(error=RuntimeError(f"{type(outcome.error or outcome.result).__name__} cannot be told: {fault}")))
    return told


def _framed(told: Sequence[bytes]) -> bytes:
    data = _packed(told)
    return _LENGTH.pack(len(data)) + data


def _packed(told: object) -> bytes:
    return pickle.dumps(told, pickle.HIGHEST_PROTOCOL)


def _unpacked(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301 - from our own other half
