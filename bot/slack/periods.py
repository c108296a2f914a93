"""Periods as people type them: `week`, `지난주`, `2026-11-02..2026-11-08`, and anywhere inside a question."""

import re
from datetime import date, datetime
from functools import cache

from bot.words import LANGUAGES, say
from bot.words.times import day
from claims.period import Named, Period, calendar_month, period, recent

_DATE = r"\d{4}-\d{1,2}-\d{1,2}"
_JOINER = re.compile(r"(?:with|and|vs\.?|to|와|과|하고|대비)\s+", re.IGNORECASE)
_SPAN = re.compile(rf"({_DATE})(?:\s?(?:\.\.|~|–)\s?({_DATE}))?(?=$|\s)")


@cache
def _pattern(name: Named) -> re.Pattern[str]:
    return re.compile("|".join(say(language, f"ask.period.{name}") for language in LANGUAGES), re.IGNORECASE)


@cache
def _alone(name: Named) -> re.Pattern[str]:
    return re.compile(rf"(?:{_pattern(name).pattern})(?=$|[\s,.?!]|[와과]\s|하고\s)", re.IGNORECASE)


def read(text: str, now: datetime, zone: str) -> tuple[Period, int] | None:
    """The period at the beginning of `text`, behind a word that joins two, and how many characters it took; None where none is."""
    joiner = _JOINER.match(text)
    if joiner:
        behind = read(text[joiner.end() :], now, zone)
        return (behind[0], behind[1] + joiner.end()) if behind else None
    span = _SPAN.match(text)
    if span:
        found = _dates(span[1], span[2] or span[1])
        return (found, span.end()) if found else None
    for each in _counted():
        if counted := each.match(text):
            return _meant(counted, now, zone), counted.end()
    for name in _IN_ORDER:
        alone = _alone(name).match(text)
        if alone:
            return period(name, now, zone), alone.end()
    return None


def inside(text: str, now: datetime, zone: str) -> Period | None:
    """The period that a question speaks of."""
    span = re.search(_SPAN.pattern, text)
    if span:
        return _dates(span[1], span[2] or span[1])
    for each in _counted():
        if counted := each.search(text):
            return _meant(counted, now, zone)
    return next((period(name, now, zone) for name in _IN_ORDER if _pattern(name).search(text)), None)


def without(text: str) -> str:
    """A question without the periods it speaks of."""
    for each in _counted():
        text = each.sub(" ", text)
    return re.sub("|".join((_SPAN.pattern, *(_pattern(name).pattern for name in _IN_ORDER))), " ", text, flags=re.IGNORECASE)


@cache
def _counted() -> tuple[re.Pattern[str], ...]:
    """The last so many days, weeks or months, and a month of the year."""
    keys = ("ask.period.recent", "ask.period.calendar_month")
    return tuple(re.compile(say(language, key), re.IGNORECASE) for key in keys for language in LANGUAGES)


def _meant(found: re.Match[str], now: datetime, zone: str) -> Period:
    if found.re.groups == 1:
        number = found[1] if found[1].isdigit() else _MONTHS.index(found[1].lower()) // 3 + 1
        return calendar_month(int(number), now, zone)
    return recent(int(found[1]), "day" if found[2] else "week" if found[3] else "month", now, zone)


_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_IN_ORDER = (Named.LAST_WEEK, Named.LAST_MONTH, Named.YESTERDAY, Named.TODAY, Named.WEEK, Named.MONTH)


def _dates(first: str, last: str) -> Period | None:
    try:
        found = Period(_date(first), _date(last))
    except ValueError:
        return None
    return found if found.first <= found.last and found.first.year > 1971 and found.last.year < 2199 else None


def _date(text: str) -> date:
    year, month, of_month = map(int, text.split("-"))
    return date(year, month, of_month)


def spelled(asked: Period, language: str, zone: str) -> str:
    """`11월 16일(월)~11월 22일(일)`."""
    first, last = (day(at, language, zone) for at in (asked.begins(zone), Period(asked.last, asked.last).begins(zone)))
    return first if asked.days == 1 else say(language, "summary.period.span", first=first, last=last)


def named(asked: Period, language: str, now: datetime, zone: str) -> str:
    """The same with the period's name before it where it has one: `이번 주 11월 16일(월)~11월 22일(일)`."""
    name = next((each for each in Named if period(each, now, zone) == asked), None)
    told = spelled(asked, language, zone)
    return f"{say(language, f'summary.period.{name}')} {told}" if name else told
