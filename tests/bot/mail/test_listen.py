import asyncio

import pytest

from bot.mail.listen import Door, Place
from claims.errors import Misconfigured, TryAgain
from tests.bot.mail.smtp_peers import Client, dialled

DESK = "desk@desk.example"


class Shelf:
    """Keeps mails in a list, or cannot."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.mails: list[tuple[bytes, str]] = []
        self.trouble = trouble
        self.gate: asyncio.Event | None = None
        self.reached = asyncio.Event()

    async def take_in(self, raw: bytes, wire: str) -> str:
        self.reached.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.trouble:
            raise self.trouble
        self.mails.append((raw, wire))
        return "claim"


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
async def door(shelf):
    door = Door("smtp", Place("127.0.0.1", 0), {DESK}, shelf.take_in, size=10_000)
    await door.start()
    yield door
    await door.stop()


@pytest.fixture
async def lmtp(shelf, tmp_path):
    door = Door("lmtp", Place(path=tmp_path / "lmtp"), {DESK, "help@desk.example"}, shelf.take_in, size=10_000)
    await door.start()
    yield door
    await door.stop()


def dial(door: Door):
    if door.place.path is not None:
        return dialled(lambda: asyncio.open_unix_connection(str(door.place.path)))
    return dialled(lambda: asyncio.open_connection("127.0.0.1", door.port))


async def hand_in(client: Client, body: str = "Subject: x\r\n\r\nhello", sender: str = "a@cust.example") -> str:
    await client.say(f"MAIL FROM:<{sender}>")
    assert (await client.say(f"RCPT TO:<{DESK}>")).startswith("250")
    assert (await client.say("DATA")).startswith("354")
    return await client.say(f"{body}\r\n.")


async def greeted(client: Client, verb: str = "EHLO") -> str:
    assert (await client.hear()).startswith("220")
    return await client.say(f"{verb} peer.example")


async def test_a_mail_is_kept_before_the_wire_hears_250(door, shelf):
    shelf.gate = asyncio.Event()
    async with dial(door) as client:
        assert "SIZE 10000" in await greeted(client)
        answer = asyncio.ensure_future(hand_in(client))
        await shelf.reached.wait()
        assert not answer.done()
        shelf.gate.set()
        assert (await answer).startswith("250")
    assert shelf.mails == [(b"Return-Path: <a@cust.example>\r\nSubject: x\r\n\r\nhello\r\n", "smtp")]


async def test_several_mails_over_one_connection(door, shelf):
    async with dial(door) as client:
        await greeted(client)
        for place in range(3):
            assert (await hand_in(client, f"Subject: {place}\r\n\r\n..dot")).startswith("250")
        assert (await client.say("QUIT")).startswith("221")
    assert [raw.splitlines()[1] for raw, _ in shelf.mails] == [b"Subject: 0", b"Subject: 1", b"Subject: 2"]
    assert shelf.mails[0][0].endswith(b"\r\n.dot\r\n")


async def test_an_empty_return_path_is_noted(door, shelf):
    async with dial(door) as client:
        await greeted(client)
        assert (await hand_in(client, sender="")).startswith("250")
    assert shelf.mails[0][0].startswith(b"Return-Path: <>\r\n")


@pytest.mark.parametrize("trouble", [TryAgain("disk full"), RuntimeError("a bug")])
async def test_whatever_goes_wrong_the_sender_tries_again(door, shelf, trouble):
    shelf.trouble = trouble
    async with dial(door) as client:
        await greeted(client)
        assert (await hand_in(client)).startswith("451")
        shelf.trouble = None
        assert (await hand_in(client)).startswith("250")
    assert len(shelf.mails) == 1


async def test_it_is_no_relay(door, shelf):
    async with dial(door) as client:
        await greeted(client)
        await client.say("MAIL FROM:<a@cust.example>")
        for stranger in ("x@elsewhere.example", "desk@desk.example.evil.example", "desk%x@desk.example", '"desk@desk.example"@x.example'):
            assert (await client.say(f"RCPT TO:<{stranger}>")).startswith("5")
        assert (await client.say("DATA")).startswith("503")
        assert (await client.say("RCPT TO:<Desk@DESK.example>")).startswith("250")
    assert shelf.mails == []


async def test_too_much_is_refused_early_and_late(door, shelf):
    async with dial(door) as client:
        await greeted(client)
        assert (await client.say("MAIL FROM:<a@cust.example> SIZE=20000")).startswith("552")
        assert (await hand_in(client, "Subject: x\r\n\r\n" + "y" * 70 + "\r\n" + ("z" * 70 + "\r\n") * 200)).startswith("552")
        assert (await hand_in(client)).startswith("250")
    assert len(shelf.mails) == 1


async def test_a_long_line_is_no_reason_to_refuse(door, shelf):
    async with dial(door) as client:
        await greeted(client)
        assert (await hand_in(client, "Subject: x\r\n\r\n" + "y" * 5000)).startswith("250")


async def test_utf8_in_the_envelope(door, shelf):
    async with dial(door) as client:
        await greeted(client)
        assert (await client.say("MAIL FROM:<홍길동@고객.example> SMTPUTF8")).startswith("250")
        await client.say(f"RCPT TO:<{DESK}>")
        await client.say("DATA")
        assert (await client.say("Subject: 안녕\r\n\r\n본문\r\n.")).startswith("250")
    assert "Return-Path: <홍길동@고객.example>".encode() in shelf.mails[0][0]


async def test_a_cut_in_the_middle_of_the_data_keeps_nothing(door, shelf):
    async with dial(door) as client:
        await greeted(client)
        await client.say("MAIL FROM:<a@cust.example>")
        await client.say(f"RCPT TO:<{DESK}>")
        await client.say("DATA")
        client.tell("Subject: half")
    async with dial(door) as client:
        await greeted(client)
        assert (await hand_in(client)).startswith("250")
    assert [raw for raw, _ in shelf.mails if b"half" in raw] == []


async def test_a_cut_while_it_is_kept_does_not_undo_the_keeping(door, shelf):
    shelf.gate = asyncio.Event()
    async with dial(door) as client:
        await greeted(client)
        answer = asyncio.ensure_future(hand_in(client))
        await shelf.reached.wait()
        answer.cancel()
    while door._answering:
        await asyncio.sleep(0)
    stopping = asyncio.ensure_future(door.stop())
    await asyncio.wait([stopping], timeout=0.1)
    shelf.gate.set()
    await stopping
    assert len(shelf.mails) == 1


async def test_stopping_finishes_what_is_being_kept_and_says_so(door, shelf):
    shelf.gate = asyncio.Event()
    async with dial(door) as client:
        await greeted(client)
        answer = asyncio.ensure_future(hand_in(client))
        await shelf.reached.wait()
        stopping = asyncio.ensure_future(door.stop())
        shelf.gate.set()
        assert (await answer).startswith("250")
        await stopping
        assert await client.reader.read() == b""
    assert len(shelf.mails) == 1


async def test_stopping_does_not_wait_for_the_idle(door):
    async with dial(door) as client:
        await greeted(client)
        await asyncio.wait_for(door.stop(3600), 300)  # a busy one would be given the hour


async def test_lmtp_answers_once_for_each_recipient(lmtp, shelf):
    async with dial(lmtp) as client:
        await greeted(client, "LHLO")
        await client.say("MAIL FROM:<a@cust.example>")
        assert (await client.say(f"RCPT TO:<{DESK}>")).startswith("250")
        assert (await client.say("RCPT TO:<nobody@desk.example>")).startswith("550")
        assert (await client.say("RCPT TO:<help@desk.example>")).startswith("250")
        await client.say("DATA")
        assert (await client.say("Subject: x\r\n\r\nhello\r\n.")).startswith("250")
        assert (await client.hear()).startswith("250")
        assert (await client.say("NOOP")).startswith("250")
    assert [wire for _, wire in shelf.mails] == ["lmtp"]


@pytest.mark.parametrize("trouble", [TryAgain("disk full"), RuntimeError("a bug")])
async def test_lmtp_says_try_again_to_each(lmtp, shelf, trouble):
    shelf.trouble = trouble
    async with dial(lmtp) as client:
        await greeted(client, "LHLO")
        await client.say("MAIL FROM:<a@cust.example>")
        await client.say(f"RCPT TO:<{DESK}>")
        await client.say("RCPT TO:<help@desk.example>")
        await client.say("DATA")
        assert (await client.say("Subject: x\r\n\r\nhello\r\n.")).startswith("451")
        assert (await client.hear()).startswith("451")
        assert (await client.say("NOOP")).startswith("250")


async def test_lmtp_knows_no_ehlo(lmtp):
    async with dial(lmtp) as client:
        assert (await greeted(client, "EHLO")).startswith("500")


async def test_a_socket_left_behind_does_not_shut_the_door(shelf, tmp_path):
    path = tmp_path / "lmtp"
    first = await asyncio.start_unix_server(lambda reader, writer: writer.close(), str(path))
    first.close()
    await first.wait_closed()
    assert path.is_socket()
    door = Door("lmtp", Place(path=path), {DESK}, shelf.take_in, size=1000)
    await door.start()
    await door.stop()
    assert not path.exists()


async def test_too_many_at_once_are_asked_to_come_back(shelf):
    door = Door("smtp", Place("127.0.0.1", 0), {DESK}, shelf.take_in, size=1000, connections=1)
    await door.start()
    async with dial(door) as first:
        await greeted(first)
        async with dial(door) as second:
            assert (await second.hear()).startswith("421")
        assert (await hand_in(first)).startswith("250")
    await door.stop()


def test_places():
    assert Place.parse("127.0.0.1:2525") == Place("127.0.0.1", 2525)
    assert Place.parse("[::1]:24") == Place("::1", 24)
    assert Place.parse(":2525") == Place(None, 2525)
    assert str(Place.parse("/run/claimdesk/lmtp").path) == "/run/claimdesk/lmtp"
    for wrong in ("2525", "host:smtp", "", "h:99999"):
        with pytest.raises(Misconfigured):
            Place.parse(wrong)
