"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class StillClock:
    """Call it for the time; the desk's tests begin on a Thursday morning at work, 2026-11-19 10:30 in Seoul."""

    def __init__(self, now: datetime = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> datetime:
        """Go on by timedelta's own words: `minutes=5`, `days=31`."""
        self.now += timedelta(**span)
        return self.now

    def set(self, at: datetime) -> datetime:
        """Go to an aware time."""
        self.now = at.astimezone(UTC)
        return self.now
