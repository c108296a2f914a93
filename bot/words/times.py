"""Times and money as people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_name

_MINUTE = {"ko": "M월 d일(EEE) aaaa h:mm", "en": "EEE d MMM, HH:mm"}
_DAY = {"ko": "M월 d일(EEE)", "en": "EEE d MMM"}


def when(at: datetime, language: str, zone: str, *, home: str | None = None) -> str:
    """`11월 24일(화) 오후 3:00` or `Tue 24 Nov, 15:00`, in `zone`; the zone is named where it is not the reader's `home`."""
    text = format_datetime(at, _MINUTE[language], tzinfo=ZoneInfo(zone), locale=language)
    if home is None or home == zone:
        return text
    return f"{text} ({get_timezone_name(at.astimezone(ZoneInfo(zone)), width='short', locale=language)})"


def day(at: datetime, language: str, zone: str) -> str:
    """`11월 24일(화)` or `Tue 24 Nov`, in `zone`."""
    return format_datetime(at, _DAY[language], tzinfo=ZoneInfo(zone), locale=language)


def won(amount: int, language: str) -> str:
    """`0원`, `1,200원`; `KRW 0`, `KRW 1,200`."""
    return f"{amount:,}원" if language == "ko" else f"KRW {amount:,}"
