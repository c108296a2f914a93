"""Reading without keeping: mails through `explain`, against a bare parse by the standard library; and whether memory stays flat."""

import asyncio
import os
import time
from collections.abc import Iterator
from email import message_from_bytes
from itertools import cycle, islice
from pathlib import Path

from bench.mails import DESK, mails
from bench.rows import Row, middle
from bot.mail.explain import explained
from bot.mail.limits import Desk, Limits
from bot.mail.reader import Reader

COUNT = 4000
MANY = int(os.environ.get("BENCH_MAILS", "5000"))
"""How many are read while memory is watched."""
WARM = 1000
ROUNDS = 3
KNOWN = Desk(frozenset({DESK}))


def run() -> list[Row]:
    """Mails a second, and mebibytes."""
    written = mails(COUNT)
    ours, floor = middle([(asyncio.run(_ours(written)), _floor(written)) for _ in range(ROUNDS)])
    after, before = asyncio.run(_memory(written))
    return [
        Row(f"Mails explained, {COUNT:,} of them, against a bare parse by the standard library", ours, floor, "mails/s", 0.3),
        Row(f"Memory of the reading process after {MANY:,} mails, against after {WARM:,}", after, before, "MB", 1.1, cost=True),
    ]


async def _ours(written: list[bytes]) -> float:
    begun = time.perf_counter()
    async for _ in explained(((str(place), raw) for place, raw in enumerate(written)), KNOWN, Limits()):
        pass
    return len(written) / (time.perf_counter() - begun)


def _floor(written: list[bytes]) -> float:
    begun = time.perf_counter()
    for raw in written:
        for part in message_from_bytes(raw).walk():
            part.get_payload(decode=True)
    return len(written) / (time.perf_counter() - begun)


async def _memory(written: list[bytes]) -> tuple[float, float]:
    reader = Reader(KNOWN, Limits())
    endless = cycle(written)
    try:
        before = await _resident(reader, islice(endless, WARM))
        return await _resident(reader, islice(endless, MANY - WARM)), before
    finally:
        await reader.close()


async def _resident(reader: Reader, some: Iterator[bytes]) -> float:
    """Once these are read."""
    for raw in some:
        await reader.read(raw)
    return _megabytes(reader.process_id)


def _megabytes(process: int | None) -> float:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
