"""The Web API over HTTP: tokens, arguments, faults, pace, and the answer as Slack gives it. https://docs.slack.dev/apis/web-api/"""

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox.faults import Fault
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.method import Method
from bot.sandbox.refusals import RateLimited, Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


@dataclass
class Call:
    """One call as it was answered; `answer` is None where none was given. The token is not kept."""

    method: str
    args: JSON
    answer: JSON | None = None
    status: int = 0

    @property
    def ok(self) -> bool:
        return bool(self.answer and self.answer["ok"])


class Api:
    """Answers /api/METHOD."""

    def __init__(self, ws: "Workspace", tokens: dict[str, str]) -> None:
        self.ws = ws
        self.tokens = tokens
        self.closing = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call from request to answer."""
        name = request.match_info["method"]
        fault = self.ws.faults.take(name)
        try:
            args, token = await self._arguments(request), _token(request)
        except Refusal as refusal:
            return self._answer(Call(name, {}), refusal.answer())
        token = token or str(args.pop("token", ""))
        call = Call(name, args)
        self.ws.calls.append(call)
        struck = await self._strike(request, call, fault) if fault and fault.kind != "lost_answer" else None
        return struck or self._finish(request, call, token, fault)

    def _finish(self, request: web.Request, call: Call, token: str, fault: Fault | None) -> web.StreamResponse:
        response = self._run(call, token)
        if fault:
            _cut(request)
        self.ws.changes.notify()
        return response

    def _run(self, call: Call, token: str) -> web.Response:
        try:
            method = self._authorize(call.method, token)
            if self.ws.pace:
                self.ws.pace.call(call.method, method.tier)
            return self._answer(call, {"ok": True, **method.run(self.ws, call.args)})
        except RateLimited as limited:
            return self._answer(call, limited.answer(), 429, {"Retry-After": str(limited.retry_after)})
        except Refusal as refusal:
            return self._answer(call, refusal.answer())

    def _authorize(self, name: str, token: str) -> Method:
        """Raises Refusal unknown_method, not_authed, invalid_auth, token_revoked, not_allowed_token_type, missing_scope."""
        if name not in METHODS:
            raise Refusal("unknown_method", req_method=name)
        if not token:
            raise Refusal("not_authed")
        if token not in self.tokens:
            raise Refusal("invalid_auth")
        if self.ws.revoked:
            raise Refusal("token_revoked")
        method = METHODS[name]
        if method.token != self.tokens[token]:
            raise Refusal("not_allowed_token_type")
        self._check_scope(method)
        return method

    def _check_scope(self, method: Method) -> None:
        granted = self.ws.team.scopes
        if method.token == "bot" and granted is not None and method.scopes and granted.isdisjoint(method.scopes):  # noqa: S105
            raise Refusal("missing_scope", needed=method.scopes[0], provided=",".join(sorted(granted)))

    async def _strike(self, request: web.Request, call: Call, fault: Fault) -> web.Response:
        """What a fault does instead of the work."""
        match fault.kind:
            case "429":
                return self._answer(call, RateLimited(1).answer(), 429, {"Retry-After": str(fault.retry_after)})
            case "500":
                call.status = 500
                return web.Response(status=500, text="Server Error", content_type="text/html")
            case "error":
                return self._answer(call, Refusal(fault.error).answer())
            case "timeout":
                await self._wait(fault.seconds)
        _cut(request)
        return web.Response(status=500)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            return

    def _answer(self, call: Call, body: JSON, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
        call.answer, call.status = body, status
        shown = {"X-Slack-Req-Id": self.ws.stamps.id("R"), "X-OAuth-Scopes": ",".join(sorted(self.ws.team.scopes or ()))}
        return web.Response(text=json.dumps(body), content_type="application/json", status=status, headers=shown | (headers or {}))

    async def _arguments(self, request: web.Request) -> JSON:
        """Arguments from the address and the body, a form or JSON. Raises Refusal invalid_json, json_not_object, invalid_post_type."""
        args: JSON = dict(request.query)
        if request.content_type == "application/json":
            return args | await _json(request)
        if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            return args | {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
        if request.can_read_body and await request.read():
            raise Refusal("invalid_post_type")
        return args


async def _json(request: web.Request) -> JSON:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise Refusal("invalid_json") from None
    if not isinstance(body, dict):
        raise Refusal("json_not_object")
    return {key: value for key, value in body.items() if value is not None}


def _token(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _cut(request: web.Request) -> None:
    """Break the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
