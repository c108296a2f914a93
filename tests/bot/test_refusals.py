"""What the operator reads when something is wrong: one plain line, the right exit code, and never a traceback."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.postgres import Postgres

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).parents[2]
COMPLETE = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SLACK_CHANNEL": "C1",
    "SLACK_API_URL": "http://127.0.0.1:1/",
    "DESK_ADDRESS": "help@desk.example",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "PUBLIC_URL": "http://desk.example",
    "SECRET_KEY": "a secret of the tests, long enough for all",
}
MAIL = b"From: Kim <kim@hanbit.example>\r\nTo: help@desk.example\r\nMessage-ID: <1@hanbit.example>\r\n\r\nIt does not print.\r\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `claimdesk` as a real process in an empty folder, with these settings alone."""

    def run(*arguments: str, given: bytes = b"", **settings: str) -> "subprocess.CompletedProcess[str]":
        env = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ} | {"PYTHONPATH": str(ROOT)} | settings
        told = subprocess.run(
            [sys.executable, "-m", "bot", *arguments], input=given, cwd=tmp_path, env=env, capture_output=True, timeout=300
        )
        return subprocess.CompletedProcess(told.args, told.returncode, told.stdout.decode(), told.stderr.decode())

    return run


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def refused(told: "subprocess.CompletedProcess[str]", code: int = 1) -> str:
    """The one line."""
    assert told.returncode == code, told
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1, told.stderr
    assert told.stderr.startswith("claimdesk: ")
    return told.stderr.removeprefix("claimdesk: ").strip()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("show", "9999"), "There is no claim 9999."),
        (("show", "what"), "claim number: “what” is not understood."),
        (
            ("list", "--state", "LOST"),
            "state: “LOST” is not understood. Possible: NEW, TRIAGE, IN_PROGRESS, WAITING_CUSTOMER, WAITING_APPROVAL, WAITING_RELEASE, "
            "RESOLVED, CLOSED",
        ),
        (("explain", "nowhere.eml"), "nowhere.eml: No such file or directory"),
        (("explain", "."), ".: Is a directory"),
        (("restore", "nowhere.tar"), "nowhere.tar: No such file or directory"),
        (("restore", "."), ".: Is a directory"),
        (("backup", "no/such/folder.tar"), "no/such/folder.tar: name a file to write, in a folder that is there"),
        (("backup", "."), ".: name a file to write, in a folder that is there"),
        (
            ("due", "--from", "tomorrow", "--minutes", "5"),
            "from: “tomorrow” is not understood. Possible: 2026-11-19T10:30, 2026-11-19T10:30+09:00",
        ),
        (
            ("due", "--from", "2026-11-23T13:00", "--minutes", "-5"),
            "--minutes: “-5” is not understood. A target is 0 business minutes or more: "
            "`claimdesk due --from 2026-11-23T13:00 --minutes 240`",
        ),
        (
            ("due", "--from", "2026-11-19T10:00", "--minutes", "5", "--calendar", "lunar"),
            "calendar: “lunar” is not understood. Possible: default, nolunch, 24x7",
        ),
        (("person", "export", "nobody@hanbit.example"), "nobody@hanbit.example is not known here, or no longer active."),
        (("person", "erase", "--yes", "nobody"), "customer's address: “nobody” is not understood."),
    ],
)
def test_what_is_asked_for_wrongly(run: Run, arguments: tuple[str, ...], line: str) -> None:
    assert refused(run(*arguments)) == line


def test_a_file_that_is_no_backup(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    assert refused(run("restore", "notes.txt")) == "notes.txt is no backup: restore reads the .tar files that claimdesk backup writes"


def test_erasing_somebody_whose_claim_is_open(run: Run) -> None:
    number = run("receive", DESK_ADDRESS="help@desk.example", given=MAIL).stdout.partition('"claim": "')[2].partition('"')[0]
    told = run("person", "erase", "--yes", "Kim@hanbit.example")
    assert (told.returncode, told.stderr) == (1, f"claimdesk: {number} is “New”: “erase” is not possible.\n")
    assert run("show", number).returncode == 0


def test_erasing_asks_first_and_no_is_no(run: Run) -> None:
    run("receive", DESK_ADDRESS="help@desk.example", given=MAIL)
    told = run("person", "erase", "kim@hanbit.example", given=b"n\n")
    assert told.returncode == 1
    assert "1 claims of theirs" in told.stdout
    assert "kim@hanbit.example" in run("person", "export", "kim@hanbit.example").stdout


def test_a_desk_without_settings_names_all_it_needs(run: Run) -> None:
    line = refused(run("run"))
    assert line.startswith("Missing in .env or the environment: SLACK_BOT_TOKEN, SLACK_CHANNEL, DESK_ADDRESS, SMTP_URL, PUBLIC_URL")
    assert line.endswith("`claimdesk check` says what each is for.")


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://root:hunter2@db.example/desk", "postgresql://desk:hunter2@db.example:port/desk", "sqlite://", "sqlite:///"]
)
def test_a_database_that_is_none(run: Run, url: str) -> None:
    line = refused(run("list", DATABASE_URL=url))
    assert line == "DATABASE_URL: write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME, special characters percent-encoded"


def test_a_database_that_does_not_answer(run: Run) -> None:
    line = refused(run("list", DATABASE_URL="postgresql://desk:hunter2@127.0.0.1:1/desk"), 75)
    assert line.startswith("the database in DATABASE_URL does not answer: ")
    assert "hunter2" not in line


def test_a_database_that_is_not_there(run: Run, postgres_server: Postgres) -> None:
    line = refused(run("list", DATABASE_URL=postgres_server.url("elsewhere")), 75)
    assert line == 'the database in DATABASE_URL does not answer: database "elsewhere" does not exist'


def test_a_file_that_is_no_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_text("a letter to a friend, long enough to be looked at, but no database at all" * 20)
    assert refused(run("list", DATABASE_URL="sqlite:///desk.db"), 75).endswith("file is not a database")


@pytest.mark.parametrize("place", ["8080", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:99999"])
def test_a_place_that_is_none(run: Run, place: str) -> None:
    assert refused(run("run", **COMPLETE, HTTP_LISTEN=place)).startswith("HTTP_LISTEN: write HOST:PORT")


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"SMTP_URL": "mail.example"}, "SMTP_URL must look like smtp://user:password@host:587?tls=starttls or smtps://user:password@host"),
        (
            {"SMTP_URL": "smtp://u:hunter2@h:port"},
            "SMTP_URL must look like smtp://user:password@host:587?tls=starttls or smtps://user:password@host",
        ),
        (
            {"IMAP_URL": "mail.example"},
            "IMAP_URL must look like imaps://USER:PASSWORD@HOST/INBOX or imap://USER:PASSWORD@HOST:143/INBOX?tls=starttls",
        ),
        ({"SMTP_LISTEN": "2525"}, "SMTP_LISTEN: 2525: a door listens at host:port or at the path of a Unix socket"),
        (
            {"SECRET_KEY": "short"},
            "SECRET_KEY: at least 32 characters, or customers' links could be guessed. `claimdesk check` says how to make one.",
        ),
        ({"LETTERS": "some"}, "LETTERS: is not written as it must be: see docs/settings.md"),
    ],
)
def test_a_setting_that_is_not_understood(run: Run, settings: dict[str, str], line: str) -> None:
    assert refused(run("run", **COMPLETE | {"HTTP_LISTEN": "127.0.0.1:0"} | settings)) == line


def test_check_goes_on_after_a_setting_that_is_not_understood(run: Run) -> None:
    told = run("check", SMTP_URL="mail.example")
    assert told.returncode == 1
    assert "MISSING SMTP_URL - SMTP_URL must look like smtp://" in told.stdout
    assert "MISSING SLACK_BOT_TOKEN" in told.stdout


@pytest.mark.parametrize("setting", ["HTTP_LISTEN", "SMTP_LISTEN", "LMTP_LISTEN"])
def test_a_port_that_is_taken(run: Run, taken_port: int, setting: str) -> None:
    places: dict[str, Any] = {"HTTP_LISTEN": "127.0.0.1:0"} | {setting: f"127.0.0.1:{taken_port}"}
    told = run("run", **COMPLETE, **places)
    line = told.stderr.splitlines()[-1]
    assert told.returncode == 1
    assert line.startswith(f"claimdesk: {setting}: cannot listen at 127.0.0.1:{taken_port} (address already in use).")
    assert "Traceback" not in told.stderr


def test_a_folder_that_cannot_be_written_to(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    line = refused(run("run", **COMPLETE, HTTP_LISTEN="127.0.0.1:0", DATA_DIR="file/data"))
    assert line == "DATA_DIR: file/data cannot be written to (not a directory). Give it to this user, or name another."


def test_a_desk_toml_with_a_fault(run: Run, tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text("[days]\nauto_close = 0\n")
    assert refused(run("list", DESK_CONFIG="desk.toml")) == "desk.toml: days.auto_close: must be more than 0"


@pytest.mark.parametrize(
    "settings",
    [
        {"DATABASE_URL": "nonsense"},
        {"DATABASE_URL": "postgresql://desk@127.0.0.1:1/desk"},
        {"DATABASE_URL": "sqlite:////proc/nowhere/desk.db"},
        {"DESK_CONFIG": "nowhere.toml"},
    ],
)
def test_whatever_is_wrong_the_mail_server_keeps_the_mail(run: Run, settings: dict[str, str]) -> None:
    refused(run("receive", given=MAIL, **settings), 75)


def test_a_mail_file_that_cannot_be_read(run: Run) -> None:
    assert refused(run("receive", "nowhere.eml"), 75) == "nowhere.eml: not kept, try again (No such file or directory)"
    assert refused(run("receive", "."), 75) == ".: not kept, try again (Is a directory)"
