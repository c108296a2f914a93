"""The Slack door as assemble plugs it: the app, the wire to post with, and the way Slack's own requests arrive."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.desk import Desk
from bot.slack.app import PATH, http_handler, make_door, socket_handler
from bot.slack.front import Front
from bot.slack.preview import Preview
from bot.slack.send import SlackWire


@dataclass(slots=True)
class SlackDoor:
    """Starts without waiting for Slack: mails, letters and the page go on while Slack is away, and the connection is retried."""

    desk: Desk
    preview: Preview
    app: AsyncApp = field(init=False)
    front: Front = field(init=False)
    wire: SlackWire = field(init=False)
    _handler: AsyncSocketModeHandler | None = None
    _connecting: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        self.app, self.front = make_door(self.desk, self.preview)
        self.wire = SlackWire(self.front.client)

    @property
    def connected(self) -> bool:
        """Whether Slack can reach us now: a Socket Mode connection is open, or requests come by HTTP."""
        if self.desk.settings.slack_mode == "http":
            return True
        session = self._handler.client.current_session if self._handler else None
        return session is not None and not session.closed

    def routes(self) -> tuple[web.RouteDef, ...]:
        """What the web server serves for Slack. Raises Misconfigured in HTTP mode without a signing secret."""
        if self.desk.settings.slack_mode != "http":
            return ()
        return (web.post(PATH, http_handler(self.app, self.desk.settings)),)

    async def start(self) -> None:
        """In Socket Mode, connect in the background for as long as it takes."""
        if self.desk.settings.slack_mode == "socket":
            self._handler = socket_handler(self.app, self.desk.settings)
            self._connecting = asyncio.create_task(self._handler.connect_async())  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        """Disconnect, and let the answers that are still to come be given."""
        if self._connecting:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        if self._handler:
            await self._handler.close_async()  # type: ignore[no-untyped-call]
        await self.front.settled()
