"""Encryption on both doors: our SMTP door and our post speak with one another over real sockets."""

from pathlib import Path

import pytest

from bot.mail.certificate import Certificate
from bot.mail.listen import Door, Place
from bot.mail.post import Later, Post, Sent, Trouble

# Made for these tests alone: a certificate for localhost and 127.0.0.1, signed by itself, and its key.
PEER = str(Path(__file__).with_name("peer.pem"))
RAW = b"Subject: x\r\n\r\nhello\r\n"


@pytest.fixture
async def mails():
    return []


@pytest.fixture
async def door(mails):
    async def take_in(raw: bytes, wire: str) -> None:
        mails.append(raw)

    door = Door("smtp", Place("127.0.0.1", 0), {"desk@desk.example"}, take_in, size=10_000, tls=Certificate(Path(PEER)))
    await door.start()
    yield door
    await door.stop()


async def sent(door: Door, options: str):
    post = Post(f"smtp://127.0.0.1:{door.port}?{options}", "other@other.example", timeout=60)
    return await post.send(RAW, sender="other@other.example", recipients=["desk@desk.example"])


async def test_a_verified_wire(door, mails):
    assert isinstance(await sent(door, f"tls=starttls&ca={PEER}"), Sent)
    assert mails == [b"Return-Path: <other@other.example>\r\n" + RAW]


async def test_a_stranger_in_the_middle_gets_no_letter(door, mails):
    outcome = await sent(door, "tls=starttls")
    assert isinstance(outcome, Later)
    assert outcome.trouble is Trouble.ENCRYPTION
    assert mails == []


async def test_encryption_is_taken_where_offered(door, mails):
    assert isinstance(await sent(door, "tls=auto"), Sent)
    assert isinstance(await sent(door, "tls=none"), Sent)
    assert len(mails) == 2


async def test_another_desk_is_a_peer_like_any_other(door):
    post = Post(f"smtp://127.0.0.1:{door.port}?tls=none", "other@other.example", timeout=60)
    outcome = await post.send(RAW, sender="", recipients=["desk@desk.example", "someone@else.example"])
    assert isinstance(outcome, Sent)
    assert list(outcome.refused) == ["someone@else.example"]


async def test_speaking_tls_to_a_plain_door_is_named(door):
    outcome = await Post(f"smtps://127.0.0.1:{door.port}", "o@other.example", timeout=60).send(
        RAW, sender="", recipients=["desk@desk.example"]
    )
    assert isinstance(outcome, Later)
    assert outcome.trouble is Trouble.ENCRYPTION
