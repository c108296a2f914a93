"""The page of the local workspace: its files, its settings, and one socket that tells it when to look again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web

from bot.sandbox.changes import Changes
from bot.sandbox.mailpage import mail_routes, own_page_only
from bot.sandbox.postbox import Postbox

_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_BEAT_SECONDS = 20.0
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What the page is told.

    `tracking_url` is the desk's PUBLIC_URL; `person` and `channel` are the Slack ids it opens with, the first ones where empty;
    `roles` says beside a user's id what that person does.
    """

    tracking_url: str
    person: str = ""
    channel: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    readme_url: str = "/readme"


class Page:
    """Routes for the workspace's server: everything but /ui/…. It looks again whenever the postbox or what it watches changes."""

    def __init__(self, postbox: Postbox, settings: Settings) -> None:
        self.postbox, self.settings = postbox, settings
        self._watched = [postbox.changes]
        self._files = _packaged()
        self._lines: set[web.WebSocketResponse] = set()

    def watch(self, changes: Changes) -> None:
        """Look again at these changes too, such as the workspace's."""
        self._watched.append(changes)

    async def close(self) -> None:
        """Hang up on every open page; without it the server waits for them."""
        await asyncio.gather(*(line.close(code=WSCloseCode.GOING_AWAY) for line in list(self._lines)))

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self.index),
            web.get("/archives/{channel}/{message}", self.index),
            web.get("/readme", self.readme),
            web.get("/page/settings", self.told),
            web.get("/page/live", self.live),
            web.get("/page/{name}", self.file),
            *mail_routes(self.postbox),
        ]

    async def index(self, request: web.Request) -> web.Response:
        return self._answer("index.html")

    async def file(self, request: web.Request) -> web.Response:
        return self._answer(request.match_info["name"])

    async def told(self, request: web.Request) -> web.Response:
        """The settings, as JSON."""
        return web.json_response(asdict(self.settings))

    async def readme(self, request: web.Request) -> web.Response:
        """The README of this checkout, or as it was packaged."""
        return web.Response(text=await asyncio.to_thread(_readme), content_type="text/plain", charset="utf-8")

    async def live(self, request: web.Request) -> web.WebSocketResponse:
        """A number at once and after every change. A socket, because browsers allow six waiting requests for all tabs together."""
        own_page_only(request)
        socket = web.WebSocketResponse(heartbeat=_BEAT_SECONDS)
        await socket.prepare(request)
        self._lines.add(socket)
        telling = asyncio.create_task(self._tell(socket))
        try:
            await socket.receive()
        finally:
            self._lines.discard(socket)
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
        return socket

    async def _tell(self, socket: web.WebSocketResponse) -> None:
        while not socket.closed:
            seen = [changes.version for changes in self._watched]
            await socket.send_json(sum(seen))
            await _any_after(self._watched, seen)

    def _answer(self, name: str) -> web.Response:
        if name not in self._files:
            raise web.HTTPNotFound
        kind = _TYPES[name.rpartition(".")[2]]
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": self._policy()}
        return web.Response(body=self._files[name], content_type=kind, charset="utf-8", headers=headers)

    def _policy(self) -> str:
        tracking = urlsplit(self.settings.tracking_url)
        rules = {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "connect-src": "'self'",
            "img-src": "'self' data: blob:",
            "frame-src": f"'self' {tracking.scheme}://{tracking.netloc}",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
        return "; ".join(f"{name} {value}" for name, value in rules.items())


async def _any_after(watched: Sequence[Changes], seen: Sequence[int]) -> None:
    waiting = [asyncio.create_task(changes.after(version, _LONGEST_WAIT)) for changes, version in zip(watched, seen, strict=True)]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


def _packaged() -> dict[str, bytes]:
    folder = files("bot.sandbox") / "static"
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.rpartition(".")[2] in _TYPES}


def _readme() -> str:
    beside = Path(__file__).parents[2] / "README.md"
    if beside.is_file():
        return beside.read_text("utf-8")
    try:
        _, _, text = (distribution("claimdesk").read_text("METADATA") or "").partition("\n\n")
    except PackageNotFoundError:
        return ""
    return text
