"""HTTP mode: the same payloads as signed requests to the app's Request URL.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import secrets
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.answers import Answer, NoAnswer
from bot.sandbox.stamps import Clock

JSON = dict[str, Any]

FORM = "application/x-www-form-urlencoded"


def sign(secret: str, timestamp: str, body: str) -> str:
    """The v0 signature of a request."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def encode(kind: str, payload: JSON) -> tuple[str, str]:
    """Body and content type: JSON for events, a form for slash commands, payload=JSON for interactivity."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    return urlencode(payload if kind == "slash_commands" else {"payload": json.dumps(payload)}), FORM


class Requests:
    """Sends payloads to one Request URL, signed."""

    def __init__(self, url: str, secret: str, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.url = url
        self.secret = secret
        self.session = session
        self.clock = clock

    async def deliver(self, kind: str, payload: JSON, *, attempt: int, reason: str, limit: float) -> Answer:
        """Post and read the answer: JSON, or text as {"text": …}. Raises NoAnswer."""
        body, content_type = encode(kind, payload)
        headers = self._headers(body, content_type)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            budget = aiohttp.ClientTimeout(total=limit)
            async with self.session.post(self.url, data=body.encode(), headers=headers, timeout=budget, allow_redirects=False) as response:
                return await self._read(response)
        except TimeoutError:
            raise NoAnswer("operation_timeout") from None
        except aiohttp.ClientError:
            raise NoAnswer("dispatch_failed") from None

    def _headers(self, body: str, content_type: str) -> dict[str, str]:
        timestamp = str(int(self.clock().timestamp()))
        signature = sign(self.secret, timestamp, body)
        return {"Content-Type": content_type, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}

    async def _read(self, response: aiohttp.ClientResponse) -> Answer:
        text = await response.text()
        if response.status != 200:
            name = "http_client_error" if response.status < 500 else "http_service_error"
            raise NoAnswer(name, retry=response.headers.get("X-Slack-No-Retry") != "1")
        if response.content_type == "application/json" and text:
            answer: Answer = json.loads(text)
            return answer
        return {"text": text} if text else {}

    async def verify(self, token: str) -> bool:
        """The url_verification challenge: true when the app answers with it. https://docs.slack.dev/reference/events/url_verification"""
        challenge = secrets.token_urlsafe(24)
        payload = {"token": token, "challenge": challenge, "type": "url_verification"}
        answer = await self.deliver("events_api", payload, attempt=0, reason="", limit=3.0)
        return challenge in answer.values()
