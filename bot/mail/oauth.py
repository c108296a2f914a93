"""Access tokens for mailboxes that take no password (OAuth 2.0: RFC 6749, 6; 4.4), fetched where the operator says."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from bot.settings import Settings
from claims.errors import DeskError, Misconfigured

log = structlog.get_logger()

PATIENCE = 10.0  # seconds until the token server must have answered
EARLY = 60.0  # seconds before a token ends that it is not used any more
USUAL = 3600.0  # seconds a token lives whose server does not say
LONGEST = 64 * 1024  # bytes of an answer that is a token's
GIVEN = {"refresh_token": "OAUTH_REFRESH_TOKEN", "client_credentials": "OAUTH_CLIENT_SECRET"}


class NoToken(DeskError):
    """The token server refuses: that does not pass by itself. The message is plain English and holds no secret."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is asked for with. Without `refresh_token` the client asks in its own name (client credentials)."""

    url: str
    client: str
    secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scope: str = ""

    @property
    def kind(self) -> str:
        return "refresh_token" if self.refresh_token else "client_credentials"

    def form(self, refresh_token: str) -> dict[str, str]:
        values = {"grant_type": self.kind, "client_id": self.client, "client_secret": self.secret}
        values |= {"refresh_token": refresh_token, "scope": self.scope}
        return {name: value for name, value in values.items() if value}


@dataclass(slots=True)
class Tokens:
    """Gives an access token, a fresh one where the last is about to end. `kept`: where a newer refresh token is remembered, as
    some servers (Microsoft's) replace it at each use. Await it: raises NoToken where the server refuses, OSError where it is away.
    """

    grant: Grant
    kept: Path
    elapsed: Callable[[], float] = time.monotonic
    _token: str = field(default="", repr=False)
    _until: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self) -> str:
        async with self._turn:
            if not self._token or self.elapsed() >= self._until:
                await self._renewed()
            return self._token

    def forget(self, token: str) -> None:
        """`token` was refused: ask for another next time."""
        if token == self._token:
            self._token = ""

    async def _renewed(self) -> None:
        """Whoever is told to stop meanwhile keeps first what the server gave: the refresh token before it may be worth nothing by then."""
        renewing = asyncio.ensure_future(self._renew())
        try:
            await asyncio.shield(renewing)
        except asyncio.CancelledError:
            await asyncio.gather(renewing, return_exceptions=True)
            raise

    async def _renew(self) -> None:
        asked = self.elapsed()
        told = await self._asked(await asyncio.to_thread(self._refresh_token))
        self._token = told["access_token"]
        lives = str(told.get("expires_in"))
        self._until = asked + (float(lives) if lives.isdecimal() else USUAL) - EARLY
        newer = told.get("refresh_token")
        if self.grant.refresh_token and isinstance(newer, str) and newer != self.grant.refresh_token:
            await asyncio.to_thread(self._keep, newer)

    async def _asked(self, refresh_token: str) -> dict[str, Any]:
        """A redirect is not followed: it would carry the secret elsewhere."""
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.grant.url, data=self.grant.form(refresh_token), allow_redirects=False) as answer,
            ):
                return self._understood(answer.status, await answer.content.read(LONGEST))
        except (aiohttp.ClientError, TimeoutError) as trouble:
            raise ConnectionError(f"the token server does not answer ({type(trouble).__name__})") from None

    def _understood(self, status: int, body: bytes) -> dict[str, Any]:
        try:
            told = json.loads(body)
        except ValueError:
            told = None
        if status == 200 and isinstance(told, dict) and isinstance(told.get("access_token"), str) and told["access_token"].isascii():
            return told
        if status >= 500 or status == 429:
            raise ConnectionError(f"the token server has trouble ({status})")
        said = told.get("error") if isinstance(told, dict) else None
        error = said if isinstance(said, str) and said.isascii() and said.isprintable() else f"{status} without a token"
        raise NoToken(f"the token server refuses ({error[:80]}): look at {GIVEN[self.grant.kind]}, OAUTH_CLIENT_ID and OAUTH_TOKEN_URL")

    def _refresh_token(self) -> str:
        """The newest that followed from the setting; a new setting begins anew."""
        if not self.grant.refresh_token:
            return ""
        try:
            known = json.loads(self.kept.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            known = None
        match known:
            case {"follows": self._origin, "newest": str(newest)}:
                return newest
        return self.grant.refresh_token

    def _keep(self, newest: str) -> None:
        """Nobody else may read it; a file half written is never seen."""
        aside = self.kept.with_suffix(".new")
        aside.unlink(missing_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({"follows": self._origin, "newest": newest}, file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.kept)

    @property
    def _origin(self) -> str:
        return sha256(self.grant.refresh_token.encode()).hexdigest()


def tokens(settings: Settings) -> Tokens | None:
    """By OAUTH_TOKEN_URL and its kin; None where it is not set. Raises Misconfigured for half of them."""
    url = settings.oauth_token_url
    if not url:
        return None
    secret, refresh_token = (value.get_secret_value() for value in (settings.oauth_client_secret, settings.oauth_refresh_token))
    if not settings.oauth_client_id or not (secret or refresh_token):
        raise Misconfigured("OAUTH_TOKEN_URL needs OAUTH_CLIENT_ID, and OAUTH_REFRESH_TOKEN or OAUTH_CLIENT_SECRET or both")
    grant = Grant(url, settings.oauth_client_id, secret, refresh_token, settings.oauth_scope)
    return Tokens(grant, settings.data_dir / "oauth.json")
