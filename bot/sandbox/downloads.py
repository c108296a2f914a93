"""The addresses beside the Web API: uploads, private files, response_url."""

import json
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.files import File
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


class Downloads:
    """Handlers for /upload/v1, /files-pri, /actions."""

    def __init__(self, ws: "Workspace", tokens: dict[str, str]) -> None:
        self.ws = ws
        self.tokens = tokens

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/upload/v1/{ticket}", self.upload),
            web.get("/files-pri/{file}/{name}", self.private),
            web.post("/actions/{team}/{key}", self.respond),
        ]

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file, raw or as the one part of a form."""
        file = self.ws.files.awaited(request.match_info["ticket"])
        if file is None:
            return web.Response(status=404, text="not found")
        content = await _content(request)
        if len(content) != file.size:
            return web.Response(status=400, text="length mismatch")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def private(self, request: web.Request) -> web.StreamResponse:
        """url_private: the bytes for a bearer of the bot token; anybody else is sent to the sign-in page, as by Slack."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if self.tokens.get(token) != "bot" or self.ws.revoked:
            raise web.HTTPFound("/")
        try:
            return serve(self.ws.files.get(request.match_info["file"]))
        except Refusal:
            raise web.HTTPNotFound from None

    async def respond(self, request: web.Request) -> web.Response:
        """https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""
        try:
            self.ws.hooks.use(request.match_info["key"], _decoded(await request.text()))
        except Refusal as refusal:
            status = 404 if refusal.error in {"expired_url", "used_url"} else 400
            return web.json_response(refusal.answer(), status=status)
        return web.Response(text="ok")


def _decoded(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    part = next((value for value in (await request.post()).values() if isinstance(value, web.FileField)), None)
    return part.file.read() if part else b""


def serve(file: File) -> web.Response:
    """A file's bytes, never to be run by a browser."""
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=file.content, content_type=file.mimetype, headers=headers)
