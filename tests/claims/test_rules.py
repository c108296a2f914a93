"""desk.toml: complete defaults, and plain words where it is wrong."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from claims.errors import Misconfigured
from claims.rules import Rules


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_are_complete() -> None:
    rules = Rules.load(None)
    assert rules == Rules()
    assert (rules.desk.language, rules.desk.zone, rules.days.auto_close, rules.days.objection, rules.days.reopen) == (
        "ko",
        "Asia/Seoul",
        5,
        10,
        30,
    )
    assert {"gmail.com", "naver.com", "hanmail.net"} <= set(rules.desk.free_mail)


def test_what_is_written_replaces_the_default(tmp_path: Path) -> None:
    rules = Rules.load(
        written(tmp_path, '[desk]\nname_ko = "한빛 지원"\nholidays = [2026-12-28]\n[people]\nleads = ["U1"]\n[days]\nreopen = 60\n')
    )
    assert (rules.desk.name_ko, rules.desk.name_en, rules.people.leads, rules.days.reopen) == ("한빛 지원", "Customer Support", ("U1",), 60)
    assert rules.desk.holidays == (date(2026, 12, 28),)


def test_the_calendar_is_always_the_same_one() -> None:
    assert Rules().calendar() is Rules().calendar()
    assert Rules().calendar().zone == "Asia/Seoul"


def test_rules_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Rules().days.reopen = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[days]\nreopen = 0\n", "days.reopen: Input should be greater than 0"),
        ("[days]\nreopen = 'soon'\n", "days.reopen: Input should be a valid integer"),
        ("[dayz]\nreopen = 1\n", "dayz: Extra inputs are not permitted"),
        ("[desk]\nlanguage = 'fr'\n", "desk.language: String should match"),
        ("[desk\n", "desk.toml: "),
        ("[days]\nreopen = 0\nauto_close = 0\n", "days.auto_close: Input should be greater than 0"),
    ],
)
def test_what_is_wrong_is_told_in_plain_lines(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Misconfigured) as told:
        Rules.load(written(tmp_path, text))
    assert words in str(told.value)
    assert all(line.startswith(str(tmp_path)) for line in str(told.value).splitlines())


def test_a_zone_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="Mars"):
        Rules.load(written(tmp_path, "[desk]\nzone = 'Mars/Olympus'\n"))


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes("[desk]\nname_ko = '한빛'\n".encode("cp949"))
    with pytest.raises(Misconfigured, match="utf-8"):
        Rules.load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="missing"):
        Rules.load(tmp_path / "missing.toml")
