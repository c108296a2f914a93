"""The Slack door as assemble plugs it: the app, the wire to post with, and the way Slack's own requests arrive."""

import asyncio
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.desk import Desk
from bot.slack import address
from bot.slack.app import PATH, http_handler, make_door, socket_handler
from bot.slack.front import Front
from bot.slack.groups import Groups, listen_to_groups
from bot.slack.preview import Preview
from bot.slack.send import SlackWire

CONNECTIONS = 2
"""Of Socket Mode, as Slack advises: it ends each every few hours, and what is clicked then comes by the other.
https://docs.slack.dev/apis/events-api/using-socket-mode#multiple"""


@dataclass(slots=True)
class SlackDoor:
    """Starts without waiting for Slack: mails, letters and the page go on while Slack is away, and the connection is retried."""

    desk: Desk
    preview: Preview
    app: AsyncApp = field(init=False)
    front: Front = field(init=False)
    wire: SlackWire = field(init=False)
    groups: Groups = field(init=False)
    _handlers: list[AsyncSocketModeHandler] = field(default_factory=list)
    _connecting: list["asyncio.Task[None]"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app, self.front = make_door(self.desk, self.preview)
        self.wire = SlackWire(self.front.client)
        self.groups = Groups(self.front)
        listen_to_groups(self.app, self.groups)

    @property
    def connected(self) -> bool:
        """Whether Slack can reach us now: a Socket Mode connection is open, or requests come by HTTP."""
        if self.desk.settings.slack_mode == "http":
            return True
        sessions = (each.client.current_session for each in self._handlers)
        return any(session is not None and not session.closed for session in sessions)

    def connections(self) -> aiohttp.ClientSession:
        """Slack is asked over connections that are kept until the block ends; what others still post when the door stops goes over them."""
        client = self.front.client
        client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=client.timeout), cookie_jar=aiohttp.DummyCookieJar())
        return client.session

    def routes(self) -> tuple[web.RouteDef, ...]:
        """What the web server serves for Slack. Raises Misconfigured in HTTP mode without a signing secret."""
        if self.desk.settings.slack_mode != "http":
            return ()
        return (web.post(PATH, http_handler(self.app, self.front)),)

    async def start(self) -> None:
        """In Socket Mode, connect in the background for as long as it takes."""
        self.groups.start()
        self._connecting = [asyncio.create_task(self.front.people.members.look())]
        self._connecting.append(asyncio.create_task(address.learn(self.front.client, self.desk.links)))
        if self.desk.settings.slack_mode == "socket":
            self._handlers = [socket_handler(self.app, self.desk.settings) for _ in range(CONNECTIONS)]
            self._connecting += [asyncio.create_task(each.connect_async()) for each in self._handlers]  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        """Disconnect, and let the answers that are still to come be given."""
        await self.groups.stop()
        for connecting in self._connecting:
            connecting.cancel()
        await asyncio.gather(*self._connecting, return_exceptions=True)
        for handler in self._handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]
        await self.front.settled()
