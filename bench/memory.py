"""Whether mails leave something behind in memory: the desk and its reading process, after a tenth of the mails and after all of them."""

import asyncio
import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.idle import resident
from bench.ingest import SENDERS
from bench.mails import DESK, mails
from bench.rows import Row, full
from bot.desk import opened_desk
from bot.intake import Intake, opened_intake
from bot.settings import Settings

COUNT = 50_000 if full() else 5_000
CHUNK = 250


def run() -> list[Row]:
    """MB resident."""
    early, late = asyncio.run(_measured())
    return [Row(f"Resident memory after {COUNT:,} mails, against after {COUNT // 10:,}", late, early, "MB", 1.15, cost=True)]


async def _measured() -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, database_url=f"sqlite:///{folder}/desk.db", data_dir=Path(folder), desk_address=DESK)
        async with opened_desk(settings) as desk, opened_intake(desk) as intake:
            chunks = _chunks()
            await _taken_in(intake, chunks, COUNT // 10)
            early = _resident()
            await _taken_in(intake, chunks, COUNT - COUNT // 10)
            return early, _resident()


async def _taken_in(intake: Intake, chunks: Iterator[list[bytes]], count: int) -> None:
    for _ in range(count // CHUNK):
        waiting = iter(next(chunks))

        async def send(waiting: Iterator[bytes] = waiting) -> None:
            for raw in waiting:
                await intake.take_in(raw, "bench")

        await asyncio.gather(*(send() for _ in range(SENDERS)))


def _chunks() -> Iterator[list[bytes]]:
    """The same mails under ever new ids, so that the bench itself keeps no more of them as time goes by."""
    written = mails(CHUNK)
    for turn in range(COUNT // CHUNK):
        yield [raw.replace(b"@customer.example>", b".%d@customer.example>" % turn) for raw in written]


def _resident() -> float:
    gc.collect()
    return resident(os.getpid())
