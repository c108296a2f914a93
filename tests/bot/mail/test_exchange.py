"""The desk before a real exim and a real Dovecot: letters out, answers and reports in, and the wire cut at every step."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from bot.assemble import Running, running
from bot.mail import limits
from bot.mail.listen import Door, Place
from bot.mail.post import Later, Post, Refused, Sent, Trouble
from bot.mail.read import read
from bot.sandbox.channels import Channel
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from claims.errors import TryAgain
from claims.rules import Rules
from commands.find import list_claims
from commands.receive import Received, receive
from commands.show import story_json
from storage import mails
from storage.database import Database, opened
from tests.bot.mail.boxes import clock
from tests.bot.mail.relay import Cut, Relay, relay
from tests.servers.dovecot import Dovecot
from tests.servers.exim import SIZE, Exim

DESK = "help@desk.example"
CHANNEL = "CDESK"
ANNA = Person("UANNA", "anna", "Anna Park", "anna@desk.example", locale="en-US")
CUSTOMERS = itertools.count(1)
PATIENCE = 300.0


@pytest.fixture
def customer() -> str:
    """Each test has one of its own, with a mailbox."""
    return f"customer{next(CUSTOMERS)}"


@dataclass
class House:
    """The whole desk between Slack, exim and the customers' mailboxes."""

    desk: Running
    workspace: Workspace
    exim: Exim
    dovecot: Dovecot

    async def writes(self, sender: str, subject: str, text: str, **headers: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, DESK, subject, formatdate()
        mail["Message-ID"] = f"<{secrets.token_hex(8)}@plant.example>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        await asyncio.to_thread(self.exim.send, mail, sender, DESK)

    async def inbox(self, user: str, count: int) -> list[Any]:
        """The customer's mails, once there are so many."""
        found: list[bytes] = []

        async def there() -> bool:
            found[:] = await asyncio.to_thread(self.dovecot.holds, user)
            return len(found) >= count

        await until(there, self.exim)
        return [message_from_bytes(each, policy=policy.default) for each in found]

    async def story(self, what: str) -> list[dict[str, Any]]:
        """The claim's timeline, once it holds `what`."""
        lines: list[dict[str, Any]] = []

        async def told() -> bool:
            number = await self.number()
            lines[:] = (await self.desk.desk.database.read(story_json, number))["timeline"]
            return what in [line["what"] for line in lines]

        await until(told, self.exim)
        return lines

    async def number(self) -> str:
        """The only claim's, once it is there."""
        found: list[str] = []

        async def there() -> bool:
            found[:] = [each.claim.number for each in await self.desk.desk.database.read(list_claims)]
            return bool(found)

        await until(there, self.exim)
        [number] = found
        return number

    async def says(self, text: str) -> None:
        await self.workspace.slash(ANNA.id, CHANNEL, text)

    async def thread_says(self, words: str) -> None:
        async def said() -> bool:
            posts = [post for root in self.workspace.messages(CHANNEL) for post in self.workspace.thread(CHANNEL, root["ts"])]
            return any(words in post["text"] for post in posts)

        await until(said, self.exim)


async def until(true: Callable[[], Any], exim: Exim) -> None:
    async with asyncio.timeout(PATIENCE):
        try:
            while not await true():
                await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            print(exim.words()[-5000:])
            raise


@pytest.fixture
async def house(mail_server: Exim, imap_server: Dovecot, sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    workspace = Workspace(people=[ANNA], channels=[Channel(CHANNEL, "claims")], strict_pace=False)
    (tmp_path / "desk.toml").write_text("[limits]\nundo_seconds = 0\nposts_a_second = 1000.0\n", "utf-8")
    pem = tmp_path / "door.pem"
    pem.write_bytes((mail_server.folder / "cert.pem").read_bytes() + (mail_server.folder / "key.pem").read_bytes())
    async with AsyncExitStack() as stack:
        await workspace.start()
        stack.push_async_callback(workspace.stop)
        settings = Settings(
            _env_file=None,
            database_url=sqlite_url,
            data_dir=tmp_path,
            desk_config=tmp_path / "desk.toml",
            slack_bot_token=workspace.bot_token,
            slack_app_token=workspace.app_token,
            slack_signing_secret=workspace.signing_secret,
            slack_api_url=workspace.api_url,
            slack_channel=CHANNEL,
            desk_address=DESK,
            smtp_url=mail_server.url(tls="starttls"),
            lmtp_listen=f"127.0.0.1:{mail_server.desk_port}",
            listen_cert=pem,
            http_listen="127.0.0.1:0",
            public_url="http://127.0.0.1",
            secret_key=secrets.token_urlsafe(32),
        )
        desk = await stack.enter_async_context(running(settings))
        await workspace.connected()
        yield House(desk, workspace, mail_server, imap_server)


async def test_a_conversation_through_two_real_mail_servers(house: House, customer: str) -> None:
    address = f"{customer}@plant.example"
    await house.writes(address, "프레스 정지", "프레스가 멈췄습니다.")
    [receipt] = await house.inbox(customer, 1)
    number = await house.number()
    assert f"[{number}]" in receipt["Subject"]
    assert receipt["Return-Path"] == "<>"
    await house.says(f"/claim reply {number} 확인하고 있습니다.")
    _, letter = await house.inbox(customer, 2)
    assert letter["Return-Path"] == f"<{DESK}>"
    assert "확인하고 있습니다." in letter.get_body(("plain",)).get_content()
    await house.writes(address, "감사합니다", "기다리겠습니다.", In_Reply_To=letter["Message-ID"])
    await house.thread_says("기다리겠습니다.")
    assert await house.number() == number
    log = house.exim.words()
    assert f"<= {DESK}" in log
    assert any("=> help@desk.example" in line and "X=TLS" in line for line in log.splitlines()), log


async def test_a_delivery_report_of_a_real_server_finds_its_letter(house: House) -> None:
    await house.writes("boss@gone.example", "Stopped", "It stopped.")
    number = await house.number()
    await house.says(f"/claim reply {number} We look into it.")
    await house.story("undelivered")
    await house.thread_says("Anna")
    counted = await house.desk.desk.database.read(mails.counted)
    assert counted == {"claim": 1, "bounce": 1}


async def test_each_recipient_is_answered_for_by_itself(house: House, customer: str) -> None:
    await house.writes(f"{customer}@plant.example", "Stopped", "It stopped.", Cc="nobody@plant.example")
    number = await house.number()
    await house.inbox(customer, 1)
    await house.says(f"/claim reply {number} We look into it.")
    await house.inbox(customer, 2)
    await house.thread_says("nobody@plant.example: 550 no such person here")


def letter(name: str) -> bytes:
    head = f"From: {DESK}\r\nTo: {name}@plant.example\r\nSubject: Press\r\nMessage-ID: <{name}@desk.example>\r\n"
    return f"{head}Date: {formatdate()}\r\n\r\nWe look into it.\r\n".encode()


@pytest.fixture
async def wire(mail_server: Exim) -> AsyncIterator[Relay]:
    async with relay(mail_server.port) as wire:
        yield wire


async def arrived(dovecot: Dovecot, exim: Exim, name: str) -> int:
    """How many copies came, once one did and nothing is on its way."""

    async def there() -> bool:
        return bool(await asyncio.to_thread(dovecot.holds, name)) and not exim.holds(name)

    await until(there, exim)
    return len(dovecot.holds(name))


ASKED = [b"EHLO", b"AUTH PLAIN", b"MAIL FROM", b"RCPT TO", b"DATA\r\n"]
ANSWERED = [b"220 ", b"250-SIZE", b"235 ", b"354 "]


@pytest.mark.parametrize("passing", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("words", ASKED + ANSWERED, ids=lambda words: words.decode().strip())
async def test_cut_before_the_last_byte_a_letter_leaves_once(
    mail_server: Exim, imap_server: Dovecot, wire: Relay, customer: str, words: bytes, *, passing: bool
) -> None:
    post = Post(mail_server.url(port=wire.port), DESK, timeout=PATIENCE)
    wire.cuts = [Cut(words, passing=passing)]
    cut = await post.send(letter(customer), sender=DESK, recipients=[f"{customer}@plant.example"])
    assert isinstance(cut, Later)
    assert cut.trouble is Trouble.CONNECTION
    again = await post.send(letter(customer), sender=DESK, recipients=[f"{customer}@plant.example"])
    assert isinstance(again, Sent)
    assert await arrived(imap_server, mail_server, customer) == 1


async def test_cut_over_the_last_answer_it_is_told_that_it_may_have_left(
    mail_server: Exim, imap_server: Dovecot, wire: Relay, customer: str
) -> None:
    post = Post(mail_server.url(port=wire.port), DESK, timeout=PATIENCE)
    wire.cuts = [Cut(b"250 OK id=")]
    cut = await post.send(letter(customer), sender=DESK, recipients=[f"{customer}@plant.example"])
    assert isinstance(cut, Later)
    assert cut.perhaps_taken
    assert await arrived(imap_server, mail_server, customer) == 1


@pytest.mark.parametrize("size", [0, 1, 50, 200, 700, 1500, 2500, 2800, 3100])
async def test_an_encrypted_wire_cut_anywhere(mail_server: Exim, imap_server: Dovecot, wire: Relay, customer: str, size: int) -> None:
    post = Post(mail_server.url(port=wire.port, tls="starttls"), DESK, timeout=PATIENCE)
    wire.limits = [size]
    outcome = await post.send(letter(customer), sender=DESK, recipients=[f"{customer}@plant.example"])
    taken = isinstance(outcome, Sent) or outcome.perhaps_taken
    if not isinstance(outcome, Sent):
        again = await post.send(letter(customer), sender=DESK, recipients=[f"{customer}@plant.example"])
        assert isinstance(again, Sent)
    assert await arrived(imap_server, mail_server, customer) in ({1, 2} if taken else {1})


async def test_what_a_real_server_says_to_a_wrong_password_and_to_too_much(mail_server: Exim, customer: str) -> None:
    wrong = await Post(mail_server.url(password="wrong"), DESK, timeout=PATIENCE).check()
    assert isinstance(wrong, Later)
    assert wrong.trouble is Trouble.LOGIN
    assert await Post(mail_server.url(), DESK, timeout=PATIENCE).takes() == SIZE
    large = letter(customer) + b"0123456789" * 7 + b"\r\n" + (b"x" * 70 + b"\r\n") * 3000
    outcome = await Post(mail_server.url(), DESK, timeout=PATIENCE).send(large, sender=DESK, recipients=["a@plant.example"])
    assert isinstance(outcome, Refused)
    assert outcome.reply.code == 552


async def test_what_a_real_server_says_of_each_recipient(mail_server: Exim, imap_server: Dovecot, customer: str) -> None:
    known, nobody, busy = (f"{name}@plant.example" for name in (customer, "nobody", "busy"))
    outcome = await Post(mail_server.url(tls="starttls"), DESK, timeout=PATIENCE).send(
        letter(customer), sender=DESK, recipients=[known, nobody, busy]
    )
    assert isinstance(outcome, Sent)
    assert {address: reply.final for address, reply in outcome.refused.items()} == {nobody: True, busy: False}
    assert await arrived(imap_server, mail_server, customer) == 1


@dataclass
class Desk:
    """A door whose mails become claims, behind a wire."""

    door: Door
    wire: Relay
    database: Database
    trouble: TryAgain | None = None

    async def take_in(self, raw: bytes, wire: str) -> Received:
        if trouble := self.trouble:
            self.trouble = None
            raise trouble
        return await self.database.run(receive, read(raw, limits.Desk(), limits.Limits()).envelope, raw, wire=wire, desk=(DESK,))


@pytest.fixture
async def behind(mail_server: Exim, sqlite_url: str, rules: Rules) -> AsyncIterator[Desk]:
    async with opened(sqlite_url, rules, clock) as database, AsyncExitStack() as stack:
        door = Door("lmtp", Place("127.0.0.1", 0), {DESK}, lambda raw, wire: desk.take_in(raw, wire), size=100_000)
        await door.start()
        stack.push_async_callback(door.stop)
        wire = await stack.enter_async_context(relay(door.port, mail_server.desk_port))
        desk = Desk(door, wire, database)
        yield desk


async def came_in(desk: Desk, exim: Exim, name: str) -> list[str]:
    """The claims, once one is there and exim has nothing more of the customer's."""
    found: list[str] = []

    async def there() -> bool:
        found[:] = [each.claim.subject for each in await desk.database.read(list_claims)]
        return bool(found) and not exim.holds(name)

    await until(there, exim)
    return found


def told(name: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = f"{name}@plant.example", DESK, "Stopped", formatdate()
    mail["Message-ID"] = f"<{name}-in@plant.example>"
    mail.set_content("It stopped.")
    return mail


@pytest.mark.parametrize("passing", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("words", [b"LHLO", b"MAIL FROM", b"RCPT TO", b"DATA", b"\r\n.\r\n", b"354", b"250 2.0.0 kept"], ids=repr)
async def test_cut_on_the_way_in_a_mail_comes_in_once(
    mail_server: Exim, behind: Desk, customer: str, words: bytes, *, passing: bool
) -> None:
    behind.wire.cuts = [Cut(words, passing=passing)]
    await asyncio.to_thread(mail_server.send, told(customer), f"{customer}@plant.example", DESK)
    assert await came_in(behind, mail_server, customer) == ["Stopped"]
    assert behind.wire.cuts == []


async def test_a_desk_that_cannot_keep_it_now_gets_it_again(mail_server: Exim, behind: Desk, customer: str) -> None:
    behind.trouble = TryAgain("disk full")
    await asyncio.to_thread(mail_server.send, told(customer), f"{customer}@plant.example", DESK)
    assert await came_in(behind, mail_server, customer) == ["Stopped"]
    assert "451 4.3.0 not kept, please try again" in mail_server.words()
