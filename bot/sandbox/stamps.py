"""Identifiers and time stamps: unique, ordered, in Slack's shapes."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

Clock = Callable[[], datetime]

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def utc_now() -> datetime:
    return datetime.now(UTC)


def base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits or "0"


class Stamps:
    """One source of identifiers and message time stamps, so that none repeats even when the clock stands still."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self.clock = clock
        self._last = 0
        self._numbers = count(1)

    def id(self, prefix: str) -> str:
        """`prefix` and ten base-36 digits, such as C000000001A."""
        return prefix + base36(next(self._numbers)).rjust(10, "0")

    def ts(self) -> str:
        """A message's time stamp: seconds, a point, six digits; strictly increasing."""
        self._last = max(int(self.clock().timestamp() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def seconds(self) -> int:
        """The clock in whole seconds since 1970."""
        return int(self.clock().timestamp())
