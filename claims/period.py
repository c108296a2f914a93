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


def period(name: Named, now: datetime, zone: str) -> Period:
    """The days meant by a name; a week begins on Monday."""
    today = now.astimezone(ZoneInfo(zone)).date()
    match name:
        case Named.TODAY:
            return Period(today, today)
        case Named.YESTERDAY:
            return Period(today - timedelta(days=1), today - timedelta(days=1))
        case Named.WEEK:
            return week_of(today)
        case Named.LAST_WEEK:
            return week_of(today - timedelta(days=7))
        case Named.MONTH:
            return _month(today)
        case Named.LAST_MONTH:
            return _month(today.replace(day=1) - timedelta(days=1))


def recent(count: int, unit: str, now: datetime, zone: str) -> Period:
    """The last so many days, weeks or months (`unit`: day, week, month), today the last of them."""
    today = now.astimezone(ZoneInfo(zone)).date()
    before = _months_before(today, count) if unit == "month" else today - timedelta(days=count * (7 if unit == "week" else 1))
    return Period(min(max(before + timedelta(days=1), _EARLIEST), today), today)


def calendar_month(number: int, now: datetime, zone: str) -> Period:
    """The month of that number (1 to 12) which began last."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return _month(date(today.year - (number > today.month), number, 1))


def _months_before(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    last = _month(date(year, month + 1, 1)).last
    return last.replace(day=min(day.day, last.day))


def week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def _month(day: date) -> Period:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Period(day.replace(day=1), following - timedelta(days=1))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
