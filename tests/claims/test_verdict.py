"""The worked examples of the process (T1 to T5), and what holds for any data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.verdict import (
    Verdict,
    approximate_u,
    decide,
    fisher,
    holm,
    is_gradual,
    is_signal,
    needed,
    proportions,
    times,
    wilson,
    xmr,
)

BEFORE = (30, 42, 55, 61, 48, 39, 70, 52, 44, 66)
AFTER = (22, 31, 28, 40, 35, 26, 33, 45, 29, 37)
WEEKS = (10, 12, 11, 14, 9, 13, 12, 11, 10, 12)


def test_t1_a_share_that_improved() -> None:
    found = proportions(62, 100, 81, 100)
    assert found.statistic == pytest.approx(2.976, abs=0.0005)
    assert found.p == pytest.approx(0.0029, abs=0.00005)
    assert found.low is not None
    assert found.high is not None
    assert (round(100 * found.low, 1), round(100 * found.high, 1)) == (6.8, 31.2)
    assert decide(found, more_is_better=True) is Verdict.IMPROVED
    assert decide(found, more_is_better=False) is Verdict.WORSE
    assert decide(found, more_is_better=True, least=0.25) is Verdict.NOT_SHOWN


def test_t2_a_share_that_shows_nothing() -> None:
    found = proportions(14, 22, 17, 24)
    assert found.statistic == pytest.approx(0.520, abs=0.0005)
    assert found.p == pytest.approx(0.603, abs=0.0005)
    assert decide(found, more_is_better=True) is Verdict.NOT_SHOWN


def test_t3_a_small_table_is_counted_out() -> None:
    found = proportions(5, 12, 10, 12)
    assert found.exact
    assert found.p == pytest.approx(0.0894, abs=0.00005)
    assert decide(found, more_is_better=True) is Verdict.TOO_LITTLE


def test_t4_times_by_their_ranks() -> None:
    found = times(BEFORE, AFTER)
    assert found.statistic == 90
    assert found.exact
    assert found.p == pytest.approx(0.0015, abs=0.00005)
    assert approximate_u(90, 10, 10) == pytest.approx(0.0028, abs=0.00005)
    assert found.statistic / (10 * 10) == pytest.approx(0.90)
    assert found.effect == -17.5
    assert decide(times(BEFORE * 2, AFTER * 2), more_is_better=False) is Verdict.IMPROVED


def test_times_that_are_all_alike() -> None:
    found = times([5] * 30, [5] * 30)
    assert (found.p, found.effect) == (1.0, 0)
    assert decide(found, more_is_better=False) is Verdict.NOT_SHOWN


def test_t5_limits_of_weekly_values() -> None:
    limits = xmr(WEEKS)
    assert limits
    assert limits.centre == pytest.approx(11.4)
    assert limits.moving_range == pytest.approx(2.2222, abs=0.00005)
    assert (limits.low, limits.high) == (pytest.approx(5.489, abs=0.0005), pytest.approx(17.311, abs=0.0005))
    assert limits.range_limit == pytest.approx(7.262, abs=0.0005)
    assert not is_signal(limits, WEEKS)
    assert is_signal(limits, (*WEEKS, 18))
    assert is_signal(limits, (*WEEKS, 15, 15, 16))
    assert xmr(WEEKS[:7]) is None


def test_the_eighth_on_one_side_is_gradual_and_not_the_seventh() -> None:
    assert not is_gradual(11, (10, *[12] * 7))
    assert is_gradual(11, (10, *[12] * 8))


def test_how_many_it_takes() -> None:
    assert needed(0.62, 0.75) == 200


@pytest.mark.parametrize(("hits", "n", "low", "high"), [(17, 20, 0.6396, 0.9476), (0, 5, 0, 0.4345), (5, 5, 0.5655, 1)])
def test_the_interval_of_a_share(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == (pytest.approx(low, abs=0.00005), pytest.approx(high, abs=0.00005))


def test_several_metrics_at_once() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_exact_chances_are_chances(n1: int, n2: int, data: st.DataObject) -> None:
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    p = fisher(x1, n1, x2, n2)
    assert 0 < p <= 1
    assert p == pytest.approx(fisher(x2, n2, x1, n1))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=25), st.lists(st.integers(0, 50), min_size=1, max_size=25))
def test_neither_side_is_first(before: list[int], after: list[int]) -> None:
    one, other = times(before, after), times(after, before)
    assert 0 <= one.p <= 1
    assert one.p == pytest.approx(other.p)
    assert one.effect == pytest.approx(-other.effect)
