"""What-if: when would a target fall due? For the command line, whose times are text."""

from collections.abc import Iterable
from datetime import datetime

from claims import service
from claims.calendar import PRESETS, Calendar, floor
from claims.errors import Invalid

_WRITTEN = {
    "from": ("2026-11-19T10:30", "2026-11-19T10:30+09:00"),
    "pause": ("2026-11-23T14:00/2026-11-25T10:15",),
}
"""How a part is written; naive times are in the calendar's zone."""


def due(start: str, minutes: int, pauses: Iterable[str] = (), calendar: Calendar = PRESETS["default"]) -> datetime:
    """The due time in the calendar's zone. Times are ISO 8601, naive ones in that zone; a pause is `from/to`.

    Raises Invalid naming the part that is not understood: from, target, pause, or time and year where no calendar reaches.
    """
    if minutes < 0:
        raise Invalid(field="target", value=minutes)
    at = service.due(_instant("from", start, calendar), minutes, [_pause(pause, calendar) for pause in pauses], calendar)
    assert at is not None, "every pause that was read has an end"
    return at.astimezone(calendar.tz)


def _pause(text: str, calendar: Calendar) -> tuple[datetime, datetime]:
    begin, _, end = text.partition("/")
    span = _instant("pause", begin, calendar, text), _instant("pause", end, calendar, text)
    if floor(span[1]) < floor(span[0]):
        raise Invalid(field="pause", value=text)
    return span


def _instant(part: str, text: str, calendar: Calendar, given: str | None = None) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid(field=part, value=given or text, allowed=_WRITTEN[part]) from error
    return at if at.tzinfo else at.replace(tzinfo=calendar.tz)
