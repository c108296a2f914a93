"""response_url: five answers within thirty minutes. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox import posts
from bot.sandbox.blocks import furnish
from bot.sandbox.content import check_content
from bot.sandbox.messages import Ephemeral, Message
from bot.sandbox.refusals import Refusal
from bot.sandbox.triggers import forget_oldest

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]

LIFE = timedelta(minutes=30)
USES = 5


@dataclass
class Hook:
    """One response_url: for whom, where, and the message it came from (`source`), if any."""

    user: str
    channel: str
    issued: datetime
    thread_ts: str | None = None
    source: str | None = None
    used: int = 0


class Hooks:
    """Every response_url handed out."""

    def __init__(self, ws: "Workspace") -> None:
        self.ws = ws
        self._hooks: dict[str, Hook] = {}

    def issue(self, user: str, channel: str, *, thread_ts: str | None = None, source: str | None = None) -> str:
        """A new response_url."""
        key = secrets.token_hex(16)
        forget_oldest(self._hooks)
        self._hooks[key] = Hook(user, channel, self.ws.clock(), thread_ts, source)
        return f"{self.ws.url}/actions/{self.ws.team.id}/{key}"

    def use(self, key: str, body: Any) -> None:
        """Take one answer. Raises Refusal expired_url, used_url, invalid_payload or what a message can be refused for."""
        hook = self._hooks.get(key)
        if hook is None or self.ws.clock() - hook.issued > LIFE:
            raise Refusal("expired_url")
        if hook.used >= USES:
            raise Refusal("used_url")
        if not isinstance(body, dict):
            raise Refusal("invalid_payload")
        hook.used += 1
        self.answer(hook, body)

    def answer(self, hook: Hook, body: JSON) -> Ephemeral | None:
        """Show an answer: new, in place of the source, or by taking the source away. A new one only its reader sees is returned."""
        if body.get("delete_original"):
            self._delete(hook)
            return None
        text, blocks = check_content(body, whole=False)
        if body.get("replace_original"):
            self._replace(hook, text, blocks)
        elif body.get("response_type") == "in_channel":
            self._post(hook, text, blocks, body)
        else:
            return self._whisper(hook, text, blocks, body)
        return None

    def _post(self, hook: Hook, text: str, blocks: list[JSON], body: JSON) -> None:
        ws = self.ws
        message = Message(
            ws.stamps.ts(), ws.team.bot_user, text, body.get("thread_ts"), blocks=furnish(blocks, ws.stamps), bot=ws.bot_marks()
        )
        posts.post(ws, ws.channels.get(hook.channel), message)

    def _whisper(self, hook: Hook, text: str, blocks: list[JSON], body: JSON) -> Ephemeral:
        thread_ts = body.get("thread_ts") or hook.thread_ts
        fresh = Ephemeral(
            self.ws.stamps.ts(), hook.channel, hook.user, text, furnish(blocks, self.ws.stamps), thread_ts, self.ws.team.bot_user
        )
        return posts.whisper(self.ws, fresh)

    def _replace(self, hook: Hook, text: str, blocks: list[JSON]) -> None:
        ephemeral = self._ephemeral(hook)
        furnished = furnish(blocks, self.ws.stamps)
        if ephemeral:
            ephemeral.text, ephemeral.blocks = text, furnished
            self.ws.changes.notify()
        else:
            channel = self.ws.channels.get(hook.channel)
            posts.change(self.ws, channel, channel.find(hook.source), edited_by=None, text=text, blocks=furnished)

    def _delete(self, hook: Hook) -> None:
        ephemeral = self._ephemeral(hook)
        if ephemeral:
            self.ws.ephemeral.remove(ephemeral)
            self.ws.changes.notify()
        else:
            channel = self.ws.channels.get(hook.channel)
            posts.remove(self.ws, channel, channel.find(hook.source))

    def _ephemeral(self, hook: Hook) -> Ephemeral | None:
        return next((shown for shown in self.ws.ephemeral if shown.ts == hook.source), None)
