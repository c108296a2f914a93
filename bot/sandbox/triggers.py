"""Triggers live three seconds and work once. https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.refusals import Refusal
from bot.sandbox.stamps import Clock

LIFE = timedelta(seconds=3)
MOST = 10_000


def forget_oldest(kept: dict[str, Any]) -> None:
    """Keep a long-running workspace from filling the memory."""
    while len(kept) >= MOST:
        del kept[next(iter(kept))]


@dataclass
class Trigger:
    user: str
    issued: datetime
    view_id: str | None = None
    used: bool = False


class Triggers:
    """Every trigger_id handed out."""

    def __init__(self, clock: Clock, life: timedelta = LIFE) -> None:
        self.clock = clock
        self.life = life
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None) -> str:
        """A new trigger_id for what `user` just did, inside a modal when `view_id` is given."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        forget_oldest(self._triggers)
        self._triggers[trigger_id] = Trigger(user, self.clock(), view_id)
        return trigger_id

    def find(self, trigger_id: object) -> Trigger:
        """Raises Refusal invalid_trigger_id, exchanged_trigger_id or expired_trigger_id."""
        trigger = self._triggers.get(trigger_id) if isinstance(trigger_id, str) else None
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self.clock() - trigger.issued > self.life:
            raise Refusal("expired_trigger_id")
        return trigger
