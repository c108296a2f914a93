"""Public holidays of a country, substitutes included."""

from datetime import date
from functools import cache

from claims.errors import Misconfigured
from claims.holidays_kr import HOLIDAYS_KR


@cache
def public_holidays(place: str, year: int) -> frozenset[date]:
    """The days off of one year. `place`: ISO 3166 country or subdivision, such as KR, US or US-NY.

    The `holidays` package knows them (Korea's from 1948 to 2100); for Korea the frozen table is added, so that an older package
    loses no day and a newer one adds what has been decreed since. Raises Misconfigured where the place is unknown.
    """
    known = _from_package(place, year)
    return known | HOLIDAYS_KR.get(year, frozenset()) if place == "KR" else known


def _from_package(place: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # half a second to import: only a desk that computes across holidays pays for it

    country, _, subdivision = place.partition("-")
    try:
        days = country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError as error:
        raise Misconfigured(f"country {place!r} has no known public holidays: write an ISO 3166 code such as KR, US or US-NY") from error
    return frozenset(day for day in days if day.year == year)
