"""The wire to Slack: posts that can be found again, redraws, uploads; every failure said as what it means for trying again.

DeskError
└── SlackTrouble
    ├── Later          Slack asks to wait `seconds`; nothing was done
    ├── Unclear        no answer that can be trusted: it may or may not have happened
    └── Refused        not taken, `error` is Slack's name for the reason
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.post import Post
from claims.errors import DeskError

EVENT = "claimdesk"
SKEW = timedelta(hours=1)
"""How far our clock and Slack's may be apart."""
PAGE = 200
"""Messages asked for at a time where one is looked for that may have been posted."""
_PASSING = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "accesslimited", "team_added_to_org")
"""Errors that say nothing of what was done. https://docs.slack.dev/reference/methods/chat.postMessage#errors"""
_OF_THE_MESSAGE = (
    *("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text", "markdown_text_conflict"),
    *("invalid_attachments", "too_many_attachments", "attachment_payload_limit_exceeded", "invalid_arguments", "block_mismatch"),
    *("invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large", "cannot_reply_to_message", "thread_not_found"),
    *("message_not_found", "cant_update_message", "edit_window_closed"),
)
_OF_THE_PERSON = ("user_disabled", "user_not_found", "user_not_visible", "cannot_dm_bot", "not_enough_users")
"""https://docs.slack.dev/reference/methods/conversations.open#errors"""


class SlackTrouble(DeskError):
    """The root of what can go wrong on this wire."""


class Later(SlackTrouble):
    """`seconds`: as Retry-After says. https://docs.slack.dev/apis/web-api/rate-limits"""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"rate limited for {seconds} s")
        self.seconds = seconds


class Unclear(SlackTrouble):
    """The message is Slack's or the network's own."""


class Refused(SlackTrouble):
    """`error`: such as channel_not_found."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error

    @property
    def final(self) -> bool:
        """Whether trying again is of no use: it is the message or its reader, not a token, a scope or a channel that can be mended."""
        return self.error in (*_OF_THE_MESSAGE, *_OF_THE_PERSON)

    @property
    def deleted(self) -> bool:
        """Whether the message that was to be changed is gone."""
        return self.error in ("message_not_found", "cant_update_message")


@dataclass(frozen=True, slots=True)
class SlackWire:
    """`client` must not repeat calls by itself: only whoever can look up what was done may try again."""

    client: AsyncWebClient

    async def post(self, channel: str, post: Post, *, thread: str | None = None, outbox_id: int) -> str:
        """Post and return the message's ts. Its metadata is readable workspace-wide, so it holds a row's id and nothing else.

        https://docs.slack.dev/reference/methods/chat.postMessage and https://docs.slack.dev/messaging/message-metadata
        """
        metadata = {"event_type": EVENT, "event_payload": {"outbox": outbox_id}}
        async with _named():
            answer = await self.client.chat_postMessage(
                channel=channel, thread_ts=thread, metadata=metadata, unfurl_links=False, unfurl_media=False, **post.answer()
            )
        return str(answer["ts"])

    async def direct(self, person: str) -> str:
        """The id of the direct messages with a person. https://docs.slack.dev/reference/methods/conversations.open"""
        async with _named():
            opened = await self.client.conversations_open(users=person)
        return str(opened["channel"]["id"])

    async def find(self, channel: str, thread: str | None, outbox_id: int, since: datetime | None = None) -> str | None:
        """The ts of the message that row `outbox_id` became, if it is there; `since`: it cannot be older.

        In a thread only among the replies: a row whose claim had no card posted that first, and Slack tells it with them.
        """
        messages = await self._messages(channel, thread, since)
        return next((str(each["ts"]) for each in messages if _row(each) == outbox_id and each["ts"] != thread), None)

    async def shared(self, channel: str, thread: str, ts: str) -> bool:
        """Whether the writer of message `ts` put files into the thread after it; uploads bear no metadata."""
        messages = await self._messages(channel, thread, None)
        writer = next((each.get("user") for each in messages if each["ts"] == ts), None)
        return any(each["ts"] > ts and each.get("user") == writer and each.get("files") for each in messages)

    async def _messages(self, channel: str, thread: str | None, since: datetime | None) -> list[dict[str, Any]]:
        """Everything, however many pages: history comes newest first, replies oldest first.

        https://docs.slack.dev/reference/methods/conversations.replies
        """
        oldest = str(int((since - SKEW).timestamp())) if since else None
        asked: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": PAGE, "oldest": oldest}
        found: list[dict[str, Any]] = []
        async with _named():
            while True:
                page = await (
                    self.client.conversations_replies(ts=thread, **asked) if thread else self.client.conversations_history(**asked)
                )
                found += page["messages"]
                asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
                if not asked["cursor"]:
                    return found

    async def update(self, channel: str, ts: str, post: Post) -> None:
        """Draw a message again. https://docs.slack.dev/reference/methods/chat.update"""
        async with _named():
            await self.client.chat_update(channel=channel, ts=ts, **post.answer())

    async def upload(self, channel: str, thread: str | None, files: Sequence[tuple[str, bytes]]) -> None:
        """Put files, (name, bytes), into a thread; empty ones are left out, as Slack takes none.

        https://docs.slack.dev/messaging/working-with-files#uploading
        """
        uploads = [{"file": data, "filename": name, "title": name} for name, data in files if data]
        if uploads:
            async with _named():
                await self.client.files_upload_v2(channel=channel, thread_ts=thread, file_uploads=uploads)


def _row(message: dict[str, Any]) -> int | None:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload", {}).get("outbox") if metadata.get("event_type") == EVENT else None


@asynccontextmanager
async def _named() -> AsyncIterator[None]:
    """Say what a failure means for trying again."""
    try:
        yield
    except SlackApiError as error:
        raise _meaning(error) from error
    except (aiohttp.ClientError, TimeoutError, SlackClientError) as error:
        raise Unclear(f"{type(error).__name__}: {error}") from error


def _meaning(error: SlackApiError) -> SlackTrouble:
    status = int(getattr(error.response, "status_code", None) or getattr(error.response, "status", None) or 0)
    name = _error_name(error)
    if status == 429 or name in ("ratelimited", "rate_limited"):
        return Later(_seconds(error))
    if status >= 500 or name in _PASSING or not name:
        return Unclear(name or f"HTTP {status}")
    return Refused(name)


def _error_name(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def _seconds(error: SlackApiError) -> float:
    """At least a second, whatever the header says."""
    given = str((getattr(error.response, "headers", None) or {}).get("Retry-After", ""))
    return max(1.0, float(given)) if given.replace(".", "", 1).isdigit() else 30.0
