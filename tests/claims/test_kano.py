"""What a wished-for feature means to customers: the table of Kano."""

from collections import Counter

import pytest

from claims.kano import Feeling, Kano, Need, need

TABLE = """
            like expect neutral live dislike
like        Q    A      A       A    O
expect      R    I      I       I    M
neutral     R    I      I       I    M
live        R    I      I       I    M
dislike     R    R      R       R    Q
"""
SIGNS = {
    "Q": Need.QUESTIONABLE,
    "A": Need.ATTRACTIVE,
    "O": Need.PERFORMANCE,
    "R": Need.REVERSE,
    "I": Need.INDIFFERENT,
    "M": Need.MUST,
}


@pytest.mark.parametrize("present", Feeling)
@pytest.mark.parametrize("absent", Feeling)
def test_the_table(present: Feeling, absent: Feeling) -> None:
    head, *rows = TABLE.split("\n")[1:-1]
    row = next(each.split() for each in rows if each.startswith(present))
    assert need(present, absent) is SIGNS[row[1 + head.split().index(absent)]]


def test_better_and_worse() -> None:
    found = Kano(Counter({Need.ATTRACTIVE: 2, Need.PERFORMANCE: 3, Need.MUST: 4, Need.INDIFFERENT: 1, Need.REVERSE: 5}))
    assert (found.better, found.worse) == (0.5, -0.7)
    assert not found.is_doubtful
    assert Kano.of([Need.REVERSE]).better is None


@pytest.mark.parametrize(("must", "others", "doubtful"), [(3, 2, True), (3, 3, False), (2, 0, False)])
def test_when_it_may_be_a_defect_of_scope(must: int, others: int, *, doubtful: bool) -> None:
    assert Kano({Need.MUST: must, Need.ATTRACTIVE: others}).is_doubtful is doubtful
