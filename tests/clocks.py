"""Clocks of the tests: one stands still until a test moves it, one goes on as time does."""

import threading
import time
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


class WalkingClock(StillClock):
    """Begins where the still one stands and goes on as time does, so that the channel's pace lets posts pass.

    Of a time in which the whole machine stood still no more than a second counts: what a test reads stays of the same minute.
    """

    def __init__(self) -> None:
        super().__init__()
        self.walks = True
        self._walked, self._looked = 0.0, time.monotonic()
        self._turn = threading.Lock()

    def __call__(self) -> datetime:
        with self._turn:
            looked = time.monotonic()
            self._walked += min(looked - self._looked, 1.0) * self.walks
            self._looked = looked
            return self.now + timedelta(seconds=self._walked)
