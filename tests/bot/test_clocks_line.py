"""`claimdesk check --clocks` and `claimdesk due`, as the operator types them."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.desk import now
from claims.errors import Invalid
from claims.rules import Rules
from storage import claims
from storage.database import Tx, opened
from storage.newest import brought_up
from tests.making import open_one

FRIDAY = ["due", "--from", "2026-11-20T17:00", "--minutes", "120"]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A desk of its own in an empty folder, with a calendar that works on Saturdays."""
    (tmp_path / "desk.toml").write_text('[calendars.shop]\nhours = "09:00-18:00"\nsaturday = "10:00-12:00"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    monkeypatch.setenv("DESK_CONFIG", "desk.toml")
    return f"sqlite:///{tmp_path / 'desk.db'}"


def spoiled(tx: Tx) -> str:
    claim = open_one(tx)
    assert claim.resolution_due
    claims.change(tx, claim, resolution_due=claim.resolution_due + timedelta(hours=1))
    return claim.number


async def make(url: str) -> str:
    await brought_up(url)
    async with opened(url, Rules(), now) as database:
        return await database.run(spoiled)


def test_differences_are_named_and_mended(url: str) -> None:
    number = asyncio.run(make(url))
    wrong = CliRunner().invoke(app, ["check", "--clocks"])
    assert wrong.exit_code == 1
    assert f"{number} resolution_due: " in wrong.stdout
    assert "1 claims, 1 differences" in wrong.stdout
    assert CliRunner().invoke(app, ["check", "--clocks", "--mend"]).exit_code == 0
    right = CliRunner().invoke(app, ["check", "--clocks"])
    assert (right.exit_code, right.stdout) == (0, "1 claims, 0 differences\n")


@pytest.mark.parametrize(
    ("calendar", "told"),
    [("default", "2026-11-23T10:00:00+09:00"), ("24x7", "2026-11-20T19:00:00+09:00"), ("shop", "2026-11-21T11:00:00+09:00")],
)
def test_what_if_with_the_calendars_of_the_desk(url: str, calendar: str, told: str) -> None:
    assert CliRunner().invoke(app, [*FRIDAY, "--calendar", calendar]).stdout == f"{told}\n"


def test_an_unknown_calendar(url: str) -> None:
    refused = CliRunner().invoke(app, [*FRIDAY, "--calendar", "lunar"])
    assert isinstance(refused.exception, Invalid)
    assert refused.exception.values["allowed"] == ("default", "nolunch", "24x7", "shop")


def test_the_playbook_is_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    well = CliRunner().invoke(app, ["check", "--playbook"])
    assert (well.exit_code, well.stdout) == (0, "20 pages are well\n")
    (tmp_path / "desk.toml").write_text('[playbook]\nfolder = "pages"\n', encoding="utf-8")
    monkeypatch.setenv("DESK_CONFIG", str(tmp_path / "desk.toml"))
    wrong = CliRunner().invoke(app, ["check", "--playbook"])
    assert wrong.exit_code == 1
    assert "there is no such folder" in wrong.stdout
    (tmp_path / "pages" / "ko").mkdir(parents=True)
    assert CliRunner().invoke(app, ["check", "--playbook"]).stdout == "20 pages are well, with those of pages\n"
