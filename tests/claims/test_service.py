import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import service
from claims.calendar import PRESETS, Calendar, floor
from claims.claim import Priority
from claims.errors import Invalid
from claims.lifecycle import State
from claims.service import Change, Due, clock, due, late, reckon, retarget, spent, stages, target, used, working_time
from tests.claims import brute

CASES = json.loads(Path(__file__).with_name("due_times.json").read_text("utf-8"))["cases"]
SEOUL = ZoneInfo("Asia/Seoul")
DEFAULT = PRESETS["default"]
MINUTE = timedelta(minutes=1)


def kst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL).astimezone(UTC)


def calendar_of(case: dict) -> Calendar:
    days = frozenset(map(date.fromisoformat, case["extra_holidays"]))
    return replace(PRESETS[case["calendar"]], extra_holidays=days)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_worked_due_times(case):
    zone = ZoneInfo(case["tz"])
    start, expected = (datetime.fromisoformat(case[key]).replace(tzinfo=zone) for key in ("start", "due"))
    pauses = [tuple(datetime.fromisoformat(edge).replace(tzinfo=zone) for edge in pause) for pause in case["pauses"]]
    change = case.get("retarget")
    if change:
        at = datetime.fromisoformat(change["at"]).replace(tzinfo=zone)
        found = retarget(start, change["target_minutes"], pauses, calendar_of(case), changed=at)
        assert found == Due(expected.astimezone(UTC), case.get("breached", False))
    else:
        assert due(start, case["target_minutes"], pauses, calendar_of(case)) == expected


@pytest.mark.parametrize(
    ("start", "left", "expected"),
    [("2026-11-20T20:30", 240, "2026-11-23T14:00"), ("2026-07-01T20:30", 240, "2026-07-02T14:30")],
)
def test_a_customer_in_new_york_is_promised_seoul_hours(start, left, expected):
    asked = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("America/New_York"))
    assert due(asked, left, (), DEFAULT) == kst(expected)


def test_two_business_days_with_a_weekend_between():
    pause = (kst("2026-11-23T14:00"), kst("2026-11-25T10:15"))
    assert used(kst("2026-11-23T09:30"), pause[0], (), DEFAULT) == 210
    assert used(kst("2026-11-23T09:30"), kst("2026-11-25T10:15"), [pause], DEFAULT) == 210
    assert due(kst("2026-11-23T09:30"), 960, [pause], DEFAULT) == kst("2026-11-26T15:45")


def test_used_time_over_two_pauses():
    pauses = [(kst("2026-12-30T17:30"), kst("2027-01-04T09:20")), (kst("2027-01-05T12:20"), kst("2027-01-05T13:40"))]
    start = kst("2026-12-30T11:00")
    assert used(start, pauses[0][0], pauses, DEFAULT) == 330
    assert used(start, pauses[1][0], pauses, DEFAULT) == 330 + 640


def test_what_was_missed_before_a_pause_stays_missed():
    pause = (kst("2026-11-19T16:00"), kst("2026-11-24T11:00"))
    assert due(kst("2026-11-19T09:00"), 120, [pause], DEFAULT) == kst("2026-11-19T11:00")
    assert due(kst("2026-11-19T09:00"), 120, [(pause[0], None)], DEFAULT) == kst("2026-11-19T11:00")


def test_used_up_exactly_when_the_pause_begins():
    pause = (kst("2026-11-19T11:00"), kst("2026-11-24T11:00"))
    assert due(kst("2026-11-19T09:00"), 120, [pause], DEFAULT) == kst("2026-11-19T11:00")


def test_a_pause_outside_working_hours_changes_nothing_even_after_the_last_minute():
    pause = (kst("2026-11-23T18:30"), kst("2026-11-24T08:00"))
    assert due(kst("2026-11-23T13:00"), 300, [pause], DEFAULT) == kst("2026-11-23T18:00")


def test_a_clock_that_stands_still_has_no_due_time():
    assert due(kst("2026-11-19T09:00"), 480, [(kst("2026-11-19T10:00"), None)], DEFAULT) is None
    assert used(kst("2026-11-19T09:00"), kst("2026-11-20T10:00"), [(kst("2026-11-19T10:00"), None)], DEFAULT) == 60


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(Invalid):
        due(kst("2026-11-19T09:00"), 480, [(kst("2026-11-19T10:00"), kst("2026-11-19T09:59"))], DEFAULT)


starts = st.integers(0, 400 * 1440).map(lambda n: kst("2026-01-01T00:00") + n * MINUTE)
lengths = st.lists(st.tuples(st.integers(-500, 9000), st.integers(0, 5000)), max_size=4)
calendars = st.sampled_from([*PRESETS.values(), Calendar("ny", "America/New_York", country="US")])


@settings(deadline=None, max_examples=100)
@given(calendars, starts, st.integers(1, 1500), lengths)
def test_due_is_the_slow_count_of_minutes_outside_pauses(calendar, start, minutes, lengths):
    pauses = [(start + after * MINUTE, start + (after + length) * MINUTE) for after, length in lengths]
    assert due(start, minutes, pauses, calendar) == brute.add(calendar, start, minutes, pauses)


@settings(deadline=None, max_examples=100)
@given(calendars, starts, st.integers(0, 9000), lengths)
def test_used_is_the_slow_count_and_what_was_spent(calendar, start, length, lengths):
    pauses = [(start + after * MINUTE, start + (after + n) * MINUTE) for after, n in lengths]
    until = start + length * MINUTE
    counted = brute.between(calendar, start, until, pauses)
    assert used(start, until, pauses, calendar) == counted
    assert sum((end - begin) // MINUTE for begin, end in spent(start, until, pauses, calendar)) == counted


@settings(deadline=None)
@given(calendars, starts, st.integers(1, 10_000), lengths)
def test_the_whole_target_is_used_when_it_is_due(calendar, start, minutes, lengths):
    pauses = [(start + after * MINUTE, start + (after + n) * MINUTE) for after, n in lengths]
    at = due(start, minutes, pauses, calendar)
    assert used(start, at, pauses, calendar) == minutes
    assert used(start, at - MINUTE, pauses, calendar) == minutes - 1


@settings(deadline=None)
@given(starts, st.integers(1, 5000), lengths, st.integers(0, 59))
def test_seconds_change_nothing(start, minutes, lengths, second):
    pauses = [(start + after * MINUTE, start + (after + n) * MINUTE) for after, n in lengths]
    moved = [tuple(edge + timedelta(seconds=second) for edge in pause) for pause in pauses]
    assert due(start + timedelta(seconds=second), minutes, moved, DEFAULT) == due(start, minutes, pauses, DEFAULT)


def test_a_retarget_is_reckoned_from_the_start():
    start = kst("2026-11-19T09:00")
    assert used(start, kst("2026-11-19T16:00"), (), DEFAULT) == 360
    assert used(start, kst("2026-11-20T11:00"), (), DEFAULT) == 600
    assert retarget(start, 480, (), DEFAULT, changed=kst("2026-11-19T16:00")) == Due(kst("2026-11-19T18:00"))
    assert retarget(start, 480, (), DEFAULT, changed=kst("2026-11-20T11:00")) == Due(kst("2026-11-20T11:00"), breached=True)


def test_a_breach_that_had_happened_stays_where_it_was():
    start, was = kst("2026-11-19T09:00"), kst("2026-11-19T18:00")
    assert retarget(start, 240, (), DEFAULT, changed=kst("2026-11-20T11:00"), was=was) == Due(was, breached=True)
    later = kst("2026-11-23T18:00")
    assert retarget(start, 240, (), DEFAULT, changed=kst("2026-11-20T11:00"), was=later) == Due(kst("2026-11-20T11:00"), breached=True)


def test_a_retarget_while_the_clock_stands_still():
    pause = (kst("2026-11-19T10:00"), None)
    assert retarget(kst("2026-11-19T09:00"), 480, [pause], DEFAULT, changed=kst("2026-11-20T11:00")) == Due(None)
    assert retarget(kst("2026-11-19T09:00"), 30, [pause], DEFAULT, changed=kst("2026-11-20T11:00")) == Due(
        kst("2026-11-20T11:00"), breached=True
    )


def test_a_history_of_targets_is_reckoned_change_by_change():
    start, monday = kst("2026-11-19T09:00"), kst("2026-11-23T18:00")
    p3, p2 = Change(start, 1440, DEFAULT), Change(kst("2026-11-20T11:00"), 480, DEFAULT)
    assert reckon(start, [p3], ()) == Due(monday)
    assert reckon(start, [p3, p2], ()) == Due(p2.at, breached=True)
    assert reckon(start, [p3, p2, Change(kst("2026-11-20T14:00"), 240, DEFAULT)], ()) == Due(p2.at, breached=True)
    assert reckon(start, [p3, p2, Change(kst("2026-11-20T14:00"), 1440, DEFAULT)], ()) == Due(monday)
    assert reckon(start, [p3, Change(kst("2026-11-19T16:00"), 240, PRESETS["24x7"])], ()) == Due(kst("2026-11-19T16:00"), breached=True)


def test_a_breach_by_change_of_target_outlives_later_pauses():
    start = kst("2026-11-19T09:00")
    changes = [Change(start, 1440, DEFAULT), Change(kst("2026-11-20T11:00"), 480, DEFAULT)]
    pauses = [(kst("2026-11-20T13:00"), kst("2026-11-23T10:00")), (kst("2026-11-23T11:00"), None)]
    assert reckon(start, changes, pauses) == Due(kst("2026-11-20T11:00"), breached=True)


def test_a_new_clock_takes_the_target_in_force_when_it_starts():
    changes = [Change(kst("2026-11-19T09:00"), 1440, DEFAULT), Change(kst("2026-11-20T11:00"), 480, DEFAULT)]
    assert reckon(kst("2026-11-24T09:00"), changes, ()) == Due(kst("2026-11-24T18:00"))


def test_reopened_after_resolved_the_same_clock_goes_on():
    history = [
        (kst("2026-11-19T09:00"), State.NEW),
        (kst("2026-11-19T09:10"), State.TRIAGE),
        (kst("2026-11-19T09:20"), State.IN_PROGRESS),
        (kst("2026-11-19T16:00"), State.RESOLVED),
        (kst("2026-11-24T11:00"), State.IN_PROGRESS),
    ]
    start, pauses = clock(history)
    assert used(start, kst("2026-11-24T11:00"), pauses, DEFAULT) == 360
    assert due(start, 960, pauses, DEFAULT) == kst("2026-11-25T14:00")


def test_reopened_after_closed_a_new_clock_starts():
    history = [(kst("2026-11-19T09:00"), State.NEW), (kst("2026-11-19T16:00"), State.RESOLVED), (kst("2026-11-26T16:00"), State.CLOSED)]
    assert clock(history) == (kst("2026-11-19T09:00"), ())
    assert clock([*history, (kst("2026-12-01T10:00"), State.IN_PROGRESS)]) == (kst("2026-12-01T10:00"), ())


def test_the_clock_stands_still_only_while_it_is_the_customers_turn():
    at = [kst(f"2026-11-19T{hour:02}:00") for hour in range(9, 18)]
    states = [
        "NEW",
        "TRIAGE",
        "TRIAGE",
        "WAITING_CUSTOMER",
        "WAITING_APPROVAL",
        "IN_PROGRESS",
        "WAITING_RELEASE",
        "IN_PROGRESS",
        "WAITING_CUSTOMER",
    ]
    start, pauses = clock(zip(at, map(State, states), strict=True))
    assert start == at[0]
    assert pauses == ((at[3], at[4]), (at[4], at[5]), (at[8], None))


def test_a_claim_closed_for_want_of_an_answer_keeps_its_pause():
    waited = [
        (kst("2026-11-19T09:00"), State.NEW),
        (kst("2026-11-19T10:00"), State.WAITING_CUSTOMER),
        (kst("2026-12-03T10:00"), State.CLOSED),
    ]
    assert clock(waited) == (waited[0][0], ((waited[1][0], waited[2][0]),))


def test_stages_of_a_claim_add_up():
    marks = ["11-19T10:30", "11-19T14:00", "11-19T15:00", "11-23T09:40", "11-23T11:00", "11-24T10:00", "11-24T16:30"]
    at = [kst(f"2026-{mark}") for mark in marks]
    stages = [DEFAULT.minutes_between(a, b) for a, b in pairwise(at)]
    assert stages == [150, 60, 700, 80, 420, 330]
    assert sum(stages) == DEFAULT.minutes_between(at[0], at[-1]) == 1740
    states = map(State, ["NEW", "TRIAGE", "WAITING_CUSTOMER", "IN_PROGRESS", "WAITING_APPROVAL", "IN_PROGRESS"])
    start, pauses = clock(zip(at, states, strict=False))
    assert used(start, at[-1], pauses, DEFAULT) == 620


def test_targets_of_each_priority():
    rows = {priority: (t.first_response, t.update, t.resolution, t.nudge, t.assign) for priority, t in service.DEFAULTS.items()}
    assert rows == {
        "P1": (60, 120, 240, 15, 30),
        "P2": (120, 480, 480, 30, 60),
        "P3": (240, 960, 1440, 60, 120),
        "P4": (480, 2400, 4800, 120, 240),
    }


@pytest.mark.parametrize(("priority", "minutes"), [("P1", 120), ("P2", 240), ("P3", 480), ("P4", 480)])
def test_without_a_contract_the_first_answer_is_a_class_slower(priority, minutes):
    found = target(Priority(priority), contract=False)
    assert (found.first_response, found.best_effort) == (minutes, True)
    assert found.resolution == target(Priority(priority)).resolution
    assert not target(Priority(priority)).best_effort


def test_a_desk_has_its_own_targets():
    own = dict.fromkeys(Priority, service.Target(1, 2, 3, 4, 5))
    assert target(Priority.P2, targets=own).resolution == 3


def test_only_p1_runs_round_the_clock_and_only_by_contract():
    assert working_time(Priority.P1, DEFAULT, round_the_clock=True).name == "24x7"
    assert working_time(Priority.P1, DEFAULT) is DEFAULT
    assert working_time(Priority.P2, DEFAULT, round_the_clock=True) is DEFAULT


@given(starts, st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 5000)), max_size=4))
def test_a_due_time_that_was_told_never_moves_later(start, later):
    changes = [Change(start, 240, DEFAULT), *(Change(start + at * MINUTE, target, DEFAULT) for at, target in sorted(later))]
    told = [each.due.at for each in stages(start, changes, told=True)]
    assert told == sorted(told, reverse=True)
    assert told[-1] == reckon(start, changes, (), told=True).at


def test_a_change_that_changes_nothing_is_no_breach():
    """A day off set and taken back, after the due time had passed: neither made it late."""
    start, due = kst("2026-11-19T09:00"), kst("2026-11-19T14:00")
    off = replace(DEFAULT, extra_holidays=frozenset({date(2026, 12, 1)}))
    history = [Change(start, 240, DEFAULT), Change(kst("2026-11-20T10:00"), 240, off), Change(kst("2026-11-20T11:00"), 240, DEFAULT)]
    assert reckon(start, history, ()) == Due(due)
    assert {each.by for each in stages(start, history)} == {history[0]}


def test_within_the_very_minute_is_on_time():
    at = kst("2026-11-19T15:30")
    assert not late(at, at + timedelta(seconds=59))
    assert late(at, at + MINUTE)
    assert not late(None, at)


@pytest.mark.parametrize(
    "at", [datetime.fromisoformat("2026-01-01"), datetime.min.replace(tzinfo=SEOUL), datetime.max.replace(tzinfo=SEOUL)]
)
def test_naive_and_absurd_times_are_refused(at):
    with pytest.raises(Invalid):
        due(at, 1, (), DEFAULT)
    with pytest.raises(Invalid):
        floor(at)
