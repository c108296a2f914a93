"""`claimdesk check --mail` and `--slack`, against the local workspace and a mailbox: what is well, and the fix of each failure."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.check import check_all, check_slack
from bot.finding import Finding
from bot.mail.dns import Resolver
from bot.roundtrip import check_mail
from bot.sandbox.channels import Channel
from bot.sandbox.demo import DESK, Demo, demo
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from commands.find import list_claims
from commands.measure import measure
from tests.bot.mail.test_dns import Records, resolving, zone
from tests.making import png

GOOD: Records = {"claimdesk.example": [("v=spf1 mx -all",)], "_dmarc.claimdesk.example": [("v=DMARC1; p=reject",)]}
NOBODY: Resolver = ("127.0.0.1", 1)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Demo]:
    async with demo(tmp_path, samples=False) as running:
        yield running


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    channels = [Channel("CDESK", "claims"), Channel("GSECRET", "secret", members=["UANNA"], is_private=True)]
    workspace = Workspace(people=[Person("UANNA", "anna", "Anna Park")], channels=channels)
    await workspace.start()
    yield workspace
    await workspace.stop()


async def found(running: Demo, resolver: Resolver = NOBODY, patience: float = 20.0, forward: bool = True) -> list[Finding]:
    """What check finds while a mail server hands on what is for the desk itself."""

    async def hand_on() -> None:
        mail = await running.postbox.until(lambda: next((each for each in running.postbox.letters if DESK in each.rcpt_to), None))
        await running.postbox.transmit(mail.raw, mail.mail_from, mail.rcpt_to)

    handing = asyncio.ensure_future(hand_on()) if forward else None
    findings = [each async for each in check_mail(running.running.desk, patience=patience, resolver=resolver)]
    if handing:
        await handing
    return findings


async def test_a_mail_goes_out_and_comes_back_and_is_no_claim(running: Demo) -> None:
    async with resolving(zone(GOOD)) as resolver:
        findings = await found(running, resolver)
    assert [(each.well, each.fix) for each in findings] == [(True, "")] * 3
    assert findings[0].what == f"test mail to {DESK} went out and came back (smtp)"
    assert [each.what for each in findings[1:]] == [
        "SPF of claimdesk.example: v=spf1 mx -all",
        "DMARC of claimdesk.example: v=DMARC1; p=reject",
    ]
    database = running.running.desk.database
    assert await database.read(list_claims) == []
    assert (await database.read(measure)).arrivals["auto"] == 1
    assert len(running.postbox.letters) == 1


async def test_a_mail_that_does_not_come_back(running: Demo) -> None:
    told = (await found(running, patience=0.5, forward=False))[0]
    assert not told.well
    assert told.fix.endswith("is `claimdesk run` running, and does mail for the address reach SMTP_LISTEN?")


async def test_a_server_that_refuses(running: Demo) -> None:
    running.postbox.faults.refuse("550 5.7.1 not from here", at="rcpt")
    told = (await found(running, forward=False))[0]
    assert (told.well, "550 5.7.1 not from here" in told.fix, "DESK_ADDRESS" in told.fix) == (False, True, True)


async def test_a_server_that_is_not_there(running: Demo) -> None:
    await running.postbox.stop()
    told = (await found(running, forward=False))[0]
    assert (told.well, told.fix.endswith("check host, port, TLS and password in SMTP_URL")) == (False, True)


@pytest.mark.parametrize(
    ("records", "fixes"),
    [
        ({}, ('"v=spf1 include:', '"v=DMARC1; p=none')),
        ({**GOOD, "claimdesk.example": [("v=spf1 a -all",), ("v=spf1 mx -all",)]}, ("two v=spf1 records", "")),
        ({**GOOD, "claimdesk.example": [("v=spf1 +all",)]}, ("lets anybody send", "")),
    ],
)
async def test_what_the_world_may_think_of_the_address(running: Demo, records: Records, fixes: tuple[str, str]) -> None:
    async with resolving(zone(records)) as resolver:
        findings = (await found(running, resolver, 0.5, forward=False))[1:]
    for finding, fix in zip(findings, fixes, strict=True):
        assert fix in finding.fix
        assert finding.well is not bool(fix)


async def test_without_dns_it_says_where_to_look(running: Demo) -> None:
    told = (await found(running, NOBODY, 0.5, forward=False))[1]
    assert not told.well
    assert "dig +short TXT _dmarc.claimdesk.example" in told.fix


def settings(workspace: Workspace, **more: str) -> Settings:
    values = {"slack_bot_token": workspace.bot_token, "slack_api_url": workspace.api_url, "slack_channel": "CDESK"}
    return Settings(_env_file=None, **values | more)


async def test_a_card_is_posted_and_deleted(workspace: Workspace) -> None:
    assert await check_slack(settings(workspace)) == Finding(True, "test card in CDESK posted and deleted")
    assert [call.method for call in workspace.calls] == ["chat.postMessage", "chat.delete"]
    assert workspace.messages("CDESK") == []
    assert workspace.refused == []


@pytest.mark.parametrize(
    ("more", "fix"),
    [
        ({"slack_channel": "GSECRET"}, "at the end of the channel's About page"),
        ({"slack_channel": "CNOWHERE"}, "Slack says channel_not_found: the id (C…)"),
        ({"slack_bot_token": "xoxb-wrong"}, "Slack says invalid_auth: install manifest.yml"),
        ({"slack_api_url": "http://127.0.0.1:1/api/"}, "is there a way out to the internet?"),
    ],
)
async def test_a_card_that_cannot_be_posted_names_its_fix(workspace: Workspace, more: dict[str, str], fix: str) -> None:
    told = await check_slack(settings(workspace, **more))
    assert not told.well
    assert fix in told.fix


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read (No such file"), (b"GIF89a", "is no PNG"), (png()[:8] + bytes(64), "is no PNG"), (png(), "")],
)
async def test_the_seal_is_looked_at(
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: bytes | None,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "desk.toml").write_text('[supplier]\nseal = "seal.png"\n')
    if content:
        (tmp_path / "seal.png").write_bytes(content)
    for name, value in settings(workspace).model_dump(exclude_unset=True).items():
        monkeypatch.setenv(name.upper(), getattr(value, "get_secret_value", lambda value=value: value)())
    monkeypatch.setenv("DESK_CONFIG", "desk.toml")
    await check_all()
    (line,) = [each for each in capsys.readouterr().out.splitlines() if "supplier.seal" in each]
    assert line.startswith("MISSING supplier.seal seal.png" if told else "ok      supplier.seal seal.png")
    assert told in line


async def test_the_command_prints_each_finding(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in settings(workspace).model_dump(exclude_unset=True).items():
        monkeypatch.setenv(name.upper(), getattr(value, "get_secret_value", lambda value=value: value)())
    assert not await check_all(slack=True)
    lines = capsys.readouterr().out.splitlines()
    assert "ok      test card in CDESK posted and deleted" in lines
    assert any(line.startswith("MISSING SMTP_URL - smtp://USER:PASSWORD@HOST:587") for line in lines)
    assert lines[-1] == "Mend what is missing, then run claimdesk check again."
