"""Messages and ephemeral messages, in the shape Slack shows them. https://docs.slack.dev/reference/events/message"""

from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]

TOMBSTONE = "This message was deleted."


@dataclass
class Message:
    """One message of a channel; `hidden` ones are left out of every answer."""

    ts: str
    user: str
    text: str
    thread_ts: str | None = None
    subtype: str | None = None
    blocks: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    files: list[JSON] = field(default_factory=list)
    metadata: JSON | None = None
    edited: JSON | None = None
    bot: JSON | None = None
    broadcast: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    extra: JSON = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    def as_json(self, *, metadata: bool = False) -> JSON:
        """As history shows it; `metadata` as with include_all_metadata."""
        shown: JSON = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text}
        optional = {"subtype": self.subtype, "thread_ts": self.thread_ts, "edited": self.edited, "blocks": self.blocks}
        optional |= {"attachments": self.attachments, "files": self.files, "reactions": self._reactions()}
        shown |= {key: value for key, value in optional.items() if value}
        shown |= self.extra | (self.bot or {})
        return shown | {"metadata": self.metadata} if metadata and self.metadata else shown

    def _reactions(self) -> list[JSON]:
        return [{"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()]

    def bury(self) -> None:
        """What is left of a thread's root that was deleted while replies hang on it."""
        self.subtype, self.text, self.user, self.bot = "tombstone", TOMBSTONE, "USLACKBOT", None
        self.blocks, self.files, self.attachments, self.metadata = [], [], [], None
        self.extra = {"hidden": True}


@dataclass
class Ephemeral:
    """A message only one person sees, until they reload. https://docs.slack.dev/messaging/#ephemeral"""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[JSON] = field(default_factory=list)
    thread_ts: str | None = None
    sender: str = ""

    def as_json(self) -> JSON:
        shown: JSON = {"type": "message", "subtype": "bot_message", "is_ephemeral": True, "ts": self.ts, "ephemeral_ts": self.ts}
        shown |= {"channel": self.channel, "user": self.sender, "text": self.text, "blocks": self.blocks}
        return shown | {"thread_ts": self.thread_ts} if self.thread_ts else shown
