"""Leave, deputies, the round, and when a person may be disturbed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from claims.absence import Days, Half, Leave, away, stand_in
from claims.availability import Quiet, free, local
from claims.calendar import PRESETS
from claims.duty import Shift, on_duty

SEOUL = "Asia/Seoul"
USUAL, NIGHT = PRESETS["default"], Quiet.parse("22:00-07:00")


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """November 2026 in Seoul; the 19th is a Thursday."""
    return datetime(2026, 11, day, tzinfo=UTC) + timedelta(hours=hour - 9, minutes=minute)


def leave(person: str, first: int, last: int, deputy: str | None = None) -> Leave:
    return Leave(first, person, at(first, 0), at(last + 1, 0), deputy)


def test_days_are_whole_and_halves_meet_at_noon() -> None:
    first, last = date(2026, 11, 19), date(2026, 11, 20)
    assert Days(first, last).between(SEOUL, time(13)) == (at(19, 0), at(21, 0))
    assert Days(first, first, Half.AM).between(SEOUL, time(13)) == (at(19, 0), at(19, 13))
    assert Days(first, first, Half.PM).between(SEOUL, time(13)) == (at(19, 13), at(20, 0))


def test_away_within_the_leave_alone() -> None:
    known = [leave("ana", 19, 20)]
    assert [away(known, "ana", moment) is not None for moment in (at(18, 23, 59), at(19, 0), at(20, 23, 59), at(21, 0))] == [
        False,
        True,
        True,
        False,
    ]
    assert away(known, "ben", at(19)) is None


@pytest.mark.parametrize(
    ("leaves", "deputies", "expected"),
    [
        ([], {}, "ana"),
        ([leave("ana", 19, 19, "ben")], {}, "ben"),
        ([leave("ana", 19, 19)], {"ana": "lea"}, "lea"),
        ([leave("ana", 19, 19)], {}, None),
        ([leave("ana", 19, 19, "ben"), leave("ben", 19, 19)], {"ben": "lea"}, "lea"),
        ([leave("ana", 19, 19, "ben"), leave("ben", 19, 19, "ana")], {}, None),
    ],
)
def test_who_acts_for_ana(leaves: list[Leave], deputies: dict[str, str | None], expected: str | None) -> None:
    assert stand_in("ana", at(19), leaves, deputies) == expected


def test_each_monday_the_next_of_the_round() -> None:
    rota = ("ana", "ben", "lea")
    first = on_duty(rota, at(19), SEOUL, (), ())
    assert on_duty(rota, at(22, 23, 59), SEOUL, (), ()) == first
    following = on_duty(rota, at(23, 0), SEOUL, (), ())
    assert following == (*first[1:], first[0])
    assert on_duty(rota, at(23, 0) + timedelta(weeks=2), SEOUL, (), ()) == first


def test_by_hand_comes_first_the_newest_of_all_and_nobody_who_is_away() -> None:
    shifts = [Shift(1, "lea", at(16, 0), at(23, 0)), Shift(2, "eve", at(19, 0), at(20, 0))]
    rota = ("ana", "ben")
    assert on_duty(rota, at(19), SEOUL, shifts, ())[:2] == ("eve", "lea")
    assert on_duty(rota, at(20), SEOUL, shifts, ())[0] == "lea"
    assert on_duty(rota, at(20), SEOUL, shifts, [leave("lea", 20, 20)])[0] != "lea"
    assert on_duty((), at(20), SEOUL, (), ()) == ()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(19, 10), at(19, 10)),
        (at(19, 12, 30), at(19, 13)),
        (at(19, 18), at(20, 9)),
        (at(20, 23), at(23, 9)),
        (at(21, 11), at(23, 9)),
    ],
)
def test_nobody_is_disturbed_outside_their_hours(moment: datetime, expected: datetime) -> None:
    assert free(moment, USUAL, NIGHT, SEOUL) == expected


def test_quiet_hours_count_on_a_persons_own_clock() -> None:
    day_and_night = PRESETS["24x7"]
    assert free(at(19, 23), day_and_night, NIGHT, SEOUL) == at(20, 7)
    assert free(at(19, 3), day_and_night, NIGHT, SEOUL) == at(19, 7)
    assert free(at(19, 10), day_and_night, NIGHT, "Europe/London") == at(19, 16)
    assert free(at(19, 23), day_and_night, Quiet.parse("00:00-00:00"), SEOUL) == at(19, 23)
    assert free(at(19, 10), local(USUAL, "Europe/London"), NIGHT, "Europe/London") == at(19, 18)


def test_nobody_is_disturbed_on_leave_and_over_the_weekend_behind_it() -> None:
    assert free(at(19), USUAL, NIGHT, SEOUL, [leave("ana", 19, 20)]) == at(23, 9)
    assert free(at(19), USUAL, NIGHT, SEOUL, [Leave(1, "ana", at(19), at(19) + timedelta(days=400), None)]) > at(19) + timedelta(days=60)


def test_quiet_hours_that_are_none() -> None:
    for text in ("", "22-7", "25:00-07:00", "22:00"):
        with pytest.raises(ValueError, match=r".*"):
            Quiet.parse(text)
    assert str(Quiet.parse("22:00-07:00")) == "22:00-07:00"
