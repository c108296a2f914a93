"""Public holidays of a country, substitutes included."""

from collections.abc import Iterable, Mapping
from datetime import date

from claims.errors import Misconfigured
from claims.holidays_kr import HOLIDAYS_KR

Year = tuple[str, int]
"""A place and a year."""
_known: dict[Year, frozenset[date]] = {}


def public_holidays(place: str, year: int) -> frozenset[date]:
    """The days off of one year. `place`: ISO 3166 country or subdivision, such as KR, US or US-NY.

    The `holidays` package knows them (Korea's from 1948 to 2100); for Korea the frozen table is added, so that an older package
    loses no day and a newer one adds what has been decreed since. Raises Misconfigured where the place is unknown.
    """
    found = _known.get((place, year))
    if found is None:
        found = _known[place, year] = _looked_up(place, year)
    return found


def known(wanted: Iterable[Year]) -> dict[Year, frozenset[date]]:
    """Those for which the package need not be asked any more."""
    return {year: _known[year] for year in wanted if year in _known}


def learn(told: Mapping[Year, frozenset[date]]) -> None:
    """What another process looked up."""
    _known.update(told)


def _looked_up(place: str, year: int) -> frozenset[date]:
    days = _from_package(place, year)
    return days | HOLIDAYS_KR.get(year, frozenset()) if place == "KR" else days


def _from_package(place: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # half a second and 14 MB to import: only who computes across holidays pays for it

    country, _, subdivision = place.partition("-")
    try:
        days = country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError as error:
        raise Misconfigured(f"country {place!r} has no known public holidays: write an ISO 3166 code such as KR, US or US-NY") from error
    return frozenset(day for day in days if day.year == year)
