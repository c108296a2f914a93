"""Public holidays are looked up in a process of their own, and are the same there."""

from datetime import date

import pytest

from bot.holidays import looked_up
from claims.public_holidays import Year, known, learn, public_holidays

WANTED = [("KR", 2026), ("KR", 2028), ("US-NY", 2027)]


async def test_the_other_process_knows_the_same_days() -> None:
    assert await looked_up(WANTED) == {each: public_holidays(*each) for each in WANTED}


@pytest.mark.parametrize("wanted", [[], [("XX", 2026)], [("KR", 2026), ("XX", 2026)]])
async def test_what_it_cannot_tell_is_left_to_whoever_asks(wanted: list[tuple[str, int]]) -> None:
    assert await looked_up(wanted) == {}


def test_what_was_told_need_not_be_looked_up() -> None:
    long_ago: Year = ("NL", 1851)  # which nobody else asks for: it stays learnt
    assert not known([long_ago])
    learn({long_ago: frozenset({date(1851, 5, 5)})})
    assert public_holidays(*long_ago) == {date(1851, 5, 5)}
