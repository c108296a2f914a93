"""A small OAuth 2 server: gives access tokens for a refresh token or a client's secret, and says who a token is (RFC 7662)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

CLIENT, SECRET, REFRESH = "desk-client", "desk-client-secret", "refresh-0"


@dataclass
class TokenServer:
    """`user`: whose tokens it gives. `rotating`: each refresh token works once and a newer one comes with the answer.
    `fault`: (status, body) instead of any token. `lives`: seconds, as it says."""

    user: str
    rotating: bool = False
    lives: object = 3600
    fault: tuple[int, str] | None = None
    refresh: str = REFRESH
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    good: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    def settings(self, **more: str) -> dict[str, str]:
        """As .env has them."""
        values = {"oauth_token_url": self.url, "oauth_client_id": CLIENT, "oauth_client_secret": SECRET}
        return values | {"oauth_refresh_token": REFRESH} | more

    def revoke(self) -> None:
        """Take back every token given so far."""
        self.good.clear()

    async def give(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.fault:
            status, body = self.fault
            return web.Response(status=status, text=body, headers={"Location": "http://127.0.0.1:9/"} if status == 302 else {})
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return web.json_response({"error": "invalid_client"}, status=401)
        if form["grant_type"] == "refresh_token" and form.get("refresh_token") != self.refresh:
            return web.json_response({"error": "invalid_grant"}, status=400)
        token = f"access-{len(self.asked)}"
        self.good.add(token)
        told: dict[str, object] = {"access_token": token, "expires_in": self.lives, "token_type": "Bearer"}
        if self.rotating:
            self.refresh = told["refresh_token"] = f"refresh-{len(self.asked)}"
        return web.json_response(told)

    async def introspect(self, request: web.Request) -> web.Response:
        token = str((await request.post()).get("token"))
        return web.json_response({"active": token in self.good, "username": self.user, "scope": "mail"})


@asynccontextmanager
async def serving_tokens(user: str, port: int = 0) -> AsyncIterator[TokenServer]:
    server = TokenServer(user)
    app = web.Application()
    app.router.add_post("/token", server.give)
    app.router.add_post("/introspect", server.introspect)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()
