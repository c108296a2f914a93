"""Messages come into being, change and go, and everybody hears of it."""

from typing import TYPE_CHECKING, Any

from bot.sandbox import events
from bot.sandbox.channels import Channel
from bot.sandbox.files import File
from bot.sandbox.messages import Ephemeral, Message
from bot.sandbox.mrkdwn import encode, rich_text
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]

MOST_EPHEMERAL = 1000


def post(ws: "Workspace", channel: Channel, message: Message) -> Message:
    """Put a message into a channel. Raises Refusal is_archived, thread_not_found, cannot_reply_to_message."""
    if channel.is_archived:
        raise Refusal("is_archived")
    if message.is_reply:
        _check_root(channel, message.thread_ts)
    channel.add(message)
    events.posted(ws, channel, message)
    ws.changes.notify()
    return message


def threaded(channel: Channel, thread_ts: str | None) -> str | None:
    """Where a reply of the app goes: Slack posts it to the channel itself, without a word, when the thread is gone."""
    return thread_ts if thread_ts in channel.posts else None


def _check_root(channel: Channel, ts: str | None) -> None:
    root = channel.posts.get(ts or "")
    if root is None:
        raise Refusal("thread_not_found")
    if root.is_reply:
        raise Refusal("cannot_reply_to_message")


def typed(ws: "Workspace", channel: Channel, user: str, text: str, thread_ts: str | None, files: list[File]) -> Message:
    """A person's message, as their client would send it."""
    stored = encode(text, ws.people, ws.channels, ws.usergroups.values())
    extra: JSON = {"client_msg_id": ws.stamps.id("M"), "team": ws.team.id}
    message = Message(ws.stamps.ts(), user, stored, thread_ts, blocks=rich_text(stored, ws.stamps.id("B")), extra=extra)
    if files:
        message.subtype = "file_share"
        message.files = [share(ws, file, channel, message.ts) for file in files]
        message.extra |= {"upload": False, "display_as_bot": False}
    return message


def share(ws: "Workspace", file: File, channel: Channel, ts: str) -> JSON:
    """Note where a file stands; the file object."""
    file.shares.setdefault(channel.id, []).append(ts)
    return file.as_json(ws.url)


def change(ws: "Workspace", channel: Channel, message: Message, *, edited_by: str | None, **fields: Any) -> None:
    """Give a message new fields; `edited_by` adds the edited mark."""
    before = channel.show(message, metadata=True)
    for name, value in fields.items():
        setattr(message, name, value)
    if edited_by:
        message.edited = {"user": edited_by, "ts": ws.stamps.ts()}
    events.changed(ws, channel, message, before)
    ws.changes.notify()


def remove(ws: "Workspace", channel: Channel, message: Message) -> None:
    """Take a message away; the root of a thread leaves a tombstone while replies hang on it."""
    before = channel.show(message, metadata=True)
    if channel.replies(message.ts):
        message.bury()
        events.changed(ws, channel, message, before)
    else:
        channel.drop(message)
        events.deleted(ws, channel, before)
    ws.changes.notify()


def whisper(ws: "Workspace", ephemeral: Ephemeral) -> Ephemeral:
    """Show a message to one person only."""
    ws.ephemeral.append(ephemeral)
    del ws.ephemeral[:-MOST_EPHEMERAL]
    ws.changes.notify()
    return ephemeral


def announce(ws: "Workspace", channel: Channel, user: str, subtype: str, text: str, **extra: Any) -> None:
    """A line Slack writes itself, such as channel_join. https://docs.slack.dev/reference/events/message#subtypes"""
    message = Message(ws.stamps.ts(), user, text, subtype=subtype, extra=extra)
    channel.add(message)
    events.posted(ws, channel, message)
    ws.changes.notify()
