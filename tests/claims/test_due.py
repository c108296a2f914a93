import json
from pathlib import Path

import pytest

from claims.calendar import PRESETS, Calendar
from claims.due import due
from claims.errors import Invalid

CASES = json.loads(Path(__file__).with_name("due_times.json").read_text("utf-8"))["cases"]
PLAIN = [case for case in CASES if "retarget" not in case and not case["extra_holidays"]]


@pytest.mark.parametrize("case", PLAIN, ids=[case["id"] for case in PLAIN])
def test_worked_due_times(case):
    pauses = ["/".join(pause) for pause in case["pauses"]]
    found = due(case["start"], case["target_minutes"], pauses, PRESETS[case["calendar"]])
    assert found.isoformat() == f"{case['due']}:00+09:00"


def test_times_with_an_offset_keep_their_instant():
    assert due("2026-11-20T20:30-05:00", 240).isoformat() == "2026-11-23T14:00:00+09:00"
    assert due("2026-11-19T01:30Z", 240).isoformat() == "2026-11-19T15:30:00+09:00"
    assert due("2026-11-19 10:30", 240, ["2026-11-19T02:00Z/2026-11-19T12:30"]).isoformat() == "2026-11-19T16:30:00+09:00"


def test_naive_times_are_in_the_calendars_zone():
    office = Calendar("office", "America/New_York", country="US")
    assert due("2026-03-06T17:00", 120, (), office).isoformat() == "2026-03-09T10:00:00-04:00"


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("from", ("yesterday", 1)),
        ("from", ("", 1)),
        ("from", ("2026-13-01", 1)),
        ("target", ("2026-11-19T10:30", -1)),
        ("time", ("0001-01-01T00:00", 1)),
        ("time", ("9999-12-31T23:59-12:00", 1)),
        ("year", ("2026-11-19T10:30", 10**15)),
        ("pause", ("2026-11-19T10:30", 1, ["2026-11-19T10:30"])),
        ("pause", ("2026-11-19T10:30", 1, ["2026-11-19T10:30/"])),
        ("pause", ("2026-11-19T10:30", 1, ["/"])),
        ("pause", ("2026-11-19T10:30", 1, ["2026-11-19T11:30/2026-11-19T10:30"])),
        ("pause", ("2026-11-19T10:30", 1, ["2026-11-19T11:30/2026-11-19T12:30/x"])),
    ],
)
def test_what_is_not_understood_is_named(field, arguments):
    with pytest.raises(Invalid) as caught:
        due(*arguments)
    assert caught.value.values["field"] == field
