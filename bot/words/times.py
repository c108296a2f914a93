"""Times, working hours and money as people read them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names, get_period_names, get_timezone_location

from bot.words import say
from claims.calendar import Calendar
from claims.money import plain
from claims.workyear import Hours

Pattern = Callable[[datetime, str], str]
_MOMENT = timedelta(minutes=1)
_NOWHERE = ("UTC", "Etc/UTC")


@lru_cache(1000)
def when(at: datetime, language: str, zone: str, *, home: str | None = None, named: bool = False) -> str:
    """`11월 24일(화) 오후 3:00` or `Tue 24 Nov, 15:00`, in `zone`.

    `named`: with the zone's name. Where the desk's own zone, `home`, is another one, both are given:
    `독일(베를린) 시간 11월 24일(화) 오전 7:00(대한민국 시간 오후 3:00)`, `Tue 24 Nov, 07:00 CET (15:00 KST)`.
    What stands on a page stands there more than once: the next word in its state and by itself, the last change as the last line.
    """
    if home is None or home == zone:
        return _at(at, language, zone, _minute, named=named)
    same_day = at.astimezone(ZoneInfo(zone)).date() == at.astimezone(ZoneInfo(home)).date()
    there = _at(at, language, home, _hour if same_day else _minute, named=True)
    return _at(at, language, zone, _minute, named=True) + (f"({there})" if language == "ko" else f" ({there})")


def marked(at: datetime, language: str, zone: str) -> str:
    """The same with the zone's letters behind it, for colleagues whose clocks differ: `11월 24일(화) 오후 3:00 KST`."""
    return f"{when(at, language, zone)} {zone_name(at, 'en', zone)}"


def _at(at: datetime, language: str, zone: str, pattern: Pattern, *, named: bool) -> str:
    text = pattern(at.astimezone(ZoneInfo(zone)), language)
    if not named:
        return text
    name = zone_name(at, language, zone)
    return f"{name} {text}" if language == "ko" else f"{text} {name}"


def _minute(at: datetime, language: str) -> str:
    return f"{_day(at, language)} {_hour(at, language)}" if language == "ko" else f"{_day(at, language)}, {_hour(at, language)}"


def _hour(at: datetime, language: str) -> str:
    if language == "ko":
        return f"{_names(language).halves[at.hour // 12]} {at.hour % 12 or 12}:{at.minute:02}"
    return f"{at.hour:02}:{at.minute:02}"


def on(day: date, language: str) -> str:
    """A day by itself."""
    return _day(day, language)


def dated(day: date, language: str) -> str:
    """A day with its year: `2026년 11월 24일(화)`, `Tue 24 Nov 2026`."""
    return f"{day.year}년 {_day(day, language)}" if language == "ko" else f"{_day(day, language)} {day.year}"


def _day(at: date, language: str) -> str:
    names = _names(language)
    day = names.days[at.weekday()]
    return f"{at.month}월 {at.day}일({day})" if language == "ko" else f"{day} {at.day} {names.months[at.month]}"


@dataclass(frozen=True, slots=True)
class _Names:
    days: Mapping[int, str]
    months: Mapping[int, str]
    halves: tuple[str, str]


@cache
def _names(language: str) -> _Names:
    """A language's names by the CLDR, looked up once: Babel reads its patterns anew for every time it writes."""
    halves = get_period_names("wide", locale=language)
    return _Names(
        dict(get_day_names("abbreviated", locale=language)),
        dict(get_month_names("abbreviated", locale=language)),
        (halves["am"], halves["pm"]),
    )


def span(start: datetime, end: datetime, language: str, zone: str) -> str:
    """`11월 24일(화) 오전 9:00~오후 12:00` or `Tue 24 Nov, 09:00–12:00`; the end has its day where that is another one."""
    begin, until = (each.astimezone(ZoneInfo(zone)) for each in (start, end))
    last = _hour(until, language) if begin.date() == until.date() else _minute(until, language)
    return f"{_minute(begin, language)}{_dash(language)}{last}"


def days(start: datetime, end: datetime, language: str, zone: str) -> str:
    """[start, end): whole days by the first and the last one, else by their hours."""
    begins, ends = (each.astimezone(ZoneInfo(zone)) for each in (start, end))
    if begins.time() != time() or ends.time() != time():
        return span(start, end, language, zone)
    first, last = (_day(each, language) for each in (begins, ends - _MOMENT))
    return first if first == last else f"{first}{_dash(language)}{last}"


def leave(start: datetime, end: datetime, language: str, zone: str) -> str:
    """The same, but half of one day as such: `11월 24일(화) 오전 반차(오후 1:00까지)`, `Tue 24 Nov, morning off (until 13:00)`."""
    begins, ends = (each.astimezone(ZoneInfo(zone)) for each in (start, end))
    morning, afternoon = begins.time() == time(), ends.time() == time()
    if morning is afternoon or begins.date() != (ends - _MOMENT).date():
        return days(start, end, language, zone)
    half, at = ("morning", ends) if morning else ("afternoon", begins)
    return say(language, f"people.away.{half}", day=_day(begins, language), at=_hour(at, language))


def until(end: datetime, language: str, zone: str) -> str:
    """The last day before `end`, or its hour where it is not the end of a day: `11월 24일(화)`, `11월 24일(화) 오후 1:00`."""
    local = end.astimezone(ZoneInfo(zone))
    return _day(local - _MOMENT, language) if local.time() == time() else _minute(local, language)


def day(at: datetime, language: str, zone: str) -> str:
    """`11월 24일(화)` or `Tue 24 Nov`, in `zone`."""
    return _day(at.astimezone(ZoneInfo(zone)), language)


def zone_name(at: datetime, language: str, zone: str) -> str:
    """`대한민국 시간`; `KST`, or `UTC+08:00` where a zone has no letters of its own."""
    if zone in _NOWHERE:
        return "UTC"
    if language == "ko":
        return _place(zone)
    moment = at.astimezone(ZoneInfo(zone))
    letters = moment.tzname() or ""
    return letters if letters.isalpha() else f"UTC{moment.isoformat()[-6:]}"


@cache
def _place(zone: str) -> str:
    return get_timezone_location(ZoneInfo(zone), locale="ko")


def hours(calendar: Calendar, language: str) -> str:
    """The working week in the calendar's own zone: `월~금 09:00~12:00, 13:00~18:00`, `Mon–Fri 09:00–12:00, 13:00–18:00`."""
    return ", ".join(f"{_days(days, language)} {_spans(spans, language)}" for days, spans in _alike(calendar))


def _alike(calendar: Calendar) -> Iterator[tuple[list[int], Hours]]:
    """Runs of days with the same hours, those off left out."""
    for spans, run in groupby(range(7), key=lambda day: calendar.week[day]):
        if spans:
            yield list(run), spans


def _days(days: list[int], language: str) -> str:
    names = get_day_names("abbreviated", locale=language)
    return names[days[0]] if len(days) == 1 else f"{names[days[0]]}{_dash(language)}{names[days[-1]]}"


def _spans(spans: Hours, language: str) -> str:
    return ", ".join(f"{_clock(opening)}{_dash(language)}{_clock(closing)}" for opening, closing in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _dash(language: str) -> str:
    return "~" if language == "ko" else "–"


def won(amount: int, language: str) -> str:
    """`0원`, `1,200원`; `KRW 0`, `KRW 1,200`."""
    return f"{amount:,}원" if language == "ko" else f"KRW {amount:,}"


def money(amount: int, currency: str, language: str) -> str:
    """An amount in minor units: `1,200원`, `USD 1,250.50`."""
    return won(amount, language) if currency == "KRW" else f"{currency} {plain(amount, currency)}"


def worked(minutes: int, language: str) -> str:
    """`2시간 30분`, `45분`; `2 h 30 min`, `45 min`."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "시간", " h"), (rest, "분", " min")]
    shown = [f"{count}{korean if language == 'ko' else english}" for count, korean, english in parts if count]
    return " ".join(shown) or ("0분" if language == "ko" else "0 min")


def date_line(at: datetime, language: str, zone: str) -> str:
    """A day with its year, as papers are dated: `2026년 11월 24일`, `24 November 2026`."""
    local = at.astimezone(ZoneInfo(zone))
    if language == "ko":
        return f"{local.year}년 {local.month}월 {local.day}일"
    return f"{local.day} {get_month_names('wide', locale='en')[local.month]} {local.year}"
