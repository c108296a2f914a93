from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from timeit import repeat
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from claims.calendar import ALL_DAY, NO_LUNCH, PRESETS, WITH_LUNCH, Calendar, floor, weekdays
from claims.errors import Invalid, Misconfigured
from tests.claims import brute

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YORK = ZoneInfo("America/New_York")
DEFAULT, STRAIGHT, ALWAYS = PRESETS["default"], PRESETS["nolunch"], PRESETS["24x7"]
NIGHTS = Calendar("nights", "America/New_York", (((0, 150), (22 * 60, 24 * 60)),) * 7, country="US")
CALENDARS = [
    DEFAULT,
    STRAIGHT,
    ALWAYS,
    NIGHTS,
    Calendar("odd", "America/New_York", (((1, 2), (90, 150)), (), ((150, 180), (180, 190)), (), (), ALL_DAY, ALL_DAY), country=None),
    Calendar("cairo", "Africa/Cairo", (((0, 90), (22 * 60, 24 * 60)),) * 7, country=None),
    Calendar("lord howe", "Australia/Lord_Howe", (((60, 200),),) * 7, country=None),
    Calendar("own days", extra_holidays=frozenset({date(2026, 12, 28)}), removed_holidays=frozenset({date(2026, 12, 25)})),
]
calendars = st.sampled_from(CALENDARS)
minutes = st.integers(0, 1200)


def instants(first: datetime = datetime(2026, 1, 1, tzinfo=UTC), days: int = 720) -> st.SearchStrategy[datetime]:
    """Whole minutes; half of them near a clock change, a holiday or a new year."""
    turns = [
        "2026-03-08T05",
        "2026-11-01T04",
        "2026-04-23T20",
        "2026-10-29T18",
        "2026-10-03T13",
        "2026-09-23T06",
        "2026-12-31T05",
        "2026-04-04T12",
    ]
    near = [datetime.fromisoformat(f"{turn}:00+00:00") for turn in turns]
    anywhere = st.integers(0, days * 1440).map(lambda n: first + timedelta(minutes=n))
    around = st.tuples(st.sampled_from(near), st.integers(0, 1440)).map(lambda pair: pair[0] + timedelta(minutes=pair[1]))
    return st.one_of(anywhere, around)


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def new_york(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK, fold=fold).astimezone(UTC)


@settings(deadline=None, max_examples=150)
@given(calendars, instants(), minutes)
def test_add_is_the_slow_count(calendar, start, n):
    assert calendar.add(start, n) == brute.add(calendar, start, n)


@settings(deadline=None, max_examples=100)
@given(calendars, instants(), minutes)
def test_subtract_is_the_slow_count(calendar, end, n):
    assert calendar.subtract(end, n) == brute.subtract(calendar, end, n)


@settings(deadline=None, max_examples=100)
@given(calendars, instants(), st.integers(0, 6000))
def test_minutes_between_is_the_slow_count(calendar, a, n):
    b = a + timedelta(minutes=n)
    assert calendar.minutes_between(a, b) == brute.between(calendar, a, b)
    assert calendar.minutes_between(b, a) == -brute.between(calendar, a, b)


@settings(deadline=None)
@given(calendars, instants())
def test_is_open_goes_by_the_clock_on_the_wall(calendar, at):
    assert calendar.is_open(at) == brute.is_open(calendar, at)


@settings(deadline=None)
@given(calendars, instants(), st.integers(0, 200_000))
def test_what_is_added_is_measured(calendar, start, n):
    assert calendar.minutes_between(start, calendar.add(start, n)) == n
    assert calendar.minutes_between(calendar.subtract(start, n), start) == n


@settings(deadline=None)
@given(calendars, instants(), st.integers(1, 100_000))
def test_add_and_subtract_undo_each_other_within_working_hours(calendar, at, n):
    opening = calendar.next_opening(at)
    assert calendar.subtract(calendar.add(opening, n), n) == opening
    closed = calendar.subtract(at, n)
    assert calendar.is_open(closed)
    assert calendar.add(closed, n) <= at


@settings(deadline=None)
@given(calendars, instants(), minutes, minutes)
def test_adding_twice_is_adding_the_sum(calendar, start, m, n):
    assert calendar.add(calendar.add(start, m), n) == calendar.add(start, m + n)


@settings(deadline=None)
@given(calendars, instants(), instants(), instants())
def test_measures_of_neighbours_add_up(calendar, a, b, c):
    between = calendar.minutes_between
    assert between(a, b) + between(b, c) == between(a, c)


@settings(deadline=None)
@given(calendars, instants(), st.integers(0, 30_000), st.integers(0, 59), st.integers(0, 999_999))
def test_an_instant_counts_as_its_minute(calendar, at, n, second, micro):
    within = at.replace(second=second, microsecond=micro)
    assert calendar.add(within, n) == calendar.add(at, n)
    assert calendar.subtract(within, n) == calendar.subtract(at, n)
    assert calendar.is_open(within) == calendar.is_open(at)
    assert floor(within) == at


@settings(deadline=None)
@given(calendars, instants(), st.integers(0, 20_000))
def test_intervals_are_what_was_measured(calendar, a, n):
    b = a + timedelta(minutes=n)
    found = list(calendar.intervals(a, b))
    edges = [edge for span in found for edge in span]
    assert edges == sorted(set(edges))
    assert sum((end - start) // timedelta(minutes=1) for start, end in found) == calendar.minutes_between(a, b)
    assert all(a <= start < end <= b and calendar.is_open(start) for start, end in found)


@settings(deadline=None)
@given(calendars, instants())
def test_openings_and_closings(calendar, at):
    opening = calendar.next_opening(at)
    assert calendar.is_open(opening)
    assert calendar.minutes_between(at, opening) == 0
    closing = calendar.closing(opening)
    assume(closing is not None)
    assert not calendar.is_open(closing)
    assert calendar.closing(closing) is None
    assert calendar.minutes_between(opening, closing) == (closing - opening) // timedelta(minutes=1)


def test_a_target_used_up_at_closing_is_due_at_closing():
    assert DEFAULT.add(seoul("2026-11-23T13:00"), 300) == seoul("2026-11-23T18:00")
    assert DEFAULT.add(seoul("2026-11-23T13:00"), 301) == seoul("2026-11-24T09:01")
    assert DEFAULT.add(seoul("2026-11-23T09:00"), 180) == seoul("2026-11-23T12:00")


def test_a_start_outside_hours_counts_from_the_next_opening():
    assert DEFAULT.add(seoul("2026-11-21T22:05"), 240) == seoul("2026-11-23T14:00")
    assert DEFAULT.add(seoul("2026-11-19T12:10"), 60) == seoul("2026-11-19T14:00")
    assert DEFAULT.next_opening(seoul("2026-09-23T18:00")) == seoul("2026-09-28T09:00")


def test_nothing_added_is_the_start_itself():
    assert DEFAULT.add(seoul("2026-11-21T22:05:40"), 0) == seoul("2026-11-21T22:05")


def test_half_open_intervals():
    opened = {
        text: DEFAULT.is_open(seoul(f"2026-11-19T{text}")) for text in ("08:59:59", "09:00", "11:59:59", "12:00", "13:00", "17:59", "18:00")
    }
    assert [text for text, is_open in opened.items() if is_open] == ["09:00", "11:59:59", "13:00", "17:59"]
    assert DEFAULT.closing(seoul("2026-11-19T10:00")) == seoul("2026-11-19T12:00")
    assert STRAIGHT.closing(seoul("2026-11-19T10:00")) == seoul("2026-11-19T18:00")
    assert DEFAULT.closing(seoul("2026-11-19T12:30")) is None


def test_round_the_clock_is_plain_clock_time():
    assert ALWAYS.add(seoul("2026-11-21T22:05"), 240) == seoul("2026-11-22T02:05")
    assert ALWAYS.closing(seoul("2026-11-21T22:05")) is None
    assert ALWAYS.minutes_between(seoul("2026-01-01T00:00"), seoul("2028-01-01T00:00")) == 730 * 1440


def test_a_business_day_is_480_minutes():
    assert DEFAULT.business_days(5) == 2400
    assert DEFAULT.add(seoul("2026-09-17T15:00"), DEFAULT.business_days(10)) == seoul("2026-10-06T15:00")


def test_own_days_off_and_worked():
    day = date(2026, 12, 28)
    closed = replace(DEFAULT, extra_holidays=frozenset({day}))
    assert closed.add(seoul("2026-12-24T16:00"), 240) == seoul("2026-12-29T11:00")
    assert replace(DEFAULT, removed_holidays=frozenset({date(2026, 12, 25)})).add(seoul("2026-12-24T16:00"), 240) == seoul(
        "2026-12-25T11:00"
    )
    assert replace(closed, removed_holidays=frozenset({day})).is_holiday(day)


def test_a_change_of_clocks_takes_an_hour_from_the_night_shift():
    nights = Calendar("nights", "America/New_York", (((0, 6 * 60),),) * 7, country=None)
    assert nights.minutes_between(new_york("2026-03-08T00:00"), new_york("2026-03-08T06:00")) == 300
    assert nights.minutes_between(new_york("2026-11-01T00:00"), new_york("2026-11-01T06:00")) == 420
    assert nights.add(new_york("2026-03-08T01:59"), 2) == new_york("2026-03-08T03:01")
    assert nights.add(new_york("2026-11-01T01:59"), 2) == new_york("2026-11-01T01:01", fold=1)


def test_hours_that_begin_in_the_missing_hour_begin_after_it():
    early = Calendar("early", "America/New_York", (((150, 300),),) * 7, country=None)
    assert early.next_opening(new_york("2026-03-08T00:00")) == new_york("2026-03-08T03:00")
    assert early.closing(new_york("2026-03-08T03:00")) == new_york("2026-03-08T05:00")


def test_hours_within_the_repeated_hour_come_twice():
    twice = Calendar("twice", "America/New_York", (((90, 105),),) * 7, country=None)
    found = list(twice.intervals(new_york("2026-11-01T00:00"), new_york("2026-11-02T00:00")))
    assert found == [(new_york("2026-11-01T01:30", fold=fold), new_york("2026-11-01T01:45", fold=fold)) for fold in (0, 1)]


def test_a_working_day_in_new_york_follows_its_clocks():
    office = Calendar("office", "America/New_York", weekdays(WITH_LUNCH), country="US")
    assert office.add(new_york("2026-03-06T17:00"), 120) == new_york("2026-03-09T10:00")
    assert office.next_opening(new_york("2026-03-07T00:00")) == datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
    assert office.add(new_york("2026-07-02T17:00"), 120) == new_york("2026-07-06T10:00")


def test_the_day_that_samoa_skipped():
    apia = Calendar("apia", "Pacific/Apia", (WITH_LUNCH,) * 7, country=None)
    zone = ZoneInfo("Pacific/Apia")
    assert apia.add(datetime(2011, 12, 29, 17, 0, tzinfo=zone), 120) == datetime(2011, 12, 31, 10, 0, tzinfo=zone)


@pytest.mark.parametrize("call", [Calendar.is_open, Calendar.next_opening, Calendar.closing, lambda calendar, at: calendar.add(at, 1)])
@pytest.mark.parametrize("at", [datetime.fromisoformat("2026-01-01"), datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_naive_and_absurd_times_are_refused(call, at):
    with pytest.raises(Invalid):
        call(DEFAULT, at)


def test_absurd_minutes_are_refused():
    with pytest.raises(Invalid):
        DEFAULT.add(seoul("2026-01-01"), -1)
    with pytest.raises(Invalid):
        ALWAYS.add(seoul("2026-01-01"), 10**12)


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Asia/Atlantis"},
        {"zone": "../etc"},
        {"zone": ""},
        {"week": (NO_LUNCH,) * 6},
        {"week": ((),) * 7},
        {"week": weekdays(((600, 500),))},
        {"week": weekdays(((0, 1441),))},
        {"week": weekdays(((60, 120), (100, 180)))},
        {"day_minutes": 0},
    ],
)
def test_a_wrong_calendar_is_told_plainly(wrong):
    with pytest.raises(Misconfigured, match="calendar wrong"):
        Calendar("wrong", **wrong)


def test_fast_enough_for_every_command():
    start = seoul("2026-11-19T10:30")
    DEFAULT.add(start, 4800)
    assert min(repeat(lambda: DEFAULT.add(start, 4800), number=1000, repeat=5)) / 1000 < 50e-6
