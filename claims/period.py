"""Spans of days that people ask about, in the desk's own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_EARLIEST = date(1972, 1, 1)


class Named(StrEnum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    LAST_WEEK = "last_week"
    MONTH = "month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    LAST_QUARTER = "last_quarter"
    YEAR = "year"
    LAST_YEAR = "last_year"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"
    NEXT_MONTH = "next_month"
    NEXT_QUARTER = "next_quarter"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, `first` and `last` included."""

    first: date
    last: date

    def begins(self, zone: str) -> datetime:
        return _midnight(self.first, zone)

    def ends(self, zone: str) -> datetime:
        """The moment after the last day."""
        return _midnight(self.last + timedelta(days=1), zone)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def until(self, day: date) -> "Period":
        """The days of it that have come by then; all of them, where none has."""
        return Period(self.first, min(self.last, day)) if self.first <= day else self


def period(name: Named, now: datetime, zone: str) -> Period:
    """The days meant by a name; a week begins on Monday."""
    today = now.astimezone(ZoneInfo(zone)).date()
    unit, away = _NAMED[name]
    found = unit(today)
    return found if not away else before(found) if away < 0 else after(found)


def before(asked: Period) -> Period:
    """What it is compared with: the month before a month, the quarter or year before one, else as many days just before."""
    return _beside(asked, asked.first - timedelta(days=1), -1)


def after(asked: Period) -> Period:
    """The same behind it."""
    return _beside(asked, asked.last + timedelta(days=1), 0)


def like(asked: Period, day: date) -> Period:
    """The day, week, month, quarter or year of its kind that holds `day`; where it is no such one, as many days up to that one."""
    unit = next((each for each in _UNITS if each(asked.first) == asked), None)
    return unit(day) if unit else Period(day - timedelta(days=asked.days - 1), day)


def _beside(asked: Period, day: date, way: int) -> Period:
    """`day`: the nearest one outside."""
    unit = next((each for each in _UNITS if each(asked.first) == asked), None)
    if unit:
        return unit(day)
    more = timedelta(days=asked.days - 1)
    return Period(day - more, day) if way else Period(day, day + more)


def recent(count: int, unit: str, now: datetime, zone: str) -> Period:
    """The last so many days, weeks or months (`unit`: day, week, month), today the last of them."""
    today = now.astimezone(ZoneInfo(zone)).date()
    before = _months_before(today, count) if unit == "month" else today - timedelta(days=count * (7 if unit == "week" else 1))
    return Period(min(max(before + timedelta(days=1), _EARLIEST), today), today)


def calendar_month(number: int, now: datetime, zone: str) -> Period:
    """The month of that number (1 to 12) which began last."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return month_of(date(today.year - (number > today.month), number, 1))


def _months_before(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    last = month_of(date(year, month + 1, 1)).last
    return last.replace(day=min(day.day, last.day))


def week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    return _months(day, 1)


def quarter_of(day: date) -> Period:
    return _months(day, 3)


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def _day(day: date) -> Period:
    return Period(day, day)


def _months(day: date, count: int) -> Period:
    """As many months as a year is divided into."""
    first = day.replace(month=day.month - (day.month - 1) % count, day=1)
    following = (first + timedelta(days=31 * count)).replace(day=1)
    return Period(first, following - timedelta(days=1))


_UNITS = (_day, week_of, month_of, quarter_of, year_of)
_NAMED = {
    Named.TODAY: (_day, 0),
    Named.YESTERDAY: (_day, -1),
    Named.WEEK: (week_of, 0),
    Named.LAST_WEEK: (week_of, -1),
    Named.MONTH: (month_of, 0),
    Named.LAST_MONTH: (month_of, -1),
    Named.QUARTER: (quarter_of, 0),
    Named.LAST_QUARTER: (quarter_of, -1),
    Named.YEAR: (year_of, 0),
    Named.LAST_YEAR: (year_of, -1),
    Named.TOMORROW: (_day, 1),
    Named.NEXT_WEEK: (week_of, 1),
    Named.NEXT_MONTH: (month_of, 1),
    Named.NEXT_QUARTER: (quarter_of, 1),
}


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
