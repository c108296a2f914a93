"""What the operator hears: by mail and at ALERT_URL, also where Slack, the mail server or the database is what is broken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.deliver.alarms import AlarmCourier
from bot.deliver.pulse import Pulse
from bot.mail.post import Post
from bot.sandbox.mailbox import Mail
from claims.actor import clock as by_clock
from commands.alarm import alarm
from storage import claims, tables
from storage.database import Tx
from storage.outbox import Door
from tests.bot.mail.smtp_peers import Server, serving
from tests.clocks import StillClock
from tests.crash.conftest import House, opened_house
from tests.crash.life import CHANNEL, DESK
from tests.crash.test_database_fails import _impatient, locked
from tests.servers.tokens import serving_tokens

OPERATOR = "ops@desk.example"
BY = by_clock("test")


@dataclass
class Hook:
    """Somebody who listens at ALERT_URL, and answers with what `answers` holds before it says 204."""

    heard: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    url: str = ""

    async def hear(self, request: web.Request) -> web.Response:
        if self.answers:
            return web.Response(status=self.answers.pop(0), headers={"Location": "/elsewhere"})
        self.heard.append(await request.json())
        return web.Response(status=204)

    def what(self) -> list[str]:
        return [each["what"] for each in self.heard]


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook, app = Hook(), web.Application()
    app.router.add_post("/hook", hook.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook?key=hook-secret"
    yield hook
    await runner.cleanup()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with listening() as hook:
        yield hook


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path, clock: StillClock, hook: Hook) -> AsyncIterator[House]:
    more = {"operator_address": OPERATOR, "alert_url": hook.url, "letters": "only:hanbit.example"}
    async with opened_house(sqlite_url, tmp_path, clock, **more) as house:
        yield house


def mails(house: House) -> list[Mail]:
    return house.postbox.inbox(OPERATOR)


def _alarm(tx: Tx) -> None:
    alarm(tx, "given_up", "mail, reply: 451", claim=claims.find(tx, 1001), by=BY)


async def test_an_alarm_goes_three_ways(house: House, hook: Hook) -> None:
    await house.mail()
    await house.settled()
    await house.do(_alarm)
    await house.settled()
    number = house.thread()[0]["text"].split()[0]
    (told,) = hook.heard
    assert set(told) == {"id", "at", "what", "why", "claim", "text"}
    assert (told["what"], told["why"], told["claim"]) == ("given_up", "mail, reply: 451", number)
    assert told["at"] == house.clock.now.isoformat()
    (mail,) = mails(house)
    assert number in mail.subject
    assert mail.subject.startswith("[claimdesk] ")
    assert "451" in mail.text
    assert b"Auto-Submitted: auto-generated" in mail.raw
    assert number in house.workspace.messages(CHANNEL)[-1]["text"]


async def test_slack_away_is_told_once_and_its_return_too(house: House, hook: Hook) -> None:
    house.workspace.faults.add("*", "error", 100_000, error="token_revoked")
    await house.mail()
    await house.mail("다른 문의")
    await house.tried()
    for _ in range(12):
        await house.later(minutes=10)
        await house.idle()
    assert hook.what() == ["slack_stopped"]
    assert hook.heard[0]["why"] == "token_revoked"
    assert len(mails(house)) == 1
    house.workspace.faults.clear()
    await house.settled()
    assert hook.what() == ["slack_stopped", "slack_back"]
    assert len(mails(house)) == 2
    assert len(house.workspace.messages(CHANNEL)) == 3  # two cards, and that it is back


async def test_a_short_trouble_is_nobodys_business(house: House, hook: Hook) -> None:
    house.workspace.faults.add("chat.postMessage", "500", 2)
    house.postbox.faults.refuse("421 4.3.0 restarting", at="mail", times=2)
    await house.mail()
    await house.settled()
    assert (hook.heard, mails(house)) == ([], [])


async def test_the_mail_server_away_is_told_by_the_other_way(house: House, hook: Hook) -> None:
    await house.mail()
    await house.settled()
    house.postbox.faults.cut(1000)
    await house.mail("다른 문의")
    await house.tried()
    for _ in range(6):
        await house.later(minutes=10)
        await house.idle()
    assert hook.what() == ["letters_stopped"]
    assert "보내지 못하고" in house.workspace.messages(CHANNEL)[-1]["text"]
    house.postbox.faults.clear()
    await house.settled()
    async with asyncio.timeout(300):
        while len(hook.what()) < 2:
            await house.later(seconds=1)
            await house.settled()
    assert hook.what() == ["letters_stopped", "letters_back"]
    assert len(house.letters()) == 2
    assert len(mails(house)) == 2


async def test_a_weekend_without_a_mail_server_loses_no_letter(house: House, hook: Hook) -> None:
    house.postbox.faults.cut(100_000)
    await house.mail()
    await house.tried()
    for _ in range(64):
        await house.later(hours=1)
        await house.idle()
    house.postbox.faults.clear()
    await house.settled()
    assert len(house.letters()) == 1
    assert all(row.failed_at is None for row in await house.rows(tables.outbox) if row.door != Door.ALERT)


async def test_a_letter_that_a_day_of_trying_did_not_bring_out_is_told_without_its_words(house: House, hook: Hook) -> None:
    house.postbox.faults.refuse("451 4.3.0 kim@hanbit.example is over quota", times=200)
    await house.mail()
    await house.tried()
    while not hook.heard:
        await house.later(hours=1)
        await house.idle()
    assert hook.what() == ["given_up"]
    assert "kim@hanbit" not in str(hook.heard)
    assert hook.heard[0]["claim"].startswith("1001-")
    assert "undelivered" in await house.steps()


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_it_is_called_again_until_it_says_yes(house: House, hook: Hook, status: int) -> None:
    hook.answers += [status] * 3
    await house.do(_alarm_alone)
    await house.settled()
    assert hook.what() == ["mail_back"]
    assert len(mails(house)) == 1


def _alarm_alone(tx: Tx) -> None:
    alarm(tx, "mail_back", by=BY)


async def test_where_letters_leave_by_token_it_does_too(sqlite_url: str, tmp_path: Path, clock: StillClock) -> None:
    peer = Server(extensions=("AUTH XOAUTH2",), answers={"AUTH": "235 2.7.0 accepted"})
    async with serving_tokens("desk") as issuer, serving(peer) as server:
        wire = {"smtp_url": f"smtp://desk@127.0.0.1:{server.port}?tls=none", "operator_address": OPERATOR}
        async with opened_house(sqlite_url, tmp_path, clock, **wire, **issuer.settings()) as house:
            await house.do(_alarm_alone)
            await house.settled()
    said = [line.split()[0] for line in server.lines]
    assert said.index("AUTH") < said.index("RCPT")
    assert len(server.mails) == 1


async def test_its_address_stays_out_of_the_log(house: House, hook: Hook, capfd: pytest.CaptureFixture[str]) -> None:
    hook.answers += [500]
    await house.do(_alarm_alone)
    await house.settled()
    assert "hook-secret" not in "".join(capfd.readouterr())


async def test_a_database_that_keeps_nothing_is_told_past_it(house: House, hook: Hook, sqlite_url: str) -> None:
    desk = house.desk.desk
    courier = AlarmCourier(desk, Post(house.postbox.smtp_url, DESK, 60.0))
    pulse = Pulse(desk, courier.now)
    await house.do(_impatient)
    with locked(sqlite_url):
        for _ in range(6):
            await pulse.beat()
        assert hook.what() == ["database_stopped"]
        assert len(mails(house)) == 1
    await pulse.beat()
    await house.settled()
    assert hook.what() == ["database_stopped", "database_back"]


async def test_one_missed_beat_is_not_told(house: House, hook: Hook, sqlite_url: str) -> None:
    pulse = Pulse(house.desk.desk, AlarmCourier(house.desk.desk, Post(house.postbox.smtp_url, DESK, 60.0)).now)
    await house.do(_impatient)
    with locked(sqlite_url):
        await pulse.beat()
    await pulse.beat()
    assert hook.heard == []
