"""desk.toml: complete defaults, and plain words where it is wrong."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from claims.claim import Priority
from claims.errors import Invalid, Misconfigured
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
    rules = Rules()
    assert rules.calendar() is rules.calendar("default")
    assert rules.calendar().zone == "Asia/Seoul"


def test_rules_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Rules().days.reopen = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[days]\nreopen = 0\n", "days.reopen: must be more than 0"),
        ("[days]\nreopen = 'soon'\n", "days.reopen: write a whole number"),
        ("[dayz]\nreopen = 1\n", "dayz: there is no such setting"),
        ("[desk]\nlanguage = 'fr'\n", "desk.language: is not written as it must be"),
        ("[desk\n", "desk.toml: "),
        ("[days]\nreopen = 0\nauto_close = 0\n", "days.auto_close: must be more than 0"),
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


GOLD = """
[desk]
calendar = "busan"
[calendars.busan]
hours = "10:00-16:00"
saturday = "10:00-12:00"
worked = [2026-05-01]
[calendars.24x7]
extra = [2026-12-31]
[targets.P3]
first_response = 120
[plans.gold]
calendar = "nolunch"
round_the_clock = true
targets.P1.first_response = 15
[plans.standard]
targets.P2.resolution = 600
"""


def test_calendars_targets_and_plans(tmp_path: Path) -> None:
    rules = Rules.load(written(tmp_path, GOLD))
    busan = rules.calendar()
    assert (busan.name, busan.week[0], busan.week[5], busan.week[6]) == ("busan", ((600, 960),), ((600, 720),), ())
    assert not busan.is_holiday(date(2026, 5, 1))
    assert rules.calendar("24x7").is_holiday(date(2026, 12, 31))
    assert not rules.calendar("24x7").is_holiday(date(2026, 12, 25))
    assert rules.calendar_names == ("default", "nolunch", "24x7", "busan")
    assert rules.plan_names == ("standard", "none", "gold")
    assert rules.targets_of("gold")[Priority.P1].first_response == 15
    assert rules.targets_of("gold")[Priority.P3].first_response == 120
    assert rules.targets_of("standard")[Priority.P2].resolution == 600
    assert rules.targets_of("no longer there") is rules.targets_of(None)


def test_an_unknown_calendar_is_named_with_those_there_are() -> None:
    with pytest.raises(Invalid) as caught:
        Rules().calendar("lunar")
    assert caught.value.values == {"field": "calendar", "value": "lunar", "allowed": ("default", "nolunch", "24x7")}


def test_decided_days_lie_over_the_calendars() -> None:
    monday, friday = date(2026, 12, 28), date(2026, 12, 25)
    rules = Rules()
    off, worked = rules.calendar("", frozenset({monday}), frozenset({friday})), rules.calendar()
    assert (off.is_holiday(monday), off.is_holiday(friday)) == (True, False)
    assert (worked.is_holiday(monday), worked.is_holiday(friday)) == (False, True)
    assert rules.calendar("", frozenset({monday}), frozenset({friday})) is off


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[desk]\ncalendar = 'lunar'\n", "desk.calendar: there is no calendar 'lunar', only default, nolunch, 24x7"),
        ("[desk]\nplan = 'gold'\n", "desk.plan: there is no plan 'gold', only standard, none"),
        ("[plans.gold]\ncalendar = 'lunar'\n", "plans.gold.calendar: there is no calendar 'lunar'"),
        ("[calendars.x]\nhours = '9 to 5'\n", "calendars.x.hours: write hours such as"),
        ("[calendars.x]\nhours = '18:00-09:00'\n", "calendars.x.hours: 18:00-09:00 is no span within a day"),
        ("[calendars.x]\nhours = '13:00-18:00, 09:00-12:00'\n", "calendar x: hours must lie within a day, in order"),
        ("[calendars.x]\nhours = ''\n", "calendar x: write seven days"),
        ("[calendars.x]\nzone = 'Mars'\n", "calendar x: no zone 'Mars'"),
        ("[calendars.x]\ncountry = 'Atlantis'\n", "country 'Atlantis' has no known public holidays"),
        ("[targets.P9]\nupdate = 1\n", "targets.P9"),
        ("[targets.P1]\nupdate = 0\n", "targets.P1.update: must be more than 0"),
    ],
)
def test_what_is_wrong_with_calendars_and_plans(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Misconfigured) as told:
        Rules.load(written(tmp_path, text))
    assert words in str(told.value)
