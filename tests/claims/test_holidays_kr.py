from datetime import date

import holidays
import pytest

from claims.errors import Misconfigured
from claims.holidays_kr import HOLIDAYS_KR
from claims.public_holidays import public_holidays


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_frozen_table_is_what_the_package_says(year):
    assert HOLIDAYS_KR[year] == frozenset(holidays.country_holidays("KR", years=year))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 5, 1),
        date(2026, 7, 17),
        date(2026, 3, 2),
        date(2026, 5, 25),
        date(2026, 8, 17),
        date(2026, 10, 5),
        date(2027, 2, 9),
        date(2027, 5, 3),
        date(2027, 7, 19),
        date(2027, 8, 16),
        date(2027, 10, 4),
        date(2027, 10, 11),
        date(2027, 12, 27),
    ],
)
def test_new_holidays_and_substitutes_are_known(day):
    assert day in public_holidays("KR", day.year)


def test_years_beyond_the_table_come_from_the_package():
    assert date(2028, 1, 1) in public_holidays("KR", 2028)
    assert len(public_holidays("KR", 2030)) > 12


def test_other_places():
    assert date(2026, 7, 3) in public_holidays("US", 2026)
    assert date(2027, 12, 31) in public_holidays("US", 2027)
    assert date(2026, 2, 12) in public_holidays("US-NY", 2026)
    assert date(2026, 2, 12) not in public_holidays("US", 2026)


@pytest.mark.parametrize("place", ["XX", "US-XX", ""])
def test_an_unknown_place_is_named(place):
    with pytest.raises(Misconfigured, match="ISO 3166"):
        public_holidays(place, 2026)
