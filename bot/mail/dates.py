"""The date of a mail (RFC 5322 3.3)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def parse(value: str | None) -> datetime | None:
    """An aware time, or None where the header is missing or means nothing. A date without a zone is UTC."""
    try:
        parsed = parsedate_to_datetime((value or "").strip()[:200])
        when = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        when.astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return when
