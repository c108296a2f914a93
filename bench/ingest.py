"""Taking mails in, against compat32 parsing and one raw sqlite3 transaction a mail with the very same rows, synchronous=FULL."""

import asyncio
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from email import message_from_bytes
from pathlib import Path

from bench.mails import DESK, mails
from bench.rows import Row, middle
from bot.desk import opened_desk
from bot.intake import Intake, opened_intake
from bot.settings import Settings
from storage.sqlite import prepare
from storage.tables import metadata

WARM = 100
"""After so many mails the statements are compiled, which a desk does once."""
COUNT = 2000
ROUNDS = 3
SENDERS = 16  # connections of a mail server


def run() -> list[Row]:
    """Mails a second."""
    written = mails(COUNT)
    ours, floor = middle([asyncio.run(_round(written)) for _ in range(ROUNDS)])
    return [Row("Mails taken in, against compat32 + raw sqlite3 of the same rows", ours, floor, "mails/s", 0.6)]


async def _round(written: list[bytes]) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        ours = await taken_in(Path(folder), written)
        return ours, _floor(Path(folder), written)


async def taken_in(folder: Path, written: list[bytes]) -> float:
    """Mails a second, each durable, in a new desk in `folder`; the first of them are not counted."""
    settings = Settings(_env_file=None, database_url=f"sqlite:///{folder / 'desk.db'}", data_dir=folder, desk_address=DESK)
    async with opened_desk(settings, apart=True) as desk, opened_intake(desk) as intake:
        shutil.copy(folder / "desk.db", folder / "empty.db")
        await _sent(intake, written[:WARM])
        begun = time.perf_counter()
        await _sent(intake, written[WARM:])
        return (len(written) - WARM) / (time.perf_counter() - begun)


async def _sent(intake: Intake, written: list[bytes]) -> None:
    waiting = iter(written)

    async def send() -> None:
        for raw in waiting:
            await intake.take_in(raw, "bench")

    await asyncio.gather(*(send() for _ in range(SENDERS)))


def _floor(folder: Path, written: list[bytes]) -> float:
    rows = _rows(folder / "desk.db")
    with closing(sqlite3.connect(folder / "empty.db")) as connection:
        prepare(connection)
        connection.execute("PRAGMA foreign_keys=OFF")  # a share of each table's rows may come before those it refers to
        begun = time.perf_counter()
        for index, raw in enumerate(written):
            message = message_from_bytes(raw)
            for part in message.walk():
                part.get_payload(decode=True)
            connection.execute("BEGIN IMMEDIATE")
            for statement, values in rows:
                share = values[index * len(values) // len(written) : (index + 1) * len(values) // len(written)]
                connection.executemany(statement, share)
            connection.execute("COMMIT")
        return len(written) / (time.perf_counter() - begun)


def _rows(path: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Every row that ours wrote, with its statement."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [table.name for table in metadata.sorted_tables]
        return [(_statement(connection, name), connection.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()) for name in tables]


def _statement(connection: sqlite3.Connection, name: str) -> str:
    width = len(connection.execute(f"PRAGMA table_info({name})").fetchall())
    return f"INSERT INTO {name} VALUES ({','.join('?' * width)})"
