"""The family of refusals: each a key of its own, and all drawn in the tree."""

import pytest

from claims import errors
from claims.errors import DeskError, Misconfigured, Refusal, Taken, TryAgain

REFUSALS = Refusal.__subclasses__()


def test_a_refusal_carries_a_key_and_values() -> None:
    refusal = Taken(number="1042-7K3M9Q", owner="U1")
    assert refusal.key == "taken"
    assert refusal.values == {"number": "1042-7K3M9Q", "owner": "U1"}


def test_each_has_a_key_of_its_own() -> None:
    assert len({each.key for each in (Refusal, *REFUSALS)}) == len(REFUSALS) + 1


@pytest.mark.parametrize("each", [DeskError, Refusal, Misconfigured, TryAgain, *REFUSALS])
def test_the_tree_shows_each(each: type[DeskError]) -> None:
    assert issubclass(each, DeskError)
    assert each.__name__ in str(errors.__doc__).split()
