"""Fetching against a real Dovecot, through a wire that can be cut."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Concatenate, ParamSpec

import pytest
from sqlalchemy import update

from bot.desk import Desk
from bot.intake import Intake
from bot.mail import limits
from bot.mail.account import Account
from bot.mail.fetch import Fetching, Pace
from bot.mail.read import read
from bot.mail.reader import Reader
from claims.errors import Misconfigured, TryAgain
from claims.rules import Rules
from commands import fetching
from commands.find import list_claims
from commands.receive import Became, Received, receive
from storage import mailboxes, mails, tables
from storage.database import Tx, opened
from tests.bot.mail.boxes import Operator, Tray, clock, desk, mail, moving_to
from tests.bot.mail.relay import Cut, Relay, relay
from tests.servers.dovecot import KOREAN_PASSWORD, Dovecot

QUICK = Pace(poll=0.1, soon=0.05, lease=1.0, grace=0.0, first_retry=0.02, last_retry=0.1)
LASTING = replace(QUICK, lease=3000)
"""However long the machine stands still, no other takes over."""
ONLY_IDLE = Pace(poll=1000, soon=1000, lease=3000, grace=0.0, first_retry=0.02, last_retry=0.1)
USERS = itertools.count(1)
P = ParamSpec("P")


@pytest.fixture
def user() -> str:
    """Each test has a mailbox of its own."""
    return f"user{next(USERS)}"


@pytest.fixture
async def wire(imap_server: Dovecot) -> AsyncIterator[Relay]:
    async with relay(imap_server.port) as wire:
        yield wire


@dataclass
class Setting:
    """A desk whose mailbox is read through the wire."""

    server: Dovecot
    wire: Relay
    user: str
    desk: Desk
    tray: Tray
    operator: Operator

    @asynccontextmanager
    async def fetching(self, pace: Pace = QUICK, folders: str = "INBOX") -> AsyncIterator[Fetching]:
        """Reading, and already waiting for news."""
        async with self.started(Account.parse(self.server.url(self.user, folders, port=self.wire.port)), pace) as fetching:
            for _ in folders.split(","):
                await asyncio.wait_for(self.wire.answered(b"+ idling"), 300)
            yield fetching

    @asynccontextmanager
    async def started(self, account: Account, pace: Pace = QUICK) -> AsyncIterator[Fetching]:
        fetching = Fetching(self.desk, account, self.tray, self.operator, pace)
        await fetching.start()
        try:
            yield fetching
        finally:
            await fetching.stop()

    def put(self, *mails: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        self.server.put(self.user, *mails, folder=folder, at=at)

    def holds(self, folder: str = "INBOX") -> list[bytes]:
        return self.server.holds(self.user, folder)

    def flags(self) -> list[bytes]:
        with self.server.reader(self.user) as client:
            client.select("INBOX", readonly=True)
            told = client.uid("FETCH", "1:*", "(FLAGS)")[1]
        return [found[1] for line in told if line and (found := re.search(rb"FLAGS \((.*?)\)", line))]  # type: ignore[arg-type]


@pytest.fixture
async def setting(imap_server: Dovecot, wire: Relay, user: str, sqlite_url: str, rules: Rules, tmp_path: Path) -> AsyncIterator[Setting]:
    async with opened(sqlite_url, rules, clock) as database:
        yield Setting(imap_server, wire, user, desk(database, rules, tmp_path), Tray(), Operator())


@pytest.fixture
async def taking_in(setting: Setting) -> AsyncIterator[Setting]:
    """The real intake behind the tray."""
    reader = Reader(limits.Desk(frozenset(setting.desk.settings.addresses)))
    setting.tray.take_in = Intake(setting.desk, reader).take_in
    yield setting
    await reader.close()


@pytest.fixture
def receiving(setting: Setting) -> Setting:
    """Mails become claims, without a process to read them."""

    async def take_in(raw: bytes, wire: str) -> Received:
        envelope = read(raw, limits.Desk(), limits.Limits()).envelope
        return await setting.desk.database.run(receive, envelope, raw, wire=wire, desk=setting.desk.settings.addresses)

    setting.tray.take_in = take_in
    return setting


async def until(desk: Desk, query: Callable[Concatenate[Tx, P], object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Wait for the commit after which `query` finds something."""
    committed = asyncio.Event()
    desk.database.committed.append(committed.set)
    while not await desk.database.read(query, *args, **kwargs):
        await committed.wait()
        committed.clear()


def usurp(tx: Tx, name: str) -> None:
    values = {"holder": "another", "held_until": tx.now + timedelta(hours=1)}
    assert tx.connection.execute(update(tables.mailboxes).where(tables.mailboxes.c.name == name).values(values)).rowcount == 1


async def claims_of(desk: Desk) -> list[str]:
    return sorted(view.claim.subject for view in await desk.database.read(list_claims, limit=1000))


async def test_new_mail_comes_by_idle(setting: Setting) -> None:
    async with setting.fetching(ONLY_IDLE):
        setting.put(mail(1))
        await setting.tray.next()
        await setting.wire.answered(b"+ idling")
        setting.put(mail(2))
        await setting.tray.next()
    assert setting.tray.mails == [mail(1), mail(2)]


async def test_new_mail_comes_by_poll_where_the_server_cannot_idle(setting: Setting) -> None:
    setting.wire.garble[b" IDLE"] = b" XDLE"
    async with setting.started(Account.parse(setting.server.url(setting.user, port=setting.wire.port))):
        await setting.wire.answered(b"* SEARCH")
        setting.put(mail(1))
        await setting.tray.next()


async def test_nothing_that_stood_there_at_first_is_touched(setting: Setting) -> None:
    setting.put(mail(1), mail(2))
    async with setting.fetching():
        setting.put(mail(3))
        await setting.tray.next()
    assert setting.tray.mails == [mail(3)]
    assert setting.holds() == [mail(1), mail(2)]
    assert setting.flags() == [b"", b""]


async def test_reading_goes_on_where_it_stood(setting: Setting) -> None:
    async with setting.fetching():
        pass
    setting.put(mail(1), mail(2))
    async with setting.fetching():
        await setting.tray.next()
        await setting.tray.next()
    assert setting.tray.mails == [mail(1), mail(2)]


async def test_a_mail_is_moved_after_its_commit(setting: Setting) -> None:
    stood: list[bytes] = []

    async def look(raw: bytes, wire: str) -> object:
        stood.extend(await asyncio.to_thread(setting.holds))
        return wire

    setting.tray.take_in = look
    async with setting.fetching():
        setting.put(mail(1))
        await setting.tray.next()
    assert stood == [mail(1)]
    assert setting.holds() == []
    assert setting.holds("claimdesk") == [mail(1)]


async def test_without_move_it_is_copied_and_removed(setting: Setting) -> None:
    setting.wire.garble[b" MOVE"] = b" XOVE"
    async with setting.fetching():
        setting.put(mail(1))
        await setting.tray.next()
    assert setting.holds() == []
    assert setting.holds("claimdesk") == [mail(1)]


async def test_what_a_person_marked_deleted_stays_when_ours_is_removed(setting: Setting) -> None:
    setting.put(mail(1))
    with setting.server.reader(setting.user) as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", r"(\Deleted)")
    setting.wire.garble[b" MOVE"] = b" XOVE"
    async with setting.fetching():
        setting.put(mail(2))
        await setting.tray.next()
    assert setting.holds() == [mail(1)]


@pytest.mark.parametrize("words", [(b" MOVE", b" UIDPLUS"), (b" CREATE", b" XXXXXX")], ids=["unable", "able"])
async def test_a_server_that_cannot_move_marks_it_read(setting: Setting, words: tuple[bytes, ...]) -> None:
    setting.wire.garble |= {word: b" " + b"X" * (len(word) - 1) for word in words}
    able = b" MOVE" not in words
    async with setting.fetching():
        setting.put(mail(1))
        await setting.tray.next()
    assert setting.holds() == ([] if able else [mail(1)])
    assert setting.flags() == ([] if able else [b"\\Seen"])


@pytest.mark.parametrize("folder", ["", "no..name"])
async def test_where_it_may_not_be_moved_it_is_marked_read_and_not_read_again(setting: Setting, sqlite_url: str, folder: str) -> None:
    async with opened(sqlite_url, moving_to(folder), clock) as database:
        setting.desk = desk(database, moving_to(folder), setting.desk.settings.data_dir)
        async with setting.fetching():
            setting.put(mail(1))
            await setting.tray.next()
        assert setting.flags() == [b"\\Seen"]
        async with setting.fetching():
            setting.put(mail(2))
            await setting.tray.next()
    assert setting.tray.mails == [mail(1), mail(2)]


async def test_a_folder_that_somebody_removed_is_made_again(setting: Setting) -> None:
    async with setting.fetching():
        setting.put(mail(1))
        await setting.tray.next()
        await setting.wire.answered(b"COPYUID")
        with setting.server.reader(setting.user) as client:
            client.delete("claimdesk")
        setting.put(mail(2))
        await setting.tray.next()
    assert setting.holds() == []
    assert setting.holds("claimdesk") == [mail(2)]


async def test_a_mail_that_cannot_be_kept_stays_and_comes_again(setting: Setting) -> None:
    setting.tray.faults.extend([TryAgain("disk full"), TryAgain("disk full")])
    async with setting.fetching():
        setting.put(mail(1), mail(2))
        assert await setting.tray.refused.get() == mail(1)
        assert mail(1) in setting.holds()
        assert await setting.operator.next() == f"{setting.user}@127.0.0.1/INBOX: the desk cannot keep mail now (disk full)"
        await setting.tray.next()
        await setting.tray.next()
        assert await setting.operator.next() is None
    assert setting.tray.mails == [mail(1), mail(2)]


async def test_a_fault_that_passes_is_told_to_nobody(setting: Setting) -> None:
    setting.tray.faults.append(TryAgain("locked"))
    async with setting.fetching(Pace(poll=0.1, soon=0.05, lease=1, grace=60, first_retry=0.02)):
        setting.put(mail(1))
        await setting.tray.next()
    assert setting.operator.heard.empty()


async def test_one_mail_that_nobody_can_take_in_is_set_aside(setting: Setting) -> None:
    async def choosy(raw: bytes, wire: str) -> object:
        if raw == mail(2):
            raise ValueError("a fault of ours")
        return wire

    setting.tray.take_in = choosy
    async with setting.fetching():
        setting.put(mail(1), mail(2), mail(3))
        await setting.tray.next()
        await setting.tray.next()
        while "stands flagged" not in str(await setting.operator.next()):
            pass
        assert await setting.operator.next() is None
    assert setting.tray.mails == [mail(1), mail(3)]
    assert setting.holds() == [mail(2)]
    assert setting.flags() == [b"\\Flagged"]


async def test_one_mail_that_the_server_cannot_give_is_set_aside(setting: Setting) -> None:
    async with setting.fetching():
        pass
    setting.put(mail(1), mail(2), mail(3))
    [stored] = (path for path in setting.server.mailbox(setting.user).glob("*/*") if b"<2@plant" in path.read_bytes())
    stored.chmod(0)
    async with setting.fetching():
        await setting.tray.next()
        await setting.tray.next()
        while "stands flagged" not in str(await setting.operator.next()):
            pass
    assert setting.tray.mails == [mail(1), mail(3)]


async def test_two_hundred_mails_are_drained_in_order(taking_in: Setting) -> None:
    async with taking_in.fetching():
        pass
    expected = [mail(each) for each in range(200)]
    taking_in.put(*expected)
    async with taking_in.fetching():
        became = [await taking_in.tray.next() for _ in expected]
    assert taking_in.tray.mails == expected
    assert {each.became for each in became if isinstance(each, Received)} == {Became.CLAIM}
    assert taking_in.holds() == []
    assert taking_in.holds("claimdesk") == expected


async def test_a_large_mail_comes_whole(setting: Setting) -> None:
    large = mail(2, "x" * 70 + "\r\n") + b"0123456789\r\n" * 500_000
    async with setting.fetching():
        pass
    setting.put(mail(1), large, mail(3))
    async with setting.fetching():
        for _ in range(3):
            await setting.tray.next()
    assert setting.tray.mails == [mail(1), large, mail(3)]


async def test_several_folders(setting: Setting) -> None:
    with setting.server.reader(setting.user) as client:
        client.create("&rOCsHQ-")
    async with setting.fetching(folders="INBOX,%EA%B3%A0%EA%B0%9D"):
        setting.put(mail(1), folder="&rOCsHQ-")
        await setting.tray.next()
        setting.put(mail(2))
        await setting.tray.next()
    assert setting.tray.mails == [mail(1), mail(2)]
    assert setting.holds("claimdesk") == [mail(1), mail(2)]


async def test_it_connects_again_after_the_server_was_restarted(setting: Setting) -> None:
    async with setting.fetching():
        setting.server.stop()
        try:
            assert f"{setting.user}@127.0.0.1/INBOX: " in str(await setting.operator.next())
        finally:
            setting.server.start()
        setting.put(mail(1))
        await setting.tray.next()
        told = await setting.operator.next()
        while told is not None:
            told = await setting.operator.next()


async def test_a_wrong_password_is_told_at_once_and_named_nowhere(setting: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = "wr0ng-and-secret"
    account = Account.parse(setting.server.url(setting.user, port=setting.wire.port, password=wrong))
    async with setting.started(account, Pace(grace=1000, first_retry=0.02)):
        told = await setting.operator.next()
        await setting.wire.asked(b"LOGIN")
        await setting.wire.asked(b"LOGIN")
    why = "the mail server refuses the name, the password or the token ([AUTHENTICATIONFAILED] Authentication failed.)"
    assert told == f"{setting.user}@127.0.0.1/INBOX: {why}"
    assert setting.operator.heard.empty()
    said = "".join(capsys.readouterr())
    assert "mailbox not read" in said
    assert wrong not in said + told


async def test_a_server_too_busy_to_let_us_in_says_nothing_of_the_password(setting: Setting) -> None:
    setting.wire.garble[b"[AUTHENTICATIONFAILED]"] = b"[UNAVAILABLE]"
    async with setting.started(Account.parse(setting.server.url(setting.user, port=setting.wire.port, password="wrong"))):
        assert "password" not in str(await setting.operator.next())


async def test_a_folder_is_never_moved_into_itself(setting: Setting) -> None:
    fetching = Fetching(setting.desk, Account.parse(setting.server.url(setting.user, "INBOX,Claimdesk")), setting.tray, setting.operator)
    with pytest.raises(Misconfigured, match="moved_to"):
        await fetching.start()


async def test_a_password_in_any_script(setting: Setting) -> None:
    account = Account.parse(setting.server.url(setting.user, port=setting.wire.port, password=KOREAN_PASSWORD))
    async with setting.started(account):
        await setting.wire.answered(b"+ idling")
        setting.put(mail(1))
        await setting.tray.next()


@pytest.mark.parametrize("starttls", [True, False])
async def test_over_tls(setting: Setting, *, starttls: bool) -> None:
    server = setting.server
    form = (
        f"imap://{{}}@localhost:{server.port}/?ca={server.certificate}"
        if starttls
        else f"imaps://{{}}@localhost:{server.tls_port}/?ca={server.certificate}"
    )
    async with setting.started(Account.parse(form.format(f"{setting.user}:s3cret%2Fwith%40and%3Acolon"))):
        name = f"{setting.user}@localhost/INBOX"
        await until(setting.desk, mailboxes.position, name)
        setting.put(mail(1))
        await setting.tray.next()


@pytest.mark.parametrize("starttls", [True, False])
async def test_a_certificate_of_nobody_we_trust_is_refused(setting: Setting, *, starttls: bool) -> None:
    server = setting.server
    url = f"imap://kim:secret@localhost:{server.port}/" if starttls else f"imaps://kim:secret@localhost:{server.tls_port}/"
    async with setting.started(Account.parse(url)):
        assert "certificate verify failed" in str(await setting.operator.next())


async def test_a_new_uidvalidity_takes_nothing_twice_and_nothing_old(taking_in: Setting) -> None:
    old = datetime.now(UTC) - timedelta(days=30)
    with taking_in.server.reader(taking_in.user) as client:
        client.create("support")
    taking_in.put(mail(1), folder="support", at=old)
    async with taking_in.fetching(folders="support"):
        taking_in.put(mail(2), folder="support")
        await taking_in.tray.next()
    with taking_in.server.reader(taking_in.user) as client:
        client.delete("support")
        client.create("support")
    taking_in.put(mail(1), folder="support", at=old)
    taking_in.put(mail(2), mail(3), folder="support")
    async with taking_in.fetching(folders="support"):
        became = [await taking_in.tray.next() for _ in range(2)]
        taking_in.put(mail(4), folder="support", at=old)  # dragged here by a person: it is meant
        became.append(await taking_in.tray.next())
    assert [each.became for each in became if isinstance(each, Received)] == [Became.DUPLICATE, Became.CLAIM, Became.CLAIM]
    assert await claims_of(taking_in.desk) == ["Press 2", "Press 3", "Press 4"]
    assert taking_in.holds("support") == [mail(1)]


async def test_two_fetchers_one_works(setting: Setting) -> None:
    account = Account.parse(setting.server.url(setting.user, port=setting.wire.port))
    other = Tray()
    second = Fetching(setting.desk, account, other, setting.operator, QUICK)
    async with setting.fetching(LASTING) as first:
        await second.start()
        setting.put(mail(1))
        await setting.tray.next()
        await first.stop()
        await setting.wire.answered(b"+ idling")
        setting.put(mail(2))
        await other.next()
    await second.stop()
    assert (setting.tray.mails, other.mails) == ([mail(1)], [mail(2)])


async def test_the_lease_of_a_fetcher_that_died_moves_on(setting: Setting) -> None:
    name = Account.parse(setting.server.url(setting.user)).name("INBOX")
    await setting.desk.database.run(fetching.hold, name, timedelta(), by="the dead")
    await setting.desk.database.run(fetching.resume, name, 1, 1, by="the dead")
    async with setting.fetching(LASTING):
        assert setting.wire.connections == 1
        assert not await setting.desk.database.run(fetching.hold, name, timedelta(seconds=1), by="the dead")


async def test_a_fetcher_that_lost_its_lease_leaves(setting: Setting) -> None:
    name = Account.parse(setting.server.url(setting.user)).name("INBOX")
    async with setting.fetching():
        await setting.desk.database.run(usurp, name)
        await setting.wire.closed()
        setting.put(mail(1))
        assert not await setting.desk.database.run(fetching.hold, name, timedelta(seconds=1), by="anybody")
    assert setting.tray.mails == []


CLIENT = [b"LOGIN", b"SELECT", b"UID SEARCH", b"RFC822.SIZE", b"BODY.PEEK", b"UID MOVE", b"CREATE", b"IDLE", b"DONE"]
SERVER = [
    b"* OK [CAPABILITY",
    b"Logged in",
    b"UIDVALIDITY",
    b"* SEARCH",
    b"INTERNALDATE",
    b"BODY[]",
    b"COPYUID",
    b"Create completed",
    b"EXISTS",
]


@pytest.mark.parametrize("passing", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("words", CLIENT + SERVER, ids=lambda words: words.decode())
async def test_a_wire_cut_anywhere_loses_nothing_and_doubles_nothing(receiving: Setting, words: bytes, *, passing: bool) -> None:
    async with receiving.fetching():
        pass
    receiving.put(mail(1), mail(2))
    receiving.wire.cuts = [Cut(words, passing=passing)]
    async with receiving.fetching():
        receiving.put(mail(3))
        while await claims_of(receiving.desk) != ["Press 1", "Press 2", "Press 3"] or receiving.wire.cuts:
            await receiving.tray.next()
    assert sorted(set(receiving.holds("claimdesk"))) == [mail(1), mail(2), mail(3)]
    assert receiving.holds() == []
    counted = await receiving.desk.database.read(mails.counted)
    assert counted[Became.CLAIM] == 3


async def test_garbage_instead_of_answers_is_survived(setting: Setting) -> None:
    setting.wire.garble = {b"* SEARCH": b"* \xff\xfe!!((", b"INTERNALDATE": b"INTERNALDAT\x00", b"* FLAGS (": b"* FLAGS )"}
    setting.put(mail(1))
    async with setting.started(Account.parse(setting.server.url(setting.user, port=setting.wire.port))):
        await setting.operator.next()
        setting.wire.garble.clear()
        await setting.wire.answered(b"+ idling")
        setting.put(mail(2))
        await setting.tray.next()


async def test_stopping_finishes_the_mail_in_hand(setting: Setting) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly(raw: bytes, wire: str) -> object:
        begun.set()
        await may_end.wait()
        return wire

    setting.tray.take_in = slowly
    async with setting.fetching() as fetching:
        setting.put(mail(1), mail(2))
        await begun.wait()
        stopping = asyncio.create_task(fetching.stop())
        await asyncio.sleep(0)
        may_end.set()
        await stopping
    assert setting.tray.mails == [mail(1)]
    assert setting.holds() == [mail(2)]
    assert setting.holds("claimdesk") == [mail(1)]
