import asyncio
import os
import signal
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.mail.limits import MEBIBYTE, Desk, Limits, Reason, Unreadable
from bot.mail.read import read
from bot.mail.reader import Reader

DESK = Desk(frozenset({"desk@desk.example"}), "mx.desk.example")
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
MAIL = (
    "From: 홍길동 <hong@cust.example>\r\nTo: desk@desk.example\r\nSubject: 결과\r\nDate: Mon, 23 Nov 2026 10:00:00 +0900\r\n"
    "Message-ID: <a@cust.example>\r\nReferences: <x@cust.example>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n안녕하세요\r\n--b\r\nContent-Type: text/csv; name="a.csv"\r\n\r\n1,2\r\n'
    "--b\r\n"
    'Content-Type: image/png; name="b.png"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--b--\r\n'
).encode()
BIG = MAIL.replace(b"iVBORw==", b"\r\n".join([b"QUJD" * 19] * (24 * MEBIBYTE // 78)))


@asynccontextmanager
async def reader(limits: Limits):
    reader = Reader(DESK, limits)
    try:
        yield reader
    finally:
        await reader.close()


def process_of(reader: Reader) -> int:
    assert reader._process is not None
    return reader._process.pid


async def test_the_process_says_what_reading_here_says():
    async with reader(Limits()) as far:
        assert await far.read(MAIL, received=NOW) == read(MAIL, DESK, Limits(), received=NOW)


async def test_one_process_reads_many_and_in_turn():
    async with reader(Limits()) as far:
        readings = await asyncio.gather(*(far.read(MAIL.replace(b"<a@", f"<a{place}@".encode()), received=NOW) for place in range(20)))
        pid = process_of(far)
        await far.read(MAIL)
        assert process_of(far) == pid
    assert [each.envelope.message_id for each in readings] == [f"a{place}@cust.example" for place in range(20)]


async def test_a_killed_process_costs_nobody_a_mail():
    async with reader(Limits()) as far:
        await far.read(MAIL, received=NOW)
        os.kill(process_of(far), signal.SIGKILL)
        assert (await far.read(MAIL, received=NOW)).envelope.sender == "hong@cust.example"


async def test_an_overrun_is_named_and_a_fresh_process_reads_on():
    async with reader(Limits(seconds=0.01)) as far:
        with pytest.raises(Unreadable) as refusal:
            await far.read(BIG)
        assert refusal.value.reason is Reason.TOO_SLOW
        far.limits = Limits()
        assert (await far.read(MAIL, received=NOW)).envelope.subject == "결과"


async def test_a_process_that_stands_still_is_waited_for():
    """As the whole machine may."""
    async with reader(Limits(seconds=0.5)) as far:
        await far.read(MAIL)
        os.kill(process_of(far), signal.SIGSTOP)
        reading = asyncio.ensure_future(far.read(MAIL, received=NOW))
        await asyncio.wait([reading], timeout=1.0)
        os.kill(process_of(far), signal.SIGCONT)
        assert (await reading).envelope.subject == "결과"


async def test_a_hungry_mail_is_named_and_the_next_is_read():
    hungry = b"Content-Type: text/plain\r\n\r\n" + b"\r\n" * (10 * MEBIBYTE)
    async with reader(Limits(memory=200 * MEBIBYTE)) as far:
        with pytest.raises(Unreadable) as refusal:
            await far.read(hungry)
        assert refusal.value.reason is Reason.TOO_HUNGRY
        assert (await far.read(MAIL, received=NOW)).envelope.subject == "결과"


async def test_limits_of_shape_are_named_through_the_pipe():
    parts = b"\r\n--b\r\n\r\nx" * 150
    async with reader(Limits()) as far:
        with pytest.raises(Unreadable) as refusal:
            await far.read(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts)
        assert refusal.value.reason is Reason.TOO_MANY_PARTS
        with pytest.raises(Unreadable) as refusal:
            await far.read(b"x" * (25 * MEBIBYTE + 1))
        assert refusal.value.reason is Reason.TOO_LARGE


async def test_a_cancelled_reading_does_not_answer_for_the_next():
    async with reader(Limits()) as far:
        await far.read(MAIL)
        first = asyncio.ensure_future(far.read(MAIL.replace(b"<a@", b"<old@")))
        await asyncio.sleep(0)
        first.cancel()
        assert (await far.read(MAIL, received=NOW)).envelope.message_id == "a@cust.example"


async def test_a_process_that_nobody_waited_for_does_not_answer_for_the_next():
    """It would say that it is ready, and from then on what was asked before."""
    async with reader(Limits()) as far:
        first = asyncio.ensure_future(far.read(MAIL.replace(b"<a@", b"<old@")))
        while far.process_id is None:
            await asyncio.sleep(0)
        first.cancel()
        for name in ("b", "c"):
            reading = await far.read(MAIL.replace(b"<a@", f"<{name}@".encode()), received=NOW)
            assert reading.envelope.message_id == f"{name}@cust.example"


async def test_25_megabytes_within_the_limits():
    async with reader(Limits()) as far:
        reading = await far.read(BIG)
    assert sum(map(len, reading.files.values())) > 17 * MEBIBYTE


async def test_closing_ends_the_process():
    far = Reader(DESK, Limits())
    await far.read(MAIL)
    pid = process_of(far)
    await far.close()
    assert not Path(f"/proc/{pid}").exists()
    await far.close()


async def test_a_date_ahead_of_the_receipt_is_the_receipt():
    async with reader(Limits()) as far:
        reading = await far.read(MAIL, received=NOW - timedelta(days=2))
    assert reading.envelope.date == NOW - timedelta(days=2)
    assert "future-date" in reading.envelope.notes
