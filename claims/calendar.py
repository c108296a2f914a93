"""Business time: when a desk works, and how its minutes are added, subtracted and measured.

An instant counts as the minute it stands in (seconds are dropped), so measures of neighbouring spans add up exactly, and a due
time is never later than what was promised. A minute is open if its wall-clock time in the calendar's zone lies in the working
hours of that day: where clocks change, a minute that does not exist is not counted and one that comes twice counts twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from claims.errors import Invalid, Misconfigured
from claims.public_holidays import public_holidays
from claims.workyear import DAY, MINUTE, Hours, WorkYear, day_spans, joined, minute, moment

WITH_LUNCH: Hours = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
NO_LUNCH: Hours = ((9 * 60, 18 * 60),)
ALL_DAY: Hours = ((0, DAY),)
_YEARS = range(1970, 2200)
_FOREVER = timedelta(days=2 * 366)


def weekdays(hours: Hours) -> tuple[Hours, ...]:
    """The same hours from Monday to Friday, nothing at the weekend."""
    return (hours,) * 5 + ((),) * 2


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours of a week in a zone, less holidays. Times that come out are aware UTC, on whole minutes.

    `week`: seven days' hours, Monday first. `country`: whose public holidays are off (None: nobody's). `extra_holidays` are off
    besides; `removed_holidays` are worked although the law has them off. `day_minutes`: what one business day means in a promise.
    Every method raises Invalid for a naive time or one outside the years 1970 to 2199; a wrong calendar raises Misconfigured.
    """

    name: str
    zone: str = "Asia/Seoul"
    week: tuple[Hours, ...] = weekdays(WITH_LUNCH)
    country: str | None = "KR"
    extra_holidays: frozenset[date] = frozenset()
    removed_holidays: frozenset[date] = frozenset()
    day_minutes: int = 480
    _years: dict[int, WorkYear] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_zone(self)
        _check_week(self)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def always_open(self) -> bool:
        """It never closes: plain clock time."""
        return self.country is None and all(hours == ALL_DAY for hours in self.week)

    def add(self, start: datetime, minutes: int) -> datetime:
        """The moment at which so many open minutes after `start` have passed; used up exactly at closing, it is that closing."""
        year = self._year_of(start)
        if _positive(minutes) == 0:
            return floor(start)
        nth = minutes + self._laid_out(year).worked(minute(start))
        while nth > (total := self._laid_out(year).total):
            nth -= total
            year += 1
        return moment(self._laid_out(year).end_of(nth))

    def subtract(self, end: datetime, minutes: int) -> datetime:
        """The latest moment from which so many open minutes pass until `end`."""
        year = self._year_of(end)
        if _positive(minutes) == 0:
            return floor(end)
        nth = self._laid_out(year).worked(minute(end)) - minutes
        while nth < 0:
            year -= 1
            nth += self._laid_out(year).total
        return moment(self._laid_out(year).start_of(nth))

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Open minutes in [a, b); negative where b is before a."""
        first, last = self._year_of(a), self._year_of(b)
        if last < first:
            return -self.minutes_between(b, a)
        whole = sum(self._laid_out(year).total for year in range(first, last))
        return whole + self._laid_out(last).worked(minute(b)) - self._laid_out(first).worked(minute(a))

    def intervals(self, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open intervals within [a, b), clipped to it, in order; those that touch are one."""
        start, end = minute(a), minute(b)
        years = range(self._year_of(a), self._year_of(b) + 1)
        spans = joined(span for year in years for span in self._laid_out(year).within(start, end))
        return ((moment(opening), moment(closing)) for opening, closing in spans)

    def is_open(self, at: datetime) -> bool:
        return self._laid_out(self._year_of(at)).is_open(minute(at))

    def next_opening(self, at: datetime) -> datetime:
        """The first open minute at or after `at`: during working hours the minute of `at` itself."""
        return self.add(at, 1) - MINUTE

    def around(self, at: datetime) -> tuple[datetime, datetime]:
        """The last moment of work up to `at` and the first from it on: both are `at` itself within working hours."""
        return self.subtract(at, 1) + MINUTE, self.next_opening(at)

    def keeps(self, at: datetime) -> bool:
        """Whether a promise for `at` can be kept then: within a day's working hours, its breaks and its closing included."""
        before, after = self.around(at)
        return floor(at) in (before, after) or before.astimezone(self.tz).date() == after.astimezone(self.tz).date()

    def closing(self, at: datetime) -> datetime | None:
        """The end of the working hours `at` stands in; None where it is closed then, or stays open for years."""
        if not self.is_open(at):
            return None
        horizon = floor(at) + _FOREVER
        end = next(self.intervals(at, horizon))[1]
        return end if end < horizon else None

    def business_days(self, days: int) -> int:
        """So many business days, in minutes."""
        return days * self.day_minutes

    def is_holiday(self, day: date) -> bool:
        """Off by law or by the desk's own decision; a weekend is no holiday."""
        if day in self.extra_holidays:
            return True
        if self.country is None or day in self.removed_holidays:
            return False
        return day in public_holidays(self.country, day.year)

    def _year_of(self, at: datetime) -> int:
        """The local year; only around its turn do zones differ in it."""
        if (1, 2) < (at.month, at.day) < (12, 30):
            return _sane(at).year
        return _sane(at).astimezone(self.tz).year

    def _laid_out(self, year: int) -> WorkYear:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = WorkYear.of(self._spans(year))
        return known

    def _spans(self, year: int) -> Iterator[tuple[int, int]]:
        if year not in _YEARS:
            raise Invalid(field="year", value=year)
        first, zone = date(year, 1, 1), self.tz
        days = (first + timedelta(days=day) for day in range((date(year + 1, 1, 1) - first).days))
        worked = ((day, self.week[day.weekday()]) for day in days if not self.is_holiday(day))
        return (span for day, hours in worked if hours for span in day_spans(day, hours, zone))


def floor(at: datetime) -> datetime:
    """The beginning of the minute an instant stands in, in UTC. Raises Invalid for a naive time or one no calendar reaches."""
    if at.tzinfo is UTC and not at.second and not at.microsecond:
        return _sane(at)
    return _sane(at).astimezone(UTC).replace(second=0, microsecond=0)


def _sane(at: datetime) -> datetime:
    if at.tzinfo is None or at.year not in _YEARS:
        raise Invalid(field="time", value=at.isoformat())
    return at


def _positive(minutes: int) -> int:
    if minutes < 0:
        raise Invalid(field="minutes", value=minutes)
    return minutes


def _check_zone(calendar: Calendar) -> None:
    try:
        ZoneInfo(calendar.zone)
    except (KeyError, ValueError, OSError) as error:
        raise Misconfigured(f"calendar {calendar.name}: no zone {calendar.zone!r}: write one such as Asia/Seoul") from error


def _check_week(calendar: Calendar) -> None:
    if len(calendar.week) != 7 or not any(calendar.week) or calendar.day_minutes <= 0:
        raise Misconfigured(f"calendar {calendar.name}: write seven days, Monday first, at least one with working hours")
    for hours in calendar.week:
        edges = [edge for span in hours for edge in span]
        if edges != sorted(edges) or any(not 0 <= opening < closing <= DAY for opening, closing in hours):
            raise Misconfigured(
                f"calendar {calendar.name}: hours must lie within a day, in order and apart, such as 09:00-12:00, 13:00-18:00"
            )


PRESETS: Mapping[str, Calendar] = MappingProxyType(
    {
        "default": Calendar("default"),
        "nolunch": Calendar("nolunch", week=weekdays(NO_LUNCH)),
        "24x7": Calendar("24x7", week=(ALL_DAY,) * 7, country=None, day_minutes=DAY),
    }
)
