"""Channels, direct messages and what stands in them. https://docs.slack.dev/reference/objects/conversation-object"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.messages import Message
from bot.sandbox.refusals import Refusal

JSON = dict[str, Any]


@dataclass
class Channel:
    """A channel or, with `partner`, the direct messages between the app and one person.

    `members` None means everyone with the app; a list is exactly who is in it, so that the app is not unless listed.
    """

    id: str
    name: str
    members: list[str] | None = None
    is_private: bool = False
    is_archived: bool = False
    partner: str | None = None
    creator: str = ""
    created: int = 0
    posts: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, dict[str, Message]] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        return self.partner is not None

    @property
    def kind(self) -> str:
        """The channel_type of events: channel, group or im."""
        return "im" if self.is_im else "group" if self.is_private else "channel"

    def has(self, user: str) -> bool:
        return user in (self.members or ())

    def find(self, ts: str | None) -> Message:
        """Raises Refusal message_not_found."""
        if ts not in self.posts:
            raise Refusal("message_not_found")
        return self.posts[ts]

    def add(self, message: Message) -> None:
        self.posts[message.ts] = message
        if message.is_reply and message.thread_ts:
            self.threads.setdefault(message.thread_ts, {})[message.ts] = message

    def drop(self, message: Message) -> None:
        del self.posts[message.ts]
        self.threads.get(message.thread_ts or "", {}).pop(message.ts, None)

    def roots(self) -> list[Message]:
        """What the channel itself shows, oldest first."""
        return [message for message in self.posts.values() if not message.is_reply or message.broadcast]

    def replies(self, ts: str) -> list[Message]:
        """The replies of a thread, oldest first, without the root."""
        return list(self.threads.get(ts, {}).values())

    def show(self, message: Message, *, metadata: bool = False) -> JSON:
        """A message with what its thread adds. https://docs.slack.dev/messaging/retrieving-messages#finding_threads"""
        shown = message.as_json(metadata=metadata)
        if message.is_reply:
            root = self.posts.get(message.thread_ts or "")
            return shown | {"parent_user_id": root.user} if root else shown
        return shown | self._thread(message)

    def _thread(self, root: Message) -> JSON:
        replies = self.replies(root.ts)
        if not replies:
            return {}
        users = list(dict.fromkeys(reply.user for reply in replies))
        counts = {"reply_count": len(replies), "reply_users_count": len(users), "latest_reply": replies[-1].ts, "reply_users": users[:5]}
        return {"thread_ts": root.ts, "is_locked": False, "subscribed": False} | counts

    def as_json(self, member: str) -> JSON:
        """The conversation object as `member` sees it."""
        shown: JSON = {"id": self.id, "created": self.created, "is_archived": self.is_archived, "is_im": self.is_im, "is_org_shared": False}
        if self.is_im:
            return shown | {"user": self.partner, "is_user_deleted": False}
        shown |= {"name": self.name, "name_normalized": self.name, "is_channel": not self.is_private, "is_group": self.is_private}
        shown |= {"is_private": self.is_private, "is_mpim": False, "is_general": False, "is_shared": False, "creator": self.creator}
        shown |= {"topic": {"value": "", "creator": "", "last_set": 0}, "purpose": {"value": "", "creator": "", "last_set": 0}}
        return shown | {"is_member": self.has(member), "num_members": len(self.members or ())}


class Channels:
    """Every conversation by id."""

    def __init__(self, channels: Iterable[Channel], everyone: list[str]) -> None:
        self._by_id = {channel.id: channel for channel in channels}
        for channel in self:
            channel.members = list(everyone if channel.members is None else channel.members)

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._by_id.values())

    def get(self, channel: str | None) -> Channel:
        """Raises Refusal channel_not_found."""
        if channel not in self._by_id:
            raise Refusal("channel_not_found")
        return self._by_id[channel]

    def named(self, name: str) -> Channel | None:
        """The channel called `name` (without the #)."""
        return next((channel for channel in self if not channel.is_im and channel.name == name), None)

    def direct(self, partner: str) -> Channel | None:
        """The direct messages with `partner`, if they were ever opened."""
        return next((channel for channel in self if channel.partner == partner), None)

    def add(self, channel: Channel) -> Channel:
        self._by_id[channel.id] = channel
        return channel
