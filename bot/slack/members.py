"""Who is in the desk's channel: they are its team. Whoever cannot read a customer's words there does not read them elsewhere."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

KEPT, AGAIN = timedelta(minutes=5), timedelta(minutes=1)
"""How long whoever was in the channel is believed to be there, and how long Slack is left alone that did not tell."""
PAGE, PAGES = 1000, 100
"""Members a page, and pages that are asked for. https://docs.slack.dev/reference/methods/conversations.members"""

log = structlog.get_logger()


@dataclass(slots=True)
class Members:
    """Asks Slack when somebody comes who was not there at the last look; all who ask at once share one look."""

    client: AsyncWebClient
    channel: str
    clock: Callable[[], datetime]
    _seen: frozenset[str] = frozenset()
    _at: datetime | None = None
    _told: bool = True
    _looks: int = 0
    _went: set[str] = field(default_factory=set)
    """During a look: Slack may have counted them before they went."""
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def has(self, identity: str) -> bool | None:
        """Whether the person is there; None where Slack does not tell and they were not there before."""
        if not self._is_known(identity):
            before = self._looks
            async with self._looking:
                if self._looks == before:
                    await self._look()
        return True if identity in self._seen else False if self._told else None

    def forget(self, identity: str) -> None:
        """They went: look again when they come."""
        self._seen -= {identity}
        self._went.add(identity)

    def _is_known(self, identity: str) -> bool:
        if self._at is None:
            return False
        since = self.clock() - self._at
        return since < KEPT and identity in self._seen if self._told else since < AGAIN

    async def look(self) -> None:
        """Before anybody comes, so that the first one does not wait for it."""
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        """Where Slack does not tell, those who were there are there."""
        self._went.clear()
        try:
            found = await self._all()
            self._seen, self._told = frozenset(found) - self._went, True
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as trouble:
            why = trouble.response.get("error") if isinstance(trouble, SlackApiError) else type(trouble).__name__
            log.warning("members not read", channel=self.channel, why=why)
            self._told = False
        self._at, self._looks = self.clock(), self._looks + 1

    async def _all(self) -> list[str]:
        found: list[str] = []
        cursor = ""
        for _ in range(PAGES):
            page = await self.client.conversations_members(channel=self.channel, limit=PAGE, cursor=cursor)
            found += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found
