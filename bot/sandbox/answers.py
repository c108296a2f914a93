"""What came back from the app for one payload, and how it can fail."""

from typing import Any


class NoAnswer(Exception):
    """The app did not take the payload; `reason` is Slack's name for it.

    dispatch_failed, operation_timeout, http_client_error, http_service_error: what a person reads after a slash command.
    https://docs.slack.dev/interactivity/implementing-slash-commands#troubleshooting
    """

    def __init__(self, reason: str, *, retry: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry


RETRY_REASONS = {
    "operation_timeout": "timeout",
    "dispatch_failed": "connection_failed",
    "http_client_error": "http_error",
    "http_service_error": "http_error",
}
"""x-slack-retry-reason by failure. https://docs.slack.dev/apis/events-api/#retries"""

Answer = dict[str, Any]
