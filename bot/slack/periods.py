"""Periods as people type them: `week`, `지난주`, `3w`, `11/23..11/25`, `2026-11`, `1분기`, and anywhere inside a question."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.words import LANGUAGES, say
from bot.words.times import on
from claims.errors import Untimely
from claims.period import Named, Period, calendar_month, month_of, period, quarter_of, recent, year_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = "|".join(_MONTHS)
_DATE = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?![-./]?\d)|(?<!\d)\d{1,2}/\d{1,2}(?!/?\d)|(?:\d{4}년\s?)?(?<!\d)\d{1,2}월\s?\d{1,2}일"
    rf"|\b(?P<name>{_NAME})[a-z]*\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b|(?<!\d)\d{{1,2}}\s(?P<behind>{_NAME})[a-z]*\b",
    re.IGNORECASE,
)
_MONTH_OF = re.compile(r"(\d{4})[-./](\d{1,2})(?![-./]?\d)|(\d{4})년\s?(\d{1,2})월")
_YEAR = re.compile(r"(\d{4})년")
_SAME_MONTH = re.compile(r"(\d{1,2})(?:일|(?=까지|\s|$))")
_TO = re.compile(r"\s?(?:\.{2,3}|~|–|—|부터)\s?|\s-\s|-(?=\d{1,2}[/월일])")
_JOINER = re.compile(r"(?:with|and|vs\.?|to|와|과|하고|대비|보다)\s+", re.IGNORECASE)
_EDGE = re.compile(r"(?:까지|동안|간)?(?=$|[\s,.?!]|[와과]\s|(?:하고|보다)\s)")
_SHORT = re.compile(
    r"(\d{1,3})\s?(?:(d|days?|일(?=간|\s?동안))|(w|weeks?|주)|(?:mo|months?|달|개월))(?:간|\s?동안)?(?![a-z가-힣])", re.IGNORECASE
)
_DATED = re.compile(r"\d{4}\s?[-./년]\s?\d|\d\S*(?:\.\.|~|–)\S*\d")
_COUNTED_BY = re.compile(r"\d{1,2}/\d|\d+\s?(?:d|w|일|주|달|개월|월|년|분기)(?![0-9a-z가-힣])", re.IGNORECASE)
"""What is meant for a period, be it one that there is not: in any words, and where one is expected."""
_NEAR = timedelta(days=183)
"""A day without a year is of this one, unless it is further away than that: in January 12/20 is over."""
_EARLIEST, _LATEST = 1972, 2198


Told = tuple[Period, int, int]
"""A period, and where it stands in a text."""


def read(text: str, now: datetime, zone: str) -> tuple[Period, int] | None:
    """The period at the beginning of `text`, behind a word that joins two, and how many characters it took; None where none is.

    Raises Untimely for one that cannot be: `2026-02-30`, `11/25..11/23`.
    """
    joiner = _JOINER.match(text)
    if joiner:
        behind = read(text[joiner.end() :], now, zone)
        return (behind[0], behind[1] + joiner.end()) if behind else None
    found = _at(text, 0, now, zone) or _counted(_SHORT, text, now, zone)
    edge = _EDGE.match(text, found[1]) if found else None
    if found and edge:
        return found[0], edge.end()
    if _DATED.match(text) or _COUNTED_BY.match(text):
        raise _unread(text)
    return None


def every(text: str, now: datetime, zone: str) -> list[Told]:
    """The periods that a question speaks of, in order, and where each stands. Raises Untimely for dates that there are not."""
    found: list[Told] = []
    place = 0
    while place < len(text):
        here = None if _is_inside(text, place) else _at(text, place, now, zone)
        if here:
            found.append((here[0], place, here[1]))
        place = here[1] if here else place + 1
    return found


def asked(text: str, told: Sequence[Told]) -> Period | None:
    """Which of them a question is about: `weekly` and 주간 say so only where no other does."""
    exact = [each for each, start, end in told if not _regular().fullmatch(text[start:end])]
    return next(iter(exact or [each for each, _, _ in told]), None)


def without(text: str, told: Sequence[Told], mark: str = " ") -> str:
    """A question with `mark` in the place of the periods it speaks of."""
    for _, start, end in reversed(told):
        text = f"{text[:start]}{mark}{text[end:]}"
    return text


@cache
def _regular() -> re.Pattern[str]:
    return re.compile("|".join(say(language, "ask.period.regular") for language in LANGUAGES), re.IGNORECASE)


def _is_inside(text: str, place: int) -> bool:
    """Whether a number or a Latin word goes on there."""
    return re.fullmatch(r"\d\d|[a-z]{2}|\d[-./]\d|\d[-./]", text[max(place - 1, 0) : place + 1], re.IGNORECASE) is not None


def _unread(text: str) -> Untimely:
    return Untimely(field="period", why="span", value=re.split(r"\s(?!\d)", text)[0][:80])


def _at(text: str, place: int, now: datetime, zone: str) -> tuple[Period, int] | None:
    """The period that stands at `place`, from one to another where there are two. Raises Untimely for dates that there are not."""
    try:
        first = _one(text, place, now, zone)
        to = _TO.match(text, first[1]) if first else None
        last = _one(text, to.end(), now, zone, since=first[0].first) if first and to else None
        return first if first is None or last is None else (_span(first[0], last[0]), last[1])
    except ValueError:
        if _DATED.match(text, place):
            raise _unread(text[place:]) from None
        return None  # 24/7 is no day


def _span(first: Period, last: Period) -> Period:
    if last.last < first.first:
        raise ValueError("reversed")
    return Period(first.first, last.last)


def _one(text: str, place: int, now: datetime, zone: str, *, since: date | None = None) -> tuple[Period, int] | None:
    """A day, a month, a quarter, a year, so many of them, or one that has a name. `since`: where the one before it begins. Raises
    ValueError for one that there is not."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if found := _DATE.match(text, place):
        at = _date(found, today, since)
        return Period(at, at), found.end()
    if since and (found := _SAME_MONTH.match(text, place)):
        at = since.replace(day=int(found[1]))
        return Period(at, at), found.end()
    if found := _MONTH_OF.match(text, place):
        year, month = (int(each) for each in found.groups() if each)
        return month_of(_possible(year, month, 1)), found.end()
    if found := _YEAR.match(text, place):
        return year_of(_possible(int(found[1]), 1, 1)), found.end()
    for pattern, meant in _numbered():
        if found := pattern.match(text, place):
            return meant(found, now, zone), found.end()
    return next(((period(name, now, zone), found.end()) for name in _IN_ORDER if (found := _named(name).match(text, place))), None)


def _date(found: re.Match[str], today: date, since: date | None) -> date:
    """The year that is not told is that of `since`, else this one; the next or last one where that is too far away."""
    numbers = [int(each) for each in re.findall(r"\d+", found[0])]
    if name := found["name"] or found["behind"]:
        numbers = [_MONTHS.index(name.lower()) + 1, *numbers]
    if len(numbers) == 3:
        return _possible(*numbers)
    at = _possible((since or today).year, *numbers)
    if since:
        following = at.year + 1
        return _possible(following, *numbers) if at < since and _possible(following, *numbers) - since <= _NEAR else at
    return at if at - today <= _NEAR else _possible(today.year - 1, *numbers)


def _possible(year: int, month: int, of_month: int) -> date:
    if not _EARLIEST <= year <= _LATEST:
        raise ValueError(year)
    return date(year, month, of_month)


def _counted(pattern: re.Pattern[str], text: str, now: datetime, zone: str) -> tuple[Period, int] | None:
    found = pattern.match(text)
    return (_recent(found, now, zone), found.end()) if found and int(found[1]) else None


def _recent(found: re.Match[str], now: datetime, zone: str) -> Period:
    if not int(found[1]):
        raise ValueError("no day")
    return recent(int(found[1]), "day" if found[2] else "week" if found[3] else "month", now, zone)


def _calendar_month(found: re.Match[str], now: datetime, zone: str) -> Period:
    return calendar_month(int(found[1]) if found[1].isdigit() else _MONTHS.index(found[1].lower()) + 1, now, zone)


def _calendar_quarter(found: re.Match[str], now: datetime, zone: str) -> Period:
    """The quarter of that number which began last."""
    month, today = 3 * int(found[1]) - 2, now.astimezone(ZoneInfo(zone)).date()
    return quarter_of(date(today.year - (month > today.month), month, 1))


Meant = Callable[[re.Match[str], datetime, str], Period]


@cache
def _numbered() -> tuple[tuple[re.Pattern[str], Meant], ...]:
    """The last so many days, weeks or months, a month and a quarter of the year."""
    meant: dict[str, Meant] = {"recent": _recent, "calendar_month": _calendar_month, "calendar_quarter": _calendar_quarter}
    return tuple(
        (re.compile(say(language, f"ask.period.{key}"), re.IGNORECASE), make) for key, make in meant.items() for language in LANGUAGES
    )


@cache
def _named(name: str) -> re.Pattern[str]:
    return re.compile("|".join(say(language, f"ask.period.{name}") for language in LANGUAGES), re.IGNORECASE)


_SHORTEST = (Named.WEEK, Named.MONTH, Named.QUARTER, Named.YEAR)
_IN_ORDER = (*(name for name in Named if name not in _SHORTEST), *_SHORTEST)
"""`last week` is more than `week`."""


def spelled(asked: Period, language: str, zone: str, now: datetime | None = None) -> str:
    """`11월 16일(월)~11월 22일(일)`, with the year where it is not that of `now`, or not one."""
    years = {asked.first.year, asked.last.year, *([now.astimezone(ZoneInfo(zone)).year] if now else [])}
    first, last = (_day(each, language, dated=len(years) > 1) for each in (asked.first, asked.last))
    return first if asked.days == 1 else say(language, "summary.period.span", first=first, last=last)


def _day(day: date, language: str, *, dated: bool) -> str:
    return say(language, "summary.period.dated", year=day.year, day=on(day, language)) if dated else on(day, language)


def named(asked: Period, language: str, now: datetime, zone: str) -> str:
    """The same with the period's name before it where it has one: `이번 주 11월 16일(월)~11월 22일(일)`; what has none ends today."""
    name = next((each for each in Named if period(each, now, zone) == asked), None)
    if name is None:
        return spelled(asked.until(now.astimezone(ZoneInfo(zone)).date()), language, zone, now)
    return f"{say(language, f'summary.period.{name}')} {spelled(asked, language, zone, now)}"
