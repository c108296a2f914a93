"""Reading in a process of its own, with limits of time and memory, so that a hostile mail neither stalls nor kills the desk.

The two speak in frames over pipes: a length, JSON, then bytes. Nothing the reading process says is executed here.
"""

import asyncio
import json
import signal
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.mail.limits import MEBIBYTE, Desk, Limits, Reason, Unreadable
from bot.mail.read import Reading
from bot.mail.worker import LENGTH
from bot.process import end
from claims.envelope import Attachment, Envelope, MailKind

START = 60.0
FAREWELL = 5.0
STANDSTILL = 120.0
"""Seconds by the wall for a machine that has other things to do: a mail is told by what its process itself reckoned."""
BIG = 4 * MEBIBYTE
ROOT = Path(__file__).parents[2]
Pipe = TypeVar("Pipe")
WAYS_TO_DIE = (BrokenPipeError, ConnectionResetError, asyncio.IncompleteReadError)


@dataclass(slots=True)
class Reader:
    """Reads mails one after the other in a process that lives as long as it behaves; a fresh one takes its place when it does not."""

    desk: Desk
    limits: Limits = field(default_factory=Limits)
    _process: asyncio.subprocess.Process | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, raw: bytes, *, received: datetime | None = None) -> Reading:
        """What the mail says. `received` (aware) is the time of its receipt, now where it is not given.

        Raises Unreadable where a limit is passed, or where two processes in a row died over the mail.
        """
        if len(raw) > self.limits.size:
            raise Unreadable(Reason.TOO_LARGE)
        async with self._turn:
            try:
                return await self._fairly(raw, received or datetime.now(UTC))
            finally:
                if len(raw) > BIG:
                    # What a big mail leaves scattered in memory would be held against the next one.
                    await self._drop()

    @property
    def process_id(self) -> int | None:
        """Of the process that reads, where one runs."""
        return self._process.pid if self._process else None

    async def close(self) -> None:
        """Let the process finish and go."""
        async with self._turn:
            await self._drop(FAREWELL)

    async def _fairly(self, raw: bytes, received: datetime) -> Reading:
        """Perhaps somebody else killed the process: the mail gets a second, fresh one before it is blamed."""
        try:
            return await self._once(raw, received)
        except WAYS_TO_DIE:
            pass
        try:
            return await self._once(raw, received)
        except WAYS_TO_DIE:
            raise Unreadable(Reason.CRASHED) from None

    async def _once(self, raw: bytes, received: datetime) -> Reading:
        process = await self._ready()
        try:
            async with asyncio.timeout(self.limits.seconds + STANDSTILL):
                await _send(process, {"received": received.isoformat(), "size": len(raw)}, raw)
                return await _reading(process)
        except Unreadable as limit:
            if limit.reason is Reason.TOO_HUNGRY:
                await self._drop()
            raise
        except BaseException as trouble:
            # Half an answer would be taken for the next mail's.
            by = await self._drop(FAREWELL if isinstance(trouble, WAYS_TO_DIE) else 0.0)
            if by == -signal.SIGPROF or isinstance(trouble, TimeoutError):
                raise Unreadable(Reason.TOO_SLOW) from None
            raise

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot.mail.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            limit=1024 * 1024,
        )
        try:
            async with asyncio.timeout(START):
                await _send(self._process, _as_told(self.desk, self.limits), b"")
                await _hear(self._process)
        except BaseException:
            # One that is late would say that it is ready where a mail's answer is due.
            await self._drop()
            raise
        return self._process

    async def _drop(self, patience: float = 0.0) -> int | None:
        """What the process ended with, by itself within `patience` seconds or by force."""
        process, self._process = self._process, None
        if process is None:
            return None
        await end(process, patience)
        return process.returncode


async def _send(process: asyncio.subprocess.Process, told: dict[str, Any], data: bytes) -> None:
    pipe = _pipe(process.stdin)
    message = json.dumps(told).encode()
    pipe.write(b"".join((LENGTH.pack(len(message)), message, data)))
    await pipe.drain()


async def _hear(process: asyncio.subprocess.Process) -> dict[str, Any]:
    pipe = _pipe(process.stdout)
    (length,) = LENGTH.unpack(await pipe.readexactly(LENGTH.size))
    heard: dict[str, Any] = json.loads(await pipe.readexactly(length))
    return heard


async def _reading(process: asyncio.subprocess.Process) -> Reading:
    heard = await _hear(process)
    if "unreadable" in heard:
        raise Unreadable(Reason(heard["unreadable"]))
    files = {sha256: await _pipe(process.stdout).readexactly(size) for sha256, size in heard["files"]}
    return Reading(envelope_from(heard["envelope"]), files)


def _pipe(pipe: Pipe | None) -> Pipe:
    assert pipe is not None
    return pipe


def _as_told(desk: Desk, limits: Limits) -> dict[str, Any]:
    return {"desk": {"addresses": sorted(desk.addresses), "authserv_id": desk.authserv_id}, "limits": asdict(limits)}


def envelope_from(told: dict[str, Any]) -> Envelope:
    """The inverse of dataclasses.asdict after a way through JSON."""
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    values["kind"] = MailKind(told["kind"])
    values["date"] = datetime.fromisoformat(told["date"]) if told["date"] else None
    values["attachments"] = tuple(Attachment(**each) for each in told["attachments"])
    values["forwarded"] = envelope_from(told["forwarded"]) if told["forwarded"] else None
    return Envelope(**values)
