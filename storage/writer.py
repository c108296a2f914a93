"""The connection that writes, in a process of its own: the desk's work and SQLite's then share two cores and not one lock.

The two speak over a socket that nobody else can reach, each order and each outcome as a length and a pickle; no length ends a batch.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import structlog
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from claims.errors import Refusal, TryAgain
from claims.rules import Rules
from storage.batch import Order, Outcome, carry_out
from storage.sqlite import writing
from storage.transaction import Tx

_LENGTH = struct.Struct(">Q")
_DEATHS = (ConnectionError, asyncio.IncompleteReadError)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WriterProcess:
    """Was forked from this one, and ends with it."""

    pid: int
    _inbox: asyncio.StreamReader
    _outbox: asyncio.StreamWriter
    _alive: int
    """The end of a pipe whose other end it holds for as long as it lives."""

    @classmethod
    async def start(cls, path: Path, rules: Rules) -> "WriterProcess":
        """Fork; only while this process has no other threads, for the new one would never get a lock that one of them holds.

        Raises sqlite3.Error where the file cannot be opened, TryAgain where the process died over it.
        """
        ours, theirs = socket.socketpair()
        alive, held = os.pipe()
        gc.freeze()  # the collector writes to what it looks through: what both have in common would not stay so
        pid = os.fork()
        if not pid:
            ours.close()
            os.close(alive)
            _live(theirs, path, rules)
        theirs.close()
        os.close(held)
        writer = cls(pid, *await asyncio.open_connection(sock=ours), alive)
        try:
            opened = await writer._heard()
        except _DEATHS:
            opened = Outcome(error=TryAgain("the process that writes died at its start"))
        if opened.error:
            await writer.close()
            raise opened.error
        asyncio.get_running_loop().add_reader(alive, _died)
        return writer

    async def write(self, orders: Sequence[Order], rules: Rules) -> list[Outcome]:
        """By the rules that it was started with."""
        try:
            unsent = [await self._send(order) for order in orders]
            self._outbox.write(_LENGTH.pack(0))
            await self._outbox.drain()
            return [each or await self._heard() for each in unsent]
        except _DEATHS:
            _died()

    async def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._alive)
        os.close(self._alive)
        self._outbox.close()
        await self._outbox.wait_closed()
        await asyncio.to_thread(os.waitpid, self.pid, 0)

    async def _send(self, order: Order) -> Outcome | None:
        """None, or why it cannot be sent. One after the other: a batch of big mails is not held twice."""
        try:
            data = _packed(order)
        except Exception as fault:  # noqa: BLE001 - a command that cannot be named is its asker's fault alone
            return Outcome(error=fault)
        self._outbox.write(_LENGTH.pack(len(data)))
        self._outbox.write(data)
        await self._outbox.drain()
        return None

    async def _heard(self) -> Outcome:
        (length,) = _LENGTH.unpack(await self._inbox.readexactly(_LENGTH.size))
        data = await self._inbox.readexactly(length)
        try:
            outcome: Outcome = _unpacked(data)
        except Exception as fault:  # noqa: BLE001 - of one that is not understood; the others are
            return Outcome(error=RuntimeError(f"what came of it cannot be read: {fault}"))
        return outcome


def _died() -> NoReturn:
    """Where it died, so does this one: started again, they find what was durable, and only that."""
    log.critical("the process that writes died")
    os._exit(os.EX_SOFTWARE)


def _live(pipe: socket.socket, path: Path, rules: Rules) -> NoReturn:
    """The new process, from its first step to its last. Signals are the desk's to hear; this process ends when its pipe does."""
    gc.enable()
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
        while (orders := _batch(inbox)) is not None:
            _tell(outbox, carry_out(connection, rules, orders))


def _batch(inbox: BinaryIO) -> list[Order] | None:
    """The next orders; None where the pipe ended, before all of them came."""
    orders: list[Order] = []
    while head := inbox.read(_LENGTH.size):
        (length,) = _LENGTH.unpack(head)
        if not length:
            return orders
        orders.append(_order(inbox.read(length)))
    return None


def _order(data: bytes) -> Order:
    try:
        order: Order = _unpacked(data)
    except Exception as fault:  # noqa: BLE001 - of one that is not understood; the others are
        return Order(_refuse, (RuntimeError(f"what was asked cannot be read: {fault}"),), {}, datetime.now(UTC))
    return order


def _refuse(_: Tx, fault: Exception) -> None:
    raise fault


def _tell(outbox: BinaryIO, outcomes: Sequence[Outcome]) -> None:
    for each in outcomes:
        data = _told(each)
        outbox.write(_LENGTH.pack(len(data)))
        outbox.write(data)
    outbox.flush()


def _told(outcome: Outcome) -> bytes:
    """A fault tells where it happened, which its traceback cannot in another process."""
    error = outcome.error
    if error is not None and not isinstance(error, Refusal) and not hasattr(error, "__notes__"):
        error.add_note("".join(traceback.format_tb(error.__traceback__)))
    try:
        return _packed(outcome)
    except Exception as fault:  # noqa: BLE001 - what cannot be told must end neither process
        return _packed(Outcome(error=RuntimeError(f"{type(error or outcome.result).__name__} cannot be told: {fault}")))


def _packed(told: object) -> bytes:
    return pickle.dumps(told, pickle.HIGHEST_PROTOCOL)


def _unpacked(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301 - from our own other half
