"""`claimdesk import` against a real Dovecot: old mail comes in, and nobody hears of it."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.desk import Desk
from bot.intake import opened_intake
from bot.mail.account import Account
from bot.mail.fetch import Fetching, Pace
from bot.mail.history import bring_in
from bot.settings import Settings
from claims.actor import person
from claims.claim import Claim
from claims.errors import Illegal, Misconfigured, TryAgain
from claims.lifecycle import CloseReason, State
from commands.close import reopen
from commands.find import find, list_claims
from commands.receive import Became, Received
from storage import claims, messages, outbox, tables
from storage.database import Tx, opened
from storage.messages import Direction
from tests.bot.mail.boxes import Operator, Tray, clock, moving_to
from tests.bot.mail.boxes import desk as desk_of
from tests.bot.mail.relay import relay
from tests.making import team
from tests.servers.dovecot import Dovecot

QUICK = Pace(poll=0.1, soon=0.05, lease=1.0, grace=0.0, first_retry=0.02, last_retry=0.1)
USERS = itertools.count(1)
ANNA = person("UANNA")


def mail(
    name: str,
    *,
    of: str = "lee@plant.example",
    to: str = "help@vendor.example",
    about: str = "",
    words: str = "The press stopped.",
    extra: str = "",
) -> bytes:
    refers = f"References: <{about}@plant.example>\r\n" if about else ""
    head = f"From: Lee <{of}>\r\nTo: {to}\r\nSubject: Press\r\nMessage-ID: <{name}@plant.example>\r\n{refers}{extra}"
    return f"{head}Date: Thu, 19 Nov 2026 10:30:00 +0900\r\n\r\n{words}\r\n".encode()


def ago(days: float) -> datetime:
    return (clock() - timedelta(days=days)).replace(microsecond=0)


@dataclass
class Setting:
    server: Dovecot
    user: str
    desk: Desk

    def put(self, *mails: bytes, days: float) -> None:
        self.server.put(self.user, *mails, at=ago(days))

    async def bring(self, days: int = 300, *, dry_run: bool = False, threads: bool = False) -> None:
        await bring_in(self.desk, clock().date() - timedelta(days=days), dry_run=dry_run, threads=threads)

    async def claims(self) -> list[Claim]:
        return await self.desk.database.read(_claims)

    async def words(self, claim: Claim) -> list[tuple[Direction, str]]:
        said = await self.desk.database.read(messages.of_claim, claim.id)
        return [(each.direction, each.text.strip()) for each in said]

    async def to_say(self) -> list[str]:
        return await self.desk.database.read(lambda tx: list(tx.connection.execute(select(tables.outbox.c.intent)).scalars()))

    async def hear(self, raw: bytes) -> Received:
        """A mail comes in today."""
        async with opened_intake(self.desk) as intake:
            return await intake.take_in(raw, "smtp")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Tray]:
        async with opened_intake(self.desk) as intake:
            tray = Tray(intake.take_in)
            fetching = Fetching(self.desk, Account.parse(self.server.url(self.user)), tray, Operator(), QUICK)
            await fetching.start()
            try:
                yield tray
            finally:
                await fetching.stop()


def _connected(tx: Tx) -> int:
    return tx.connection.execute(select(func.count(tables.mailboxes.c.uidvalidity))).scalar_one()


def _claims(tx: Tx) -> list[Claim]:
    ids = tx.connection.execute(select(tables.claims.c.id).order_by(tables.claims.c.id)).scalars()
    return [claim for each in ids if (claim := claims.find(tx, each))]


@pytest.fixture
async def setting(imap_server: Dovecot, database_url: str, tmp_path: Path) -> AsyncIterator[Setting]:
    user, rules = f"history{next(USERS)}", moving_to("")
    async with opened(database_url, rules, clock) as database:
        plain = desk_of(database, rules, tmp_path)
        settings = plain.settings.model_copy(update={"imap_url": _secret(imap_server.url(user))})
        await database.run(team)
        yield Setting(imap_server, user, replace(plain, settings=settings))


def _secret(url: str) -> SecretStr | None:
    return Settings(_env_file=None, imap_url=url).imap_url


async def test_old_mail_becomes_closed_claims_and_nobody_hears_of_it(setting: Setting) -> None:
    setting.put(mail("a"), days=40)
    setting.put(mail("b", of="kim@hanbit.example", words="토너가 샙니다."), days=30)
    setting.put(mail("c", about="a", words="Still."), days=35)
    await setting.bring()
    press, toner = await setting.claims()
    assert await setting.words(press) == [(Direction.IN, "The press stopped."), (Direction.IN, "Still.")]
    assert [each.state for each in (press, toner)] == [State.CLOSED] * 2
    assert [each.close_reason for each in (press, toner)] == [CloseReason.IMPORTED] * 2
    assert press.closed_at
    assert round((press.closed_at - press.opened_at) / timedelta(hours=1)) == 5 * 24
    assert (press.first_due, press.update_due, press.resolution_due, press.owner) == (None,) * 4
    assert await setting.to_say() == []
    assert await setting.desk.database.read(claims.late) == {"first_response": 0, "update": 0, "resolution": 0}
    assert await setting.desk.database.read(list_claims) == []
    assert [each.claim.id for each in await setting.desk.database.read(find, "토너가")] == [toner.id]


async def test_it_leaves_the_mailbox_as_it_is(setting: Setting) -> None:
    setting.put(mail("a"), mail("b"), days=3)
    await setting.bring()
    assert len(setting.server.holds(setting.user)) == 2
    with setting.server.reader(setting.user) as reader:
        reader.select("INBOX", readonly=True)
        assert reader.search(None, "SEEN")[1] == [b""]


async def test_twice_is_once(setting: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    setting.put(mail("a"), mail("b", about="a"), mail("c"), days=3)
    await setting.bring()
    before = await setting.claims()
    capsys.readouterr()
    await setting.bring()
    assert await setting.claims() == before
    assert "3 duplicate" in capsys.readouterr().out
    assert [len(await setting.words(each)) for each in before] == [2, 1]


async def test_cut_off_it_goes_on(setting: Setting, database_url: str) -> None:
    setting.put(*(mail(f"m{n}", about=f"m{n - 1}" if n % 3 else "", words=f"word {n}") for n in range(120)), days=3)
    async with relay(setting.server.port) as wire:
        through = setting.server.url(setting.user, port=wire.port)
        account = setting.desk.settings.model_copy(update={"imap_url": _secret(through)})
        desk, since = replace(setting.desk, settings=account), clock().date() - timedelta(days=9)
        importing = asyncio.create_task(bring_in(desk, since, dry_run=False, threads=False))
        while not await setting.claims():
            await asyncio.sleep(0.01)
        wire.hang_up()
        with pytest.raises(TryAgain, match="goes on from there"):
            await importing
    assert 0 < len(await setting.claims()) < 40
    await setting.bring(9)
    said = [await setting.words(each) for each in await setting.claims()]
    assert len(said) == 40
    assert sorted(text for each in said for _, text in each) == sorted(f"word {n}" for n in range(120))


async def test_the_days_before_stay_out(setting: Setting) -> None:
    setting.put(mail("old"), days=20)
    setting.put(mail("new"), days=2)
    await setting.bring(10)
    (claim,) = await setting.claims()
    assert claim.opened_at > ago(10)


async def test_a_trial_keeps_nothing(setting: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    setting.put(mail("a"), mail("b"), days=2)
    await setting.bring(dry_run=True)
    assert "INBOX: 2 old mails since" in capsys.readouterr().out
    assert await setting.claims() == []


async def test_new_mail_is_left_to_the_running_desk(setting: Setting) -> None:
    setting.put(mail("old"), days=2)
    async with setting.running() as tray:
        while not await setting.desk.database.read(_connected):
            await asyncio.sleep(0.02)
        setting.server.put(setting.user, mail("new"))
        assert (await tray.next()).became is Became.CLAIM  # type: ignore[attr-defined]
        await setting.bring()
    states = [(each.state, each.close_reason) for each in await setting.claims()]
    assert states == [(State.NEW, None), (State.CLOSED, CloseReason.IMPORTED)]


async def test_the_desk_that_starts_later_leaves_it_alone(setting: Setting) -> None:
    setting.put(mail("old"), days=2)
    await setting.bring()
    async with setting.running() as tray:
        while not await setting.desk.database.read(_connected):
            await asyncio.sleep(0.02)
        setting.server.put(setting.user, mail("new"))
        assert (await tray.next()).became is Became.CLAIM  # type: ignore[attr-defined]
    assert [each.state for each in await setting.claims()] == [State.CLOSED, State.NEW]
    assert not any(b"<old@" in each for each in tray.mails)


async def test_the_customers_next_word_wakes_it_or_follows_it(setting: Setting) -> None:
    setting.put(mail("recent"), days=5)
    setting.put(mail("long", of="kim@hanbit.example"), days=90)
    await setting.bring()
    recent = await setting.hear(mail("r2", about="recent", words="Again."))
    later = await setting.hear(mail("l2", of="kim@hanbit.example", about="long", words="Again."))
    old, woken, new = await setting.claims()
    assert (recent.became, recent.claim, woken.state, woken.reopened) == (Became.REPLY, woken.number, State.IN_PROGRESS, 1)
    assert (later.became, later.claim, new.follows, old.state) == (Became.CLAIM, new.number, old.id, State.CLOSED)


async def test_staff_may_reopen_it_however_old_and_then_its_clocks_run(setting: Setting) -> None:
    setting.put(mail("a"), days=200)
    await setting.bring()
    (claim,) = await setting.claims()
    again = await setting.desk.database.run(reopen, claim.number, "still open with them", by=ANNA)
    now = clock()
    assert again.state is State.IN_PROGRESS
    assert again.update_due
    assert again.update_due > now
    assert again.resolution_due
    assert again.resolution_due > now
    assert await setting.to_say() == ["card"]
    with pytest.raises(Illegal):
        await setting.desk.database.run(reopen, claim.number, "twice", by=ANNA)


async def test_answers_machines_and_colleagues_join_silently(setting: Setting) -> None:
    setting.put(mail("a"), days=4)
    setting.put(mail("b", of="help@vendor.example", to="lee@plant.example", about="a", words="We look into it."), days=3)
    setting.put(mail("c", of="anna@desk.example", about="a", words="Known fault."), days=2)
    setting.put(mail("d", about="a", extra="Auto-Submitted: auto-replied\r\n", words="Away."), days=1)
    await setting.bring()
    (claim,) = await setting.claims()
    assert [direction for direction, _ in await setting.words(claim)] == [Direction.IN, Direction.OUT, Direction.NOTE]
    assert await setting.to_say() == []


async def test_what_cannot_be_read_is_kept_and_alarms_nobody(setting: Setting) -> None:
    setting.put(b"\r\n\r\nnoise", mail("a"), days=4)
    await setting.bring()
    assert len(await setting.claims()) == 1
    assert await setting.to_say() == []


async def test_threads_only_where_they_are_asked_for(setting: Setting) -> None:
    setting.put(mail("a"), mail("b", about="a"), days=2)
    await setting.bring(threads=True)
    assert await setting.to_say() == ["card", "mail_in", "mail_in"]
    oldest = (await setting.desk.database.read(outbox.depth))["slack"][1]
    assert oldest
    assert clock() - oldest < timedelta(days=1)


async def test_two_days_apart_comes_in_by_the_servers_time(setting: Setting) -> None:
    setting.put(mail("late"), days=1)
    setting.put(mail("early"), days=8)
    await setting.bring()
    first, second = await setting.claims()
    assert first.opened_at < second.opened_at


@pytest.mark.parametrize(("days", "why"), [(-2, "still to come"), (1100, "keep_closed")])
async def test_days_that_make_no_sense(setting: Setting, days: int, why: str) -> None:
    with pytest.raises(Misconfigured, match=why):
        await setting.bring(days)


async def test_without_a_mailbox_it_says_so(setting: Setting) -> None:
    settings = setting.desk.settings.model_copy(update={"imap_url": None})
    with pytest.raises(Misconfigured, match="IMAP_URL"):
        await bring_in(replace(setting.desk, settings=settings), clock().date(), dry_run=False, threads=False)


@pytest.mark.parametrize(
    ("change", "fault"), [({"password": "wrong"}, Misconfigured), ({"folders": "Nowhere"}, Misconfigured), ({"port": 1}, TryAgain)]
)
async def test_a_mail_server_that_refuses_is_told_plainly(setting: Setting, change: dict[str, Any], fault: type[Exception]) -> None:
    url = setting.server.url(setting.user, **change)
    settings = setting.desk.settings.model_copy(update={"imap_url": _secret(url)})
    with pytest.raises(fault) as told:
        await bring_in(replace(setting.desk, settings=settings), clock().date(), dry_run=False, threads=False)
    assert "wrong" not in str(told.value)
