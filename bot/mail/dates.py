"""The date of a mail (RFC 5322 3.3), and dates as mail programs write them for people."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = "|".join(MONTHS)
DAYS = (
    re.compile(r"(?P<year>\d{4})\s?[년./-]\s?(?P<month>\d{1,2})\s?[월./-]\s?(?P<day>\d{1,2})"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<month>{NAMED})[a-z]*\.?,?[\s-]+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<month>{NAMED})[a-z]*\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{1,2})/(?P<year>\d{4})"),
    re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{2})/(?P<month>\d{1,2})/(?P<day>\d{1,2})"),
)
TIME = re.compile(
    r"(?P<before>오전|오후)?\s?(?P<hour>\d{1,2})\s?[:시]\s?(?P<minute>\d{2})분?(?:\s?:?\s?(?P<second>\d{2})초?)?\s?(?P<after>[AP]M)?",
    re.IGNORECASE,
)
OFFSET = re.compile(r"(?:(?:GMT|UTC)\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?|(?P<rfc>[+-]\d{4}))\b", re.IGNORECASE)


def parse(value: str | None) -> datetime | None:
    """An aware time, or None where the header is missing or means nothing. A date without a zone is UTC."""
    try:
        parsed = parsedate_to_datetime((value or "").strip()[:200])
        when = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        when.astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return when


def written(text: str, zone: tzinfo) -> datetime | None:
    """An aware time out of "2026년 11월 23일 (월) 오후 3:05" or "Monday, November 23, 2026 3:05 PM"; in `zone` where it names none."""
    line = text[:200]
    day = next((found for each in DAYS if (found := each.search(line))), None)
    time = TIME.search(line, day.end()) or TIME.search(line) if day else None
    if not day or not time:
        return None
    try:
        when = datetime(*_day(day), *_time(time), tzinfo=_zone(line[time.end() - 1 :]) or zone)
        when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return when


def _day(found: re.Match[str]) -> tuple[int, int, int]:
    year, month = int(found["year"]), found["month"].lower()
    return year + 2000 if year < 100 else year, int(month) if month.isdigit() else MONTHS.index(month) + 1, int(found["day"])


def _time(found: re.Match[str]) -> tuple[int, int, int]:
    half = (found["before"] or found["after"] or "").lower()
    hour = int(found["hour"])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in ("오후", "pm") else 0)
    return hour, int(found["minute"]), int(found["second"] or 0)


def _zone(rest: str) -> tzinfo | None:
    found = OFFSET.search(rest)
    if not found:
        return None
    hours, minutes = (found["rfc"][1:3], found["rfc"][3:]) if found["rfc"] else (found["hours"], found["minutes"] or "0")
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-size if "-" in found[0] else size)
