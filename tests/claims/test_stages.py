"""The chain of a life adds up: the worked example of the process, and any life at all."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from claims.calendar import PRESETS
from claims.lifecycle import State
from claims.stages import Moment, Stage, chain, longest_gap, stage, until_resolved

SEOUL = ZoneInfo("Asia/Seoul")
DEFAULT = PRESETS["default"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SEOUL)


LIFE = (
    Moment(at("11-19 10:30"), State.NEW, owned=False),
    Moment(at("11-19 14:00"), State.TRIAGE, owned=True),
    Moment(at("11-19 15:00"), State.WAITING_CUSTOMER, owned=True),
    Moment(at("11-23 09:40"), State.IN_PROGRESS, owned=True),
    Moment(at("11-23 11:00"), State.WAITING_APPROVAL, owned=True),
    Moment(at("11-24 10:00"), State.IN_PROGRESS, owned=True),
    Moment(at("11-24 16:30"), State.RESOLVED, owned=True),
)


def test_t8_the_worked_example() -> None:
    found = chain(LIFE, DEFAULT)
    assert {each: minutes for each, minutes in found.minutes.items() if minutes} == {
        Stage.UNOWNED: 150,
        Stage.TRIAGE: 60,
        Stage.CUSTOMER: 700,
        Stage.WORK: 410,
        Stage.APPROVAL: 420,
    }
    assert (found.total, found.calendar_minutes, found.ours, found.unowned) == (1740, 7560, 620, 150)
    shares = [
        round(100 * found.minutes[each] / found.total, 1)
        for each in (Stage.UNOWNED, Stage.TRIAGE, Stage.CUSTOMER, Stage.WORK, Stage.APPROVAL)
    ]
    assert shares == [8.6, 3.4, 40.2, 23.6, 24.1]


def test_a_pause_is_the_customers_even_where_nobody_owns_the_claim() -> None:
    assert stage(State.WAITING_CUSTOMER, owned=False) is Stage.CUSTOMER
    assert stage(State.IN_PROGRESS, owned=False) is Stage.UNOWNED


def test_a_reopened_life_ends_at_its_last_resolution() -> None:
    again = (*LIFE, Moment(at("11-25 10:00"), State.IN_PROGRESS, owned=True), Moment(at("11-25 11:00"), State.RESOLVED, owned=True))
    closed = (*again, Moment(at("11-26 11:00"), State.CLOSED, owned=True))
    found = chain(until_resolved(closed), DEFAULT)
    assert found.minutes[Stage.OVER] == 90 + 60
    assert found.minutes[Stage.WORK] == 410 + 60
    assert found.total == DEFAULT.minutes_between(at("11-19 10:30"), at("11-25 11:00"))


def test_an_open_life_goes_on_to_its_last_moment() -> None:
    assert until_resolved(LIFE[:3]) == LIFE[:3]


def test_the_longest_silence() -> None:
    assert longest_gap([at("11-19 10:30"), at("11-19 15:00"), at("11-20 09:10")], DEFAULT) == 210
    assert longest_gap([at("11-19 10:30")], DEFAULT) == 0


moments = st.lists(st.tuples(st.integers(0, 100_000), st.sampled_from(State), st.booleans()), min_size=1, max_size=12)


@given(moments)
def test_every_minute_belongs_to_exactly_one_stage(drawn: list[tuple[int, State, bool]]) -> None:
    start = at("11-19 10:30")
    life = [Moment(start + timedelta(seconds=after * 7), state, owned) for after, state, owned in sorted(drawn, key=lambda each: each[0])]
    found = chain(life, DEFAULT)
    assert found.total == DEFAULT.minutes_between(life[0].at, life[-1].at)
    clock = chain(life, PRESETS["24x7"])
    assert clock.total == clock.calendar_minutes
