"""A version number that grows with every change, and waiting for it without polling."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Found = TypeVar("Found")


class Changes:
    """Counts changes and wakes whoever waits for one."""

    def __init__(self) -> None:
        self.version = 1
        self._next = asyncio.Event()

    def notify(self) -> None:
        """Something changed."""
        self.version += 1
        self._next.set()
        self._next = asyncio.Event()

    async def after(self, version: int, seconds: float) -> int:
        """The version once it is greater than `version`, or the same one after `seconds`."""
        try:
            return await self.until(lambda: self.version if self.version > version else 0, seconds)
        except TimeoutError:
            return self.version

    async def until(self, predicate: Callable[[], Found], seconds: float) -> Found:
        """What `predicate` returns as soon as it is true; asked again at each change. Raises TimeoutError after `seconds`.

        Of a time in which the whole machine stood still no more than a second counts.
        """
        while not (found := predicate()):
            if seconds <= 0:
                raise TimeoutError
            seconds -= await self._waited(min(seconds, 1.0))
        return found

    async def _waited(self, seconds: float) -> float:
        """Wait for the next change; how long that took."""
        now = asyncio.get_running_loop().time
        begun = now()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._next.wait()
        return min(now() - begun, seconds)
