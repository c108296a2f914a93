"""One process reads a mailbox, however many run: a row in the database, held for a while and held on to."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.desk import Desk
from claims.errors import TryAgain
from commands import fetching


def _name() -> str:
    return secrets.token_hex(8)


@dataclass(slots=True)
class Lease:
    """`span` in seconds: that long after this process dies another one takes over."""

    desk: Desk
    mailbox: str
    span: float
    by: str = field(default_factory=_name)
    elapsed: Callable[[], float] = time.monotonic
    _asked_at: float | None = None

    async def keep(self) -> bool:
        """Whether the mailbox is ours now; the database is asked once in a third of the span. Raises TryAgain."""
        now = self.elapsed()
        if self._asked_at is None or now - self._asked_at >= self.span / 3:
            mine = await self.desk.database.run(fetching.hold, self.mailbox, timedelta(seconds=self.span), by=self.by)
            self._asked_at = now if mine else None
        return self._asked_at is not None

    async def let_go(self) -> None:
        """Leave it to others at once; where the database cannot be told, the span runs out by itself."""
        if self._asked_at is None:
            return
        self._asked_at = None
        try:
            await self.desk.database.run(fetching.let_go, self.mailbox, by=self.by)
        except TryAgain:
            return
