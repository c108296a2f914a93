"""The connection that writes, in a process of its own: what is true of a thread is true of it, too."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from claims.errors import NotFound, TryAgain
from claims.rules import Rules
from storage.database import Database, Tx, opened
from storage.sqlite import BATCH
from tests.clocks import StillClock
from tests.storage.test_database import keys, outcomes, write, write_and_refuse, write_twice

MEGABYTES = 30


def said(tx: Tx) -> tuple[datetime, str, int]:
    return tx.now, tx.rules.desk.zone, os.getpid()


def stumble(tx: Tx) -> None:
    write(tx, "b")
    raise ZeroDivisionError


def untellable(tx: Tx) -> Callable[[], None]:
    return lambda: None


class Particular(Exception):
    """Cannot be made of its message alone."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def particular(tx: Tx) -> None:
    raise Particular("a", "b")


class Unreadable:
    """Can be written down, and not read again."""

    def __reduce__(self) -> tuple[Any, ...]:
        return int, ("x",)


def unreadable(tx: Tx, given: object = None) -> Unreadable:
    return Unreadable()


def doubled(tx: Tx, data: bytes) -> bytes:
    return data + data


def limited(tx: Tx, pages: int) -> None:
    held = tx.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    tx.connection.exec_driver_sql(f"PRAGMA max_page_count={held + pages}").close()


def big(tx: Tx) -> None:
    write(tx, "x" * 1_000_000)


@pytest.fixture
async def apart(sqlite_url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Database]:
    async with opened(sqlite_url, rules, clock, apart=True) as database:
        yield database


def children() -> list[int]:
    return [int(each) for each in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]


async def test_a_command_has_the_time_and_the_rules_of_its_asker(apart: Database, rules: Rules, clock: StillClock) -> None:
    clock.move(minutes=5)
    now, zone, pid = await apart.run(said)
    assert (now, zone) == (clock.now, rules.desk.zone)
    assert pid != os.getpid()


async def test_what_went_wrong_comes_back_and_takes_nothing_else_along(apart: Database) -> None:
    found = await outcomes(
        *(apart.run(write, "a"), apart.run(write_and_refuse, "b"), apart.run(stumble), apart.run(write_twice, "b"), apart.run(write, "c"))
    )
    assert [type(each) for each in found] == [str, NotFound, ZeroDivisionError, IntegrityError, str]
    assert found[1].values == {"what": "claim", "name": "b"}
    assert "in stumble" in found[2].__notes__[0]
    assert await apart.read(keys) == ["a", "c"]


async def test_what_cannot_be_told_or_asked_hurts_only_its_asker(apart: Database) -> None:
    found = await outcomes(
        *(apart.run(untellable), apart.run(particular), apart.run(unreadable), apart.run(unreadable, Unreadable())),
        *(apart.run(lambda tx: None), apart.run(write, "a")),
    )
    assert [type(each) for each in found] == [*[RuntimeError] * 4, AttributeError, str]
    assert "Particular" in str(found[1])
    assert await apart.run(write, "b") == "b"


async def test_a_big_mail_goes_over_and_comes_back(apart: Database) -> None:
    data = os.urandom(1 << 20) * MEGABYTES
    assert await apart.run(doubled, data) == data + data


async def test_disk_full_is_told_to_whom_it_concerns(apart: Database) -> None:
    await apart.run(limited, 20)
    assert [type(each) for each in await outcomes(apart.run(write, "a"), apart.run(big), apart.run(write, "c"))] == [str, TryAgain, str]
    assert await apart.read(keys) == ["a", "c"]


async def test_closing_finishes_what_waits_and_ends_the_process(sqlite_url: str, rules: Rules, clock: StillClock) -> None:
    before = children()
    async with opened(sqlite_url, rules, clock, apart=True) as database:
        assert len(set(children()) - set(before)) == 1
        tasks = [asyncio.ensure_future(database.run(write, f"{number}")) for number in range(BATCH + 1)]
        await asyncio.sleep(0)
    assert set(children()) <= set(before)
    async with opened(sqlite_url, rules, clock) as database:
        assert set(await database.read(keys)) == {task.result() for task in tasks}


async def test_a_signal_for_all_is_for_the_desk_to_hear(sqlite_url: str, rules: Rules, clock: StillClock) -> None:
    before = children()
    async with opened(sqlite_url, rules, clock, apart=True) as database:
        (writer,) = set(children()) - set(before)
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(writer, number)
        assert await database.run(write, "a") == "a"


async def test_what_cannot_be_opened_leaves_no_process_behind(tmp_path: Path, rules: Rules, clock: StillClock) -> None:
    before = children()
    with pytest.raises(sqlite3.DatabaseError):
        async with opened(f"sqlite:///{tmp_path / 'missing' / 'desk.db'}", rules, clock, apart=True):
            pass
    assert set(children()) <= set(before)
