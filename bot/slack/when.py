"""Times as people type them, in their own zone: `tomorrow 15:00`, `내일 오후 3시`, `2026-11-27`, `fri 10:00`, `+2d`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from claims.absence import Days, Half

END_OF_DAY = time(18, 0)
"""Where only a day is given, the next word comes before its evening."""

_DAYS = {"yesterday": -1, "어제": -1, "그제": -2, "today": 0, "오늘": 0, "tomorrow": 1, "내일": 1, "모레": 2, "글피": 3}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKS = {"this": 0, "이번": 0, "next": 1, "다음": 1}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_TH = "(?:st|nd|rd|th)?"
_KOREAN_WEEKDAYS = "월화수목금토일"
_SPANS = {"m": "minutes", "분": "minutes", "h": "hours", "시간": "hours", "d": "days", "일": "days", "w": "weeks", "주": "weeks"}
_END = r"(?=$|[\s,.;])"
_SPAN = re.compile(rf"\+\s?(\d{{1,5}})\s?(m|h|d|w|분|시간|일|주){_END}", re.IGNORECASE)
_DAY = re.compile(
    rf"(?:(?P<near>yesterday|today|tomorrow|어제|그제|오늘|내일|모레|글피)|(?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})|(?P<month>\d{{1,2}})월\s?(?P<day>\d{{1,2}})일"
    rf"|(?P<first>\d{{1,2}}){_TH}\s(?P<then>{_MONTH})|(?P<named>{_MONTH})\s(?P<second>\d{{1,2}}){_TH}"
    rf"|(?:(?P<week>(?:다음|이번)\s?주\s?|(?:next|this)\s))?(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?"
    rf"|fri(?:day)?|sat(?:urday)?|sun(?:day)?|[월화수목금토일]요일))(?:T(?=\d)|{_END})",
    re.IGNORECASE,
)
_YESTERDAY = ("yesterday", "어제")
_WORKED = re.compile(
    r"(?P<day>(?:(?P<near>yesterday|today|어제|오늘)|(?P<iso>\d{4}-\d{2}-\d{2})|(?P<month>\d{1,2})월\s?(?P<date>\d{1,2})일)\s+)?"
    rf"(?P<h1>\d{{1,2}}):(?P<m1>\d{{2}})\s?[-~–]\s?(?P<h2>\d{{1,2}}):(?P<m2>\d{{2}}){_END}",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*\.{1,2}\s*")
_HALF = re.compile(rf"\s*(am|pm|오전|오후)(?:\s?반차)?{_END}", re.IGNORECASE)
_HALVES = {"am": Half.AM, "오전": Half.AM, "pm": Half.PM, "오후": Half.PM}
_CLOCK = re.compile(rf"(?P<hour>\d{{1,2}})(?:(?::(?P<minute>\d{{2}}))(?:\s?(?P<half>am|pm))?|\s?(?P<twelve>am|pm)){_END}", re.IGNORECASE)
_KOREAN_CLOCK = re.compile(
    rf"(?:(?P<half>오전|오후)\s?)?(?P<hour>\d{{1,2}})(?::(?P<exact>\d{{2}})|시(?:\s?(?P<minute>\d{{1,2}})분|\s?(?P<thirty>반))?)(?:까지)?{_END}"
)
_GAP = re.compile(r"\s*(?:,\s*|(?:at|by)\s+)?", re.IGNORECASE)
_LIKE = re.compile(r"\d{1,4}(?:[:/.-]\d|\s?시|\s?월|\s?일|\s?[ap]m\b)|(?:at|by)\s\d", re.IGNORECASE)


def read(text: str, now: datetime, zone: str) -> tuple[datetime, int] | None:
    """The time at the beginning of `text`, in UTC, and how many characters it took; None where no possible time stands there."""
    local = now.astimezone(ZoneInfo(zone))
    try:
        found = _span(text, local) or _day(text, local) or _time(text, local)
        return found and (found[0].astimezone(UTC), found[1])
    except (ValueError, OverflowError):
        return None


def read_span(text: str, now: datetime, zone: str) -> tuple[tuple[datetime, datetime], int] | None:
    """`17:20-19:10` at the beginning of `text`, today or on the day before it, such as `yesterday`, `2026-11-24` or `11월 24일`;
    past midnight where it ends before it begins. In UTC, and how many characters it took; None where none stands there."""
    found = _WORKED.match(text)
    if found is None:
        return None
    local = now.astimezone(ZoneInfo(zone))
    try:
        day = _worked_on(found, local)
        begin, end = (time(int(found[hour]), int(found[minute])) for hour, minute in (("h1", "m1"), ("h2", "m2")))
    except ValueError:
        return None
    if end <= begin and not found["day"]:
        day -= timedelta(days=1)  # it is over: it began the evening before
    until = day + timedelta(days=end <= begin)
    first, last = (datetime.combine(each, at, local.tzinfo).astimezone(UTC) for each, at in ((day, begin), (until, end)))
    return (first, last), found.end()


def _worked_on(found: re.Match[str], local: datetime) -> date:
    """Raises ValueError for a day that there is not."""
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    if found["month"]:
        day = date(local.year, int(found["month"]), int(found["date"]))
        return day if day <= local.date() else day.replace(year=local.year - 1)
    return local.date() - timedelta(days=(found["near"] or "").lower() in _YESTERDAY)


def is_like(text: str, now: datetime, zone: str) -> bool:
    """Whether `text` begins with what somebody means for a time, be it one that is not understood: words to a customer do not."""
    found = read(text, now, zone)
    return bool(_LIKE.match(text)) or (found is not None and found[0] > now)  # "yesterday …" are words


def read_days(text: str, now: datetime, zone: str) -> tuple[Days, int] | None:
    """Days at the beginning of `text`: `2026-12-01`, `mon..fri`, `12월 1일~12월 3일`, `내일 오후`; None where none stand there."""
    plain, today = text.replace("~", "."), now.astimezone(ZoneInfo(zone)).date()
    try:
        first = _DAY.match(plain)
        if first is None:
            return None
        last = (gap := _TO.match(plain, first.end())) and _DAY.match(plain, gap.end())
        end = (last or first).end()
        half = _HALF.match(text, end)
        begins = _date(first, today)
        ends = _date(last, today if last["near"] else begins) if last else begins
        return Days(begins, ends, _HALVES[half[1].lower()] if half else None), half.end() if half else end
    except (ValueError, OverflowError):
        return None


def _span(text: str, local: datetime) -> tuple[datetime, int] | None:
    found = _SPAN.match(text)
    if not found:
        return None
    unit = _SPANS[found[2].lower()]
    span = timedelta(**{unit: int(found[1])})
    exact = unit in ("minutes", "hours")
    return ((local.astimezone(UTC) + span) if exact else local + span), found.end()


def _day(text: str, local: datetime) -> tuple[datetime, int] | None:
    found = _DAY.match(text)
    if not found:
        return None
    gap = _GAP.match(text, found.end())
    clock = _clock(text, gap.end() if gap else found.end())
    at, end = clock if clock else (END_OF_DAY, found.end())
    return datetime.combine(_date(found, local.date()), at, local.tzinfo), end


def _date(found: re.Match[str], today: date) -> date:
    if found["near"]:
        return today + timedelta(days=_DAYS[found["near"].lower()])
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
        return date(year, month, day)
    if found["weekday"]:
        return _in_week(found, today)
    month, day = _month_and_day(found)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else this_year.replace(year=today.year + 1)


def _month_and_day(found: re.Match[str]) -> tuple[int, int]:
    if found["month"]:
        return int(found["month"]), int(found["day"])
    return _MONTHS.index((found["then"] or found["named"])[:3].lower()) + 1, int(found["first"] or found["second"])


def _in_week(found: re.Match[str], today: date) -> date:
    """A weekday alone is the next such day; of this week or the next one, Monday first, where it is said."""
    wanted = _weekday(found["weekday"])
    if not found["week"]:
        return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    weeks = next(count for word, count in _WEEKS.items() if found["week"].lower().startswith(word))
    return today + timedelta(days=wanted - today.weekday() + 7 * weeks)


def _weekday(name: str) -> int:
    return _KOREAN_WEEKDAYS.index(name[0]) if name[0] in _KOREAN_WEEKDAYS else _WEEKDAYS.index(name[:3].lower())


def _time(text: str, local: datetime) -> tuple[datetime, int] | None:
    """A time alone is the next such time."""
    found = _clock(text, 0)
    if not found:
        return None
    today = datetime.combine(local.date(), found[0], local.tzinfo)
    return (today if today > local else today + timedelta(days=1)), found[1]


def _clock(text: str, start: int) -> tuple[time, int] | None:
    found = _CLOCK.match(text, start)
    if found:
        half, hour = found["half"] or found["twelve"], int(found["hour"])
        return time(_half(hour, half.lower() == "pm") if half else hour, int(found["minute"] or 0)), found.end()
    found = _KOREAN_CLOCK.match(text, start)
    if not found:
        return None
    hour, minute = int(found["hour"]), 30 if found["thirty"] else int(found["exact"] or found["minute"] or 0)
    return time(_half(hour, found["half"] == "오후") if found["half"] else hour, minute), found.end()


def _half(hour: int, after_noon: bool) -> int:
    """The hour of 24 for an hour of 12. Raises ValueError for one that no clock shows."""
    if not 1 <= hour <= 12:
        raise ValueError(f"hour {hour}")
    return hour % 12 + 12 * after_noon
