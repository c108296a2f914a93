import asyncio
import socket
import ssl

import pytest

from bot.mail.post import Later, Post, Refused, Reply, Sent, Trouble, Wire
from claims.errors import Misconfigured
from tests.bot.mail.smtp_peers import Server, serving

RAW = b"From: desk@desk.example\r\nSubject: x\r\n\r\nhello\r\n.dot\r\n"


def post(server: Server, **more) -> Post:
    return Post(f"smtp://127.0.0.1:{server.port}?tls=none", "desk@desk.example", **{"timeout": 5.0} | more)


async def test_a_letter_arrives_byte_for_byte():
    async with serving(Server()) as server:
        outcome = await post(server).send(RAW, sender="desk@desk.example", recipients=["a@cust.example", "b@cust.example"])
    assert outcome == Sent(Reply(250, "2.0.0 queued as 1"))
    assert server.mails == [RAW.replace(b"\r\n.dot", b"\r\n..dot")]
    assert f"MAIL FROM:<desk@desk.example> SIZE={len(RAW)}" in server.lines
    assert [line for line in server.lines if line.startswith("RCPT")] == ["RCPT TO:<a@cust.example>", "RCPT TO:<b@cust.example>"]


async def test_who_was_refused_is_told_apart_from_who_was_served():
    async with serving(Server({"RCPT TO:<gone@": "550 5.1.1 no such user", "RCPT TO:<full@": "452 4.2.2 mailbox full"})) as server:
        outcome = await post(server).send(RAW, sender="d@desk.example", recipients=["ok@c.example", "gone@c.example", "full@c.example"])
    assert isinstance(outcome, Sent)
    assert outcome.refused == {"gone@c.example": Reply(550, "5.1.1 no such user"), "full@c.example": Reply(452, "4.2.2 mailbox full")}
    assert [reply.final for reply in outcome.refused.values()] == [True, False]


async def test_all_recipients_refused_for_good():
    async with serving(Server({"RCPT": "550 5.1.1 no such user"})) as server:
        outcome = await post(server).send(RAW, sender="d@desk.example", recipients=["gone@c.example"])
    assert outcome == Refused(Reply(550, "5.1.1 no such user"), {"gone@c.example": Reply(550, "5.1.1 no such user")})
    assert server.mails == []


async def test_all_recipients_refused_for_now():
    async with serving(Server({"RCPT": "450 4.2.0 greylisted"})) as server:
        outcome = await post(server).send(RAW, sender="d@desk.example", recipients=["new@c.example"])
    assert isinstance(outcome, Later)
    assert (outcome.trouble, outcome.why, outcome.perhaps_taken) == (Trouble.BUSY, "450 4.2.0 greylisted", False)


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ({"MAIL": "451 4.3.2 try later"}, Trouble.BUSY),
        ({"DATA.": "451 4.3.0 try later"}, Trouble.BUSY),
        ({"DATA": "421 4.3.2 shutting down"}, Trouble.BUSY),
        ({"MAIL": "530 5.7.0 authentication required"}, Trouble.LOGIN),
        ({"EHLO": None}, Trouble.CONNECTION),
        ({"MAIL": None}, Trouble.CONNECTION),
        ({"RCPT": None}, Trouble.CONNECTION),
        ({"DATA": None}, Trouble.CONNECTION),
    ],
)
async def test_what_may_pass_is_tried_again(answers, trouble):
    async with serving(Server(answers)) as server:
        outcome = await post(server).send(RAW, sender="d@desk.example", recipients=["a@c.example"])
    assert isinstance(outcome, Later)
    assert outcome.trouble is trouble


async def test_a_cut_after_the_last_byte_may_have_delivered():
    async with serving(Server({"DATA.": None})) as server:
        outcome = await post(server).send(RAW, sender="d@desk.example", recipients=["a@c.example"])
    assert isinstance(outcome, Later)
    assert outcome.perhaps_taken
    assert len(server.mails) == 1


async def test_a_cut_before_the_last_byte_has_not():
    async with serving(Server({"RCPT": None})) as server:
        outcome = await post(server).send(RAW, sender="d@desk.example", recipients=["a@c.example"])
    assert isinstance(outcome, Later)
    assert not outcome.perhaps_taken


@pytest.mark.parametrize("answers", [{"MAIL": "552 5.3.4 too big"}, {"DATA.": "554 5.7.1 looks like spam"}, {"MAIL": "550 5.7.1 not you"}])
async def test_a_final_no_is_final(answers):
    async with serving(Server(answers)) as server:
        outcome = await post(server).send(RAW, sender="d@desk.example", recipients=["a@c.example"])
    assert isinstance(outcome, Refused)


async def test_the_empty_return_path_and_the_servers_that_refuse_it():
    async with serving(Server()) as server:
        assert isinstance(await post(server).send(RAW, sender="", recipients=["a@c.example"]), Sent)
    assert any(line.startswith("MAIL FROM:<> ") for line in server.lines)
    async with serving(Server({"MAIL FROM:<>": "553 5.7.1 sender must be yourself"})) as server:
        assert isinstance(await post(server).send(RAW, sender="", recipients=["a@c.example"]), Sent)
    assert any(line.startswith("MAIL FROM:<desk@desk.example>") for line in server.lines)


async def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        outcome = await Post(f"smtp://127.0.0.1:{taken.getsockname()[1]}", "d@desk.example").send(
            RAW, sender="", recipients=["a@c.example"]
        )
    assert isinstance(outcome, Later)
    assert outcome.trouble is Trouble.CONNECTION


async def test_a_silent_server_is_left_after_the_timeout():
    silent = asyncio.Event()

    async def stay_silent(reader, writer):
        await silent.wait()
        writer.close()

    listening = await asyncio.start_server(stay_silent, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    outcome = await Post(f"smtp://127.0.0.1:{port}", "d@desk.example", timeout=0.2).send(RAW, sender="", recipients=["a@c.example"])
    silent.set()
    listening.close()
    await listening.wait_closed()
    assert isinstance(outcome, Later)
    assert outcome.trouble is Trouble.CONNECTION


async def test_a_wrong_password_waits_for_the_operator():
    server = Server({"AUTH": "535 5.7.8 wrong password"}, extensions=("AUTH PLAIN LOGIN",))
    async with serving(server):
        wired = Post(f"smtp://desk:wr%40ng@127.0.0.1:{server.port}", "desk@desk.example", timeout=60)
        outcome = await wired.send(RAW, sender="desk@desk.example", recipients=["a@c.example"])
        checked = await wired.check()
    assert isinstance(outcome, Later)
    assert outcome.trouble is Trouble.LOGIN
    assert isinstance(checked, Later)
    assert checked.trouble is Trouble.LOGIN


async def test_no_password_goes_over_an_open_wire():
    async with serving(Server(extensions=("AUTH PLAIN",))) as server:
        outcome = await Post(f"smtp://u:p@127.0.0.1:{server.port}?tls=starttls", "d@desk.example").send(
            RAW, sender="", recipients=["a@c.example"]
        )
    assert isinstance(outcome, Later)
    assert outcome.trouble is Trouble.ENCRYPTION
    assert not any(line.startswith("AUTH") for line in server.lines)


async def test_check_says_when_all_is_well():
    async with serving(Server()) as server:
        assert await post(server).check() is None


@pytest.mark.parametrize("address", ["a b@c.example", "a@c.example>\r\nRCPT TO:<x@evil.example", "한글@c.example"])
async def test_an_address_no_wire_can_carry_is_refused_alone(address):
    async with serving(Server()) as server:
        outcome = await post(server).send(RAW, sender="d@desk.example", recipients=["ok@c.example", address])
    assert isinstance(outcome, Sent)
    assert list(outcome.refused) == [address]
    assert not any("evil" in line for line in server.lines)


def test_urls():
    assert Wire.parse("smtps://u%40d:p%2F@mail.example") == Wire("mail.example", 465, "implicit", "u@d", "p/")
    assert Wire.parse("smtp://u:p@mail.example") == Wire("mail.example", 587, "starttls", "u", "p")
    assert Wire.parse("smtp://127.0.0.1:2525") == Wire("127.0.0.1", 2525, "auto")
    assert Wire.parse("smtp://mail.example?tls=none").tls == "none"
    for wrong in ("http://x", "smtp://", "smtp://h?tls=maybe", ""):
        with pytest.raises(Misconfigured):
            Wire.parse(wrong)
    assert "secret" not in repr(Wire.parse("smtp://u:secret@h")) + repr(Post("smtp://u:secret@h", "d@d.example"))


def test_certificates_are_verified_unless_encryption_is_only_opportune():
    assert Wire.parse("smtp://u:p@mail.example").context().verify_mode is ssl.CERT_REQUIRED
    assert Wire.parse("smtp://mail.example?tls=auto").context().verify_mode is ssl.CERT_NONE
