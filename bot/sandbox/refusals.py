"""Refusals in Slack's own words: every answer that is not ok.

    Refusal          {"ok": false, "error": NAME}, HTTP 200
    └── RateLimited  {"ok": false, "error": "ratelimited"}, HTTP 429 and Retry-After in seconds

https://docs.slack.dev/apis/web-api/#responses
"""

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):
    """Slack refuses a call; `error` is the name its reference gives, `messages` are the lines of response_metadata."""

    def __init__(self, error: str, *, messages: Sequence[str] = (), **fields: Any) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = list(messages)
        self.fields = fields

    def answer(self) -> dict[str, Any]:
        """The JSON body of the refusal."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.fields}
        if self.messages:
            body["errors"] = list(self.messages)
            body["response_metadata"] = {"messages": [f"[ERROR] {line}" for line in self.messages]}
        return body


class RateLimited(Refusal):
    """Too many calls; try again after `retry_after` whole seconds. https://docs.slack.dev/apis/web-api/rate-limits"""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
