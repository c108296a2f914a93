"""What past claims suggested when a form opened: it is drawn anew at every touch, and looking again takes long where they are many."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk import Desk
from commands.suggest import Suggestions, suggest

LONG = timedelta(minutes=10)
"""As long as a form is written in; what is older is looked for again."""
MOST = 100


@dataclass(slots=True)
class Remembered:
    """By the numbers of the claims, the newest last."""

    _kept: dict[str, tuple[datetime, Suggestions]] = field(default_factory=dict)

    async def look(self, desk: Desk, number: str) -> Suggestions:
        """For a form that opens. Raises NotFound, Invalid."""
        found = await desk.database.read(suggest, number)
        self._kept.pop(number, None)
        self._kept[number] = desk.clock(), found
        for oldest in list(self._kept)[:-MOST]:
            del self._kept[oldest]
        return found

    async def again(self, desk: Desk, number: str) -> Suggestions:
        """For one that is drawn anew; in another process it is looked for once more. Raises NotFound, Invalid."""
        at, found = self._kept.get(number, (None, None))
        return found if at and found and desk.clock() - at < LONG else await self.look(desk, number)
