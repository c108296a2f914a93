"""Tell the desk's own people that something keeps the desk from working."""

from collections.abc import Mapping
from typing import Any

from claims.actor import Actor
from storage import outbox
from storage.database import Tx
from storage.outbox import Door


def alarm(tx: Tx, what: str, why: str, *, by: Actor, about: Mapping[str, Any] | None = None) -> None:
    """Have it said in the desk's channel.

    `what` is a key of the alarms' words: mail_stopped, mail_back, letters_stopped, letters_back or mail_quarantined; `why` plain English.
    `about`, for a mail that cannot be read, is what people decide by: mail, size, sender, subject.
    """
    outbox.put(tx, None, Door.SLACK, "alarm", by=by, what=what, why=why, **(about or {}))
