"""The local workspace: state, server and people in one object. Tests and the page drive it; the app talks to it as to Slack."""

import secrets
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox import acts, clicks, slash, submissions
from bot.sandbox.api import Api, Call
from bot.sandbox.changes import Changes, Found
from bot.sandbox.channels import Channel, Channels
from bot.sandbox.delivery import ACK_SECONDS, REDELIVERY, Delivery
from bot.sandbox.downloads import Downloads
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.hooks import Hooks
from bot.sandbox.messages import Ephemeral
from bot.sandbox.pace import Pace
from bot.sandbox.people import People, Person, UserGroup
from bot.sandbox.refusals import Refusal
from bot.sandbox.signed import Requests
from bot.sandbox.sockets import Sockets
from bot.sandbox.stamps import Clock, Stamps, utc_now
from bot.sandbox.team import Command, Team
from bot.sandbox.triggers import Triggers
from bot.sandbox.ui import Ui
from bot.sandbox.views import Views

JSON = dict[str, Any]

BIGGEST_BODY = 200 * 1024**2


class Workspace:
    """A Slack workspace with one app in it, on 127.0.0.1.

    Tokens and secret are made up where none are given; `commands` are names or Command; `shortcuts` are {"type": "message" | "global",
    "name", "callback_id"} for the page; `scopes` and `events` None grant everything; `strict_pace` False never says 429;
    `redelivery` are the seconds before each repetition of an event; `ack_timeout` is how long the app may take; `request_url`
    switches from Socket Mode to signed HTTP requests; `routes` are added to the server, for the page.
    """

    def __init__(
        self,
        *,
        people: Iterable[Person],
        channels: Iterable[Channel],
        bot_token: str = "",
        app_token: str = "",
        signing_secret: str = "",
        commands: Iterable[str | Command] = ("/claim",),
        shortcuts: Iterable[Mapping[str, str]] = (),
        usergroups: Iterable[UserGroup] = (),
        scopes: Iterable[str] | None = None,
        events: Iterable[str] | None = None,
        clock: Clock = utc_now,
        pace: Pace | None = None,
        strict_pace: bool = True,
        redelivery: Sequence[float] = REDELIVERY,
        ack_timeout: float = ACK_SECONDS,
        request_url: str | None = None,
        routes: Iterable[web.AbstractRouteDef] = (),
        team: Team | None = None,
    ) -> None:
        self.clock = clock
        self.stamps = Stamps(clock)
        self.bot_token = bot_token or f"xoxb-{secrets.token_hex(16)}"
        self.app_token = app_token or f"xapp-{secrets.token_hex(16)}"
        self.signing_secret = signing_secret or secrets.token_hex(16)
        self.team = _team(team or Team(), commands, scopes, events)
        everybody = [*people, Person(self.team.bot_user, self.team.bot_name, self.team.bot_name, is_bot=True)]
        self.people = People(everybody)
        self.channels = Channels(channels, [person.id for person in everybody])
        self.usergroups = {group.id: group for group in usergroups}
        self.shortcuts = [dict(one) for one in shortcuts]
        self.files = Files()
        self.modals = Views(self.team, self.stamps)
        self.triggers = Triggers(clock)
        self.hooks = Hooks(self)
        self.faults = Faults()
        self.changes = Changes()
        self.pace = (pace or Pace()) if strict_pace else None
        self.sockets = Sockets(self.team.app_id, self.changes)
        self.delivery = Delivery(self.sockets, self.faults, self.changes, redelivery=redelivery, timeout=ack_timeout)
        self.ephemeral: list[Ephemeral] = []
        self.calls: deque[Call] = deque(maxlen=5_000)
        self.refused: list[tuple[str, Refusal]] = []
        self.revoked = False
        self.url = ""
        self._request_url = request_url
        self._routes = list(routes)
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self._api: Api | None = None

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is set to."""
        return f"{self.url}/api/"

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1, on a free port when `port` is 0."""
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        if self._request_url:
            await self.use_http(self._request_url)

    def _application(self) -> web.Application:
        tokens = {self.bot_token: "bot", self.app_token: "app"}
        self._api = Api(self, tokens)
        application = web.Application(client_max_size=BIGGEST_BODY)
        application.add_routes([web.route("*", "/api/{method}", self._api.handle), web.get("/link", self.sockets.handle)])
        application.add_routes([*Downloads(self, tokens).routes(), *Ui(self).routes(), *self._routes])
        return application

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self.delivery.close()
        if self._api:
            self._api.closing.set()
        await self.sockets.close()
        if self._runner:
            await self._runner.cleanup()
        if self._session:
            await self._session.close()

    async def use_http(self, request_url: str) -> None:
        """From now on send signed requests to `request_url` instead of Socket Mode."""
        self._session = self._session or aiohttp.ClientSession()
        self.delivery.wire = Requests(request_url, self.signing_secret, self._session, self.clock)

    async def verify_request_url(self) -> bool:
        """Send the url_verification challenge Slack sends when a Request URL is saved."""
        wire = self.delivery.wire
        return isinstance(wire, Requests) and await wire.verify(self.team.token)

    def bot_marks(self) -> JSON:
        """What stands on every message of the app."""
        return {"bot_id": self.team.bot_id, "app_id": self.team.app_id, "team": self.team.id, "bot_profile": self.team.bot_profile()}

    def show_file(self, file_id: str) -> JSON:
        """The file object. Raises Refusal file_not_found."""
        return self.files.get(file_id).as_json(self.url)

    def refuse(self, where: str, refusal: Refusal) -> None:
        """Keep what the app sent and Slack would not have shown, where the app hears nothing of it."""
        self.refused.append((where, refusal))
        self.changes.notify()

    # What people do.

    async def slash(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> slash.SlashResult:
        """Type a slash command; waits for the app's acknowledgement."""
        return await slash.slash(self, user, channel, text, thread_ts)

    async def click(self, user: str, channel: str, ts: str, action_id: str, value: Any = None, **more: Any) -> str | None:
        """Touch an element of a message, `value` being what is chosen; None, or the error the person sees."""
        return await clicks.click(self, user, channel, ts, action_id, value, **more)

    async def click_in_view(self, user: str, view_id: str, action_id: str, value: Any = None, **more: Any) -> str | None:
        """The same in a modal or App Home."""
        return await clicks.click_in_view(self, user, view_id, action_id, value, **more)

    async def submit(self, user: str, view_id: str, values: Mapping[str, Any]) -> dict[str, str] | None:
        """Submit a modal with {block_id: value}; what is not given stays as the modal showed it. None, or {block_id: error}."""
        return await submissions.submit(self, user, view_id, values)

    async def close(self, user: str, view_id: str) -> None:
        """Close a modal."""
        await submissions.close(self, user, view_id)

    async def shortcut(self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None) -> str | None:
        """Use a message shortcut on a message, or a global one."""
        if channel and ts:
            return await clicks.message_shortcut(self, user, callback_id, channel, ts)
        return await clicks.shortcut(self, user, callback_id)

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None, files: Sequence[tuple[str, bytes]] = ()) -> str:
        """Write a message; its ts. The event is on its way, not yet acknowledged: see `settled`."""
        return acts.say(self, user, channel, text, thread_ts, files)

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        acts.edit(self, user, channel, ts, text)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        acts.delete(self, user, channel, ts)

    async def react(self, user: str, channel: str, ts: str, name: str) -> None:
        acts.react(self, user, channel, ts, name)

    async def visit_home(self, user: str) -> None:
        """Open the app's Home tab."""
        acts.visit_home(self, user)

    # What happens to channels, people and the app.

    def welcome(self, person: Person) -> None:
        """One more person, in every public channel."""
        acts.welcome(self, person)

    async def join(self, user: str, channel: str) -> None:
        acts.join(self, self.channels.get(channel), user)

    async def leave(self, user: str, channel: str) -> None:
        """Somebody goes, or with the bot's id the app is removed."""
        acts.leave(self, self.channels.get(channel), user)

    async def archive(self, user: str, channel: str) -> None:
        acts.archive(self, self.channels.get(channel), user)

    async def unarchive(self, user: str, channel: str) -> None:
        acts.unarchive(self, self.channels.get(channel), user)

    async def rename(self, user: str, channel: str, name: str) -> None:
        acts.rename(self, self.channels.get(channel), user, name)

    async def regroup(self, group_id: str, *users: str) -> None:
        """Give a user group other members."""
        acts.regroup(self, group_id, users)
        await self.settled()

    async def deactivate(self, user: str) -> None:
        acts.deactivate(self, user)

    def revoke(self) -> None:
        """The app's tokens stop working."""
        self.revoked = True
        self.changes.notify()

    # What there is to see.

    def messages(self, channel: str) -> list[JSON]:
        """What a channel shows, oldest first, with metadata."""
        place = self.channels.get(channel)
        return [place.show(message, metadata=True) for message in place.roots()]

    def thread(self, channel: str, ts: str) -> list[JSON]:
        """A thread: its root, then its replies, oldest first, with metadata."""
        place = self.channels.get(channel)
        return [place.show(message, metadata=True) for message in (place.find(ts), *place.replies(ts))]

    def ephemerals(self, user: str) -> list[JSON]:
        """What only `user` sees, oldest first."""
        return [shown.as_json() for shown in self.ephemeral if shown.user == user]

    def views(self, user: str) -> list[JSON]:
        """The open modals of `user`, bottom first."""
        return list(self.modals.stack(user))

    def view(self, user: str) -> JSON:
        """The modal `user` looks at. Raises LookupError when there is none."""
        return self.modals.stack(user)[-1]

    def home(self, user: str) -> JSON | None:
        """What App Home shows to `user`."""
        return self.modals.homes.get(user)

    def direct(self, user: str) -> str:
        """The id of the direct messages between `user` and the app."""
        return acts.direct(self, user).id

    async def until(self, predicate: Callable[[], Found], timeout: float = 300.0) -> Found:  # noqa: ASYNC109
        """What `predicate` returns as soon as it is true, asked at every change. Raises TimeoutError after `timeout` seconds."""
        return await self.changes.until(predicate, timeout)

    async def repeat(self, place: int = -1) -> None:
        """Deliver an event again that was delivered before (the last one), with the same event_id, as Slack may."""
        told = [delivered.payload for delivered in self.delivery.log if delivered.kind == "events_api"]
        await self.delivery.ask("events_api", told[place], attempt=1, reason="timeout")

    def called(self, method: str) -> list[Call]:
        """The calls of one Web API method, oldest first."""
        return [call for call in self.calls if call.method == method]

    async def settled(self) -> None:
        """Wait until every event is acknowledged or given up."""
        await self.delivery.settled()

    async def connected(self, count: int = 1, timeout: float = 300.0) -> None:  # noqa: ASYNC109
        """Wait until the app has `count` Socket Mode connections open."""
        await self.changes.until(lambda: len(self.sockets.connections) >= count, timeout)


def _team(team: Team, commands: Iterable[str | Command], scopes: Iterable[str] | None, events: Iterable[str] | None) -> Team:
    listed = [Command(one) if isinstance(one, str) else one for one in commands]
    return Team(
        **{name: getattr(team, name) for name in ("id", "domain", "name", "app_id", "bot_id", "bot_user", "bot_name", "token")},
        scopes=None if scopes is None else frozenset(scopes),
        events=None if events is None else frozenset(events),
        commands={command.name: command for command in listed},
    )
