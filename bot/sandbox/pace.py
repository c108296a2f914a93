"""How often a method may be called. https://docs.slack.dev/apis/web-api/rate-limits

chat.postMessage: one a second and channel, short bursts tolerated. Everything else: so many a minute by tier, counted per method.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.refusals import RateLimited

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}


@dataclass
class Bucket:
    """A token bucket: `size` at most, `rate` a second."""

    size: float
    rate: float
    left: float
    at: float

    def take(self, now: float) -> float:
        """Zero when a token was there, else the seconds until one is."""
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return (1 - self.left) / self.rate
        self.left -= 1
        return 0.0


class Pace:
    """Refuses what comes too fast. `burst` posts at once in a channel, then one a second; `tiers` False counts posts only."""

    def __init__(self, *, burst: int = 4, tiers: bool = True, timer: Callable[[], float] = time.monotonic) -> None:
        self.burst = burst
        self.tiers = tiers
        self.timer = timer
        self._buckets: dict[str, Bucket] = {}

    def post(self, channel: str) -> None:
        """Count a message to a channel. Raises RateLimited."""
        self._take(f"post {channel}", float(self.burst), 1.0)

    def call(self, method: str, tier: int) -> None:
        """Count a call of a method. Raises RateLimited."""
        if self.tiers and tier:
            self._take(method, float(PER_MINUTE[tier]), PER_MINUTE[tier] / 60)

    def _take(self, key: str, size: float, rate: float) -> None:
        now = self.timer()
        wait = self._buckets.setdefault(key, Bucket(size, rate, size, now)).take(now)
        if wait:
            raise RateLimited(max(1, math.ceil(wait)))
