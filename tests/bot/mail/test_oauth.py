"""Access tokens: against a token server, with a real Dovecot that asks it, and an SMTP door that wants XOAUTH2."""

import asyncio
import base64
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.mail.account import Account
from bot.mail.fetch import Fetching
from bot.mail.oauth import NoToken, Tokens, tokens
from bot.mail.post import Later, Post, Sent, Trouble
from bot.settings import Settings
from claims.errors import Misconfigured
from claims.rules import Rules
from storage.database import opened
from tests.bot.mail.boxes import Operator, Tray, clock, desk, mail
from tests.bot.mail.relay import Relay, relay
from tests.bot.mail.smtp_peers import Server, serving
from tests.bot.mail.test_fetch import QUICK
from tests.servers.dovecot import Dovecot
from tests.servers.tokens import REFRESH, SECRET, TokenServer, serving_tokens

USER = "oauth"


@pytest.fixture
async def issuer(imap_server: Dovecot) -> AsyncIterator[TokenServer]:
    async with serving_tokens(USER, imap_server.token_port) as server:
        yield server


def given(issuer: TokenServer, folder: Path, **more: str) -> Tokens:
    found = tokens(Settings(_env_file=None, data_dir=folder, **issuer.settings(**more)))
    assert found is not None
    return found


async def test_a_token_is_asked_for_once_and_again_before_it_ends(issuer: TokenServer, tmp_path: Path) -> None:
    now = [0.0]
    token = given(issuer, tmp_path)
    token.elapsed = lambda: now[0]
    assert [await token(), await token()] == ["access-1", "access-1"]
    now[0] = 3600 - 61
    assert await token() == "access-1"
    now[0] += 2
    assert await token() == "access-2"
    assert issuer.asked[0] == {
        "grant_type": "refresh_token",
        "client_id": "desk-client",
        "client_secret": SECRET,
        "refresh_token": REFRESH,
    }


async def test_many_at_once_ask_once(issuer: TokenServer, tmp_path: Path) -> None:
    token = given(issuer, tmp_path)
    assert set(await asyncio.gather(*(token() for _ in range(20)))) == {"access-1"}


async def test_a_client_in_its_own_name(issuer: TokenServer, tmp_path: Path) -> None:
    token = given(issuer, tmp_path, oauth_refresh_token="", oauth_scope="https://outlook.office365.com/.default")
    assert await token() == "access-1"
    assert issuer.asked[0]["grant_type"] == "client_credentials"
    assert issuer.asked[0]["scope"] == "https://outlook.office365.com/.default"
    assert "refresh_token" not in issuer.asked[0]


async def test_a_newer_refresh_token_is_remembered_for_us_alone(issuer: TokenServer, tmp_path: Path) -> None:
    issuer.rotating = True
    await given(issuer, tmp_path)()
    await given(issuer, tmp_path)()
    assert [each["refresh_token"] for each in issuer.asked] == [REFRESH, "refresh-1"]
    assert stat.S_IMODE((tmp_path / "oauth.json").stat().st_mode) == 0o600
    assert REFRESH not in (tmp_path / "oauth.json").read_text()
    issuer.refresh = "another"
    assert await given(issuer, tmp_path, oauth_refresh_token="another")() == "access-3"


async def test_who_is_told_to_stop_keeps_the_newer_refresh_token_first(issuer: TokenServer, tmp_path: Path) -> None:
    issuer.rotating = True
    asking = asyncio.ensure_future(given(issuer, tmp_path)())
    while not issuer.asked:
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await given(issuer, tmp_path)() == "access-2"


@pytest.mark.parametrize("known", ["", "{", "[]", '{"follows": 1}', '"x"'])
async def test_a_broken_memory_is_none(issuer: TokenServer, tmp_path: Path, known: str) -> None:
    (tmp_path / "oauth.json").write_text(known)
    assert await given(issuer, tmp_path)() == "access-1"


@pytest.mark.parametrize("lives", [None, "3600", "soon", -1, True, [3]])
async def test_whatever_it_says_of_a_tokens_life(issuer: TokenServer, tmp_path: Path, lives: object) -> None:
    issuer.lives = lives
    assert await given(issuer, tmp_path)() == "access-1"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ((400, '{"error": "invalid_grant"}'), "refuses (invalid_grant): look at OAUTH_REFRESH_TOKEN"),
        ((401, '{"error": "invalid_client\\u0000"}'), "refuses (401 without a token)"),
        ((200, "<html>"), "refuses (200 without a token)"),
        ((200, '{"access_token": 5}'), "refuses (200 without a token)"),
        ((302, "elsewhere"), "refuses (302 without a token)"),
    ],
)
async def test_a_refusal_is_named_without_a_secret(issuer: TokenServer, tmp_path: Path, fault: tuple[int, str], said: str) -> None:
    issuer.fault = fault
    with pytest.raises(NoToken) as refusal:
        await given(issuer, tmp_path)()
    assert said in str(refusal.value)
    assert SECRET not in str(refusal.value)
    assert REFRESH not in str(refusal.value)


@pytest.mark.parametrize("fault", [(503, ""), (429, '{"error": "slow_down"}')])
async def test_trouble_that_may_pass_is_no_refusal(issuer: TokenServer, tmp_path: Path, fault: tuple[int, str]) -> None:
    issuer.fault = fault
    with pytest.raises(ConnectionError):
        await given(issuer, tmp_path)()


async def test_a_token_server_that_is_away(issuer: TokenServer, tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        await given(issuer, tmp_path, oauth_token_url="http://127.0.0.1:1/token")()


@pytest.mark.parametrize(
    "values",
    [
        {"oauth_token_url": "https://a.example/token"},
        {"oauth_token_url": "https://a.example/token", "oauth_client_id": "a"},
        {"oauth_token_url": "https://a.example/token", "oauth_refresh_token": "a"},
    ],
)
def test_half_of_the_settings_is_told(values: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="OAUTH_CLIENT_ID"):
        tokens(Settings(_env_file=None, **values))


@pytest.mark.parametrize("url", ["http://token.example/", "ftp://x", "token"])
def test_a_secret_goes_nowhere_in_the_open(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTH_TOKEN_URL", url)
    with pytest.raises(Misconfigured, match="OAUTH_TOKEN_URL: write https"):
        Settings.read(None)


@dataclass
class Box:
    """A mailbox read by token, through a wire that can be cut."""

    server: Dovecot
    wire: Relay
    issuer: TokenServer
    tray: Tray
    operator: Operator

    async def idling(self) -> None:
        await asyncio.wait_for(self.wire.answered(b"+ idling"), 300)


@pytest.fixture
async def box(imap_server: Dovecot, issuer: TokenServer, sqlite_url: str, rules: Rules, tmp_path: Path) -> AsyncIterator[Box]:
    async with opened(sqlite_url, rules, clock) as database, relay(imap_server.port) as wire:
        box = Box(imap_server, wire, issuer, Tray(), Operator())
        account = Account.parse(f"imap://{USER}@127.0.0.1:{wire.port}/INBOX?tls=none", given(issuer, tmp_path))
        fetching = Fetching(desk(database, rules, tmp_path), account, box.tray, box.operator, QUICK)
        await fetching.start()
        await box.idling()
        yield box
        await fetching.stop()


async def read_again(box: Box, number: int) -> None:
    box.wire.hang_up()
    await box.idling()
    box.server.put(USER, mail(number))
    await box.tray.next()


async def test_a_mailbox_is_read_by_token(box: Box) -> None:
    box.server.put(USER, mail(1))
    await box.tray.next()
    assert box.operator.heard.empty()


async def test_by_oauthbearer_where_the_server_offers_no_other(box: Box) -> None:
    box.wire.garble[b"AUTH=XOAUTH2"] = b"AUTH=XXXXXXX"
    box.wire.hang_up()
    await box.wire.asked(b"AUTHENTICATE OAUTHBEARER")
    await box.idling()


async def test_a_token_taken_back_is_replaced_before_anybody_hears_of_it(box: Box) -> None:
    box.issuer.revoke()
    while box.operator.heard.qsize():  # the cut itself may be told: this desk has no patience
        box.operator.heard.get_nowait()
    await read_again(box, 2)
    told = [box.operator.heard.get_nowait() for _ in range(box.operator.heard.qsize())]
    assert not any("refuses" in str(each) for each in told)
    assert len(box.issuer.asked) == 2


async def test_a_refresh_token_that_ended_is_told_and_so_is_its_return(box: Box) -> None:
    known, box.issuer.refresh = box.issuer.refresh, "withdrawn"
    box.issuer.revoke()
    box.wire.hang_up()
    while "invalid_grant" not in str(told := await box.operator.next()):
        pass
    assert "OAUTH_REFRESH_TOKEN" in str(told)
    box.issuer.refresh = known
    while await box.operator.next() is not None:
        pass
    await box.idling()


async def test_letters_leave_by_token(issuer: TokenServer, tmp_path: Path) -> None:
    async with serving(Server(extensions=("AUTH PLAIN XOAUTH2",), answers={"AUTH": "235 2.7.0 accepted"})) as server:
        post = Post(f"smtp://desk@127.0.0.1:{server.port}?tls=none", "desk@desk.example", 5, given(issuer, tmp_path))
        outcome = await post.send(b"Subject: x\r\n\r\nhi\r\n", sender="desk@desk.example", recipients=["a@c.example"])
    assert isinstance(outcome, Sent)
    [said] = (line for line in server.lines if line.startswith("AUTH"))
    assert base64.b64decode(said.split()[2]) == b"user=desk\x01auth=Bearer access-1\x01\x01"


async def test_a_refused_token_is_tried_afresh_once_and_then_told(issuer: TokenServer, tmp_path: Path) -> None:
    async with serving(Server(extensions=("AUTH XOAUTH2",), answers={"AUTH": "535 5.7.8 no"})) as server:
        post = Post(f"smtp://desk@127.0.0.1:{server.port}?tls=none", "desk@desk.example", 5, given(issuer, tmp_path))
        outcome = await post.check()
    assert isinstance(outcome, Later)
    assert outcome.trouble is Trouble.LOGIN
    assert len(issuer.asked) == 2


async def test_letters_wait_where_no_token_is_given(issuer: TokenServer, tmp_path: Path) -> None:
    async with serving(Server(extensions=("AUTH XOAUTH2",))) as server:
        post = Post(f"smtp://desk@127.0.0.1:{server.port}?tls=none", "desk@desk.example", 5, given(issuer, tmp_path))
        issuer.fault = (400, '{"error": "invalid_grant"}')
        refused = await post.check()
        issuer.fault = (503, "")
        away = await post.check()
    assert [isinstance(each, Later) and each.trouble for each in (refused, away)] == [Trouble.LOGIN, Trouble.CONNECTION]
    assert server.lines == []
