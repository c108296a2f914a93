"""A database that is locked or full: nothing is acknowledged that is not kept, and what left the house is not sent again."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.sandbox.compose import Draft, write
from bot.sandbox.postbox import NotSent
from storage import tables
from storage.database import Tx
from tests.crash.conftest import House
from tests.crash.life import ANNA, BEN, CHANNEL, DESK, KIM, PATIENCE


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Another program writes to the file and does not end."""
    with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def _impatient(tx: Tx) -> None:
    """Wait for a lock for as long as a test likes to."""
    tx.connection.exec_driver_sql("PRAGMA busy_timeout=50")


def _room(tx: Tx, pages: int) -> None:
    """As many pages more as the disk has room for."""
    now = tx.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    tx.connection.exec_driver_sql(f"PRAGMA max_page_count={now + pages}").scalar_one()


def _raw(house: House, subject: str) -> bytes:
    return write(Draft((DESK,), subject, "인쇄가 되지 않습니다.", files=()), KIM, house.clock.now).as_bytes()


async def _sent(house: House, raw: bytes) -> bool:
    """Whether the desk said 250, else that it wants the mail again."""
    try:
        await house.postbox.transmit(raw, KIM.address, [DESK])
    except NotSent as refusal:
        if refusal.code != 451:
            raise
        return False
    return True


async def test_locked_it_takes_no_mail_no_click_and_no_note(house: House, sqlite_url: str) -> None:
    await house.do(_impatient)
    await house.mail()
    await house.settled()
    root, raw = house.thread()[0]["ts"], _raw(house, "다른 문의")
    with locked(sqlite_url):
        assert not await _sent(house, raw)
        await house.workspace.click(ANNA, CHANNEL, root, "verb:take")
        house.workspace.delivery.timeout = 3.0
        await house.workspace.say(BEN, CHANNEL, "A note.", thread_ts=root)
        await house.workspace.until(lambda: any(each.failure for each in house.workspace.delivery.log))
        assert house.workspace.ephemerals(ANNA) != []  # told that it was not done
        house.workspace.delivery.timeout = PATIENCE
    await house.workspace.settled()
    assert await _sent(house, raw)
    await house.settled()
    assert [row.what for row in await house.rows(tables.timeline)] == ["received", "received"]
    assert [row.text for row in await house.rows(tables.messages) if row.direction == "note"] == ["A note."]
    assert len(house.letters()) == 2


async def test_locked_while_a_letter_is_on_the_wire_it_leaves_once(house: House, sqlite_url: str) -> None:
    await house.do(_impatient)
    house.postbox.faults.tarpit = 0.1
    await house.mail()
    while not any(row.frozen for row in await house.rows(tables.outbox) if row.door == "mail"):
        await asyncio.sleep(0)
    with locked(sqlite_url), capture_logs() as logs:
        await house.postbox.until(lambda: house.letters())
        while not any(each["event"] == "delivery not noted yet" for each in logs):
            await asyncio.sleep(0)
    await house.later(hours=1)
    await house.settled()
    assert len(house.letters()) == 1
    cards = [each for each in house.workspace.messages(CHANNEL) if each["text"].startswith("1001-")]
    assert [len(cards), len(house.thread())] == [1, 2]


async def test_a_full_disk_loses_nothing_and_doubles_nothing(house: House) -> None:
    await house.do(lambda tx: _room(tx, 12))
    raws = [_raw(house, f"문의 {number}") for number in range(20)]
    with capture_logs() as logs:
        taken = [await _sent(house, raw) for raw in raws]
    assert True in taken
    assert False in taken
    assert any(each["log_level"] in ("warning", "error") for each in logs)
    await house.do(lambda tx: _room(tx, 10_000))
    for raw, was_taken in zip(raws, taken, strict=True):
        assert was_taken or await _sent(house, raw)
    await house.later(hours=1)
    await house.settled()
    assert [row.subject for row in await house.rows(tables.claims)] == _in_order(taken)
    assert len(house.workspace.messages(CHANNEL)) == 20
    assert len({mail.message_id for mail in house.postbox.letters}) == len(house.postbox.letters)


def _in_order(taken: list[bool]) -> list[str]:
    """Those that were taken at once, then those that came again."""
    first = [number for number, was_taken in enumerate(taken) if was_taken]
    again = [number for number, was_taken in enumerate(taken) if not was_taken]
    return [f"문의 {number}" for number in (*first, *again)]


async def test_a_file_that_cannot_be_kept_is_not_acknowledged(house: House) -> None:
    files = house.desk.desk.files.folder
    files.rmdir() if files.exists() else None
    files.write_bytes(b"a file where the folder should be")
    with pytest.raises(NotSent) as refusal:
        await house.mail(files=[("screen.txt", b"error 17")])
    assert refusal.value.code == 451
    files.unlink()
    await house.mail(files=[("screen.txt", b"error 17")])
    await house.settled()
    assert len(await house.rows(tables.claims)) == 1
    assert house.thread()[2]["files"][0]["name"] == "screen.txt"
