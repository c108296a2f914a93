"""Tell the desk's own people and its operator that something keeps the desk from working, or needs somebody now."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from claims.actor import Actor
from claims.claim import Claim
from storage import outbox, seen
from storage.database import Tx
from storage.outbox import Door

MAIL, POST = "mail", "post"
"""Intents at the operator's door: a mail to OPERATOR_ADDRESS, a POST to ALERT_URL."""
_HOLDS, _PULSE = "alarm", "pulse"


def alarm(
    tx: Tx, what: str, why: str = "", *, claim: Claim | None = None, slack: bool = True, by: Actor, about: Mapping[str, Any] | None = None
) -> None:
    """Have it said in the desk's channel, by mail to the operator and to ALERT_URL, each by itself: one of them may be what is broken.

    `what` is a key of the alarms' words; `why` plain English without a customer's words; `claim`: whose number is named;
    `slack`: False where the channel hears of it anyway, or cannot; `about`, for the channel alone: `to`, whom it calls, and what people
    decide by of a mail that cannot be read: mail, size, sender, subject.
    """
    told: dict[str, Any] = {"what": what, "why": why, "number": claim.number if claim else None}
    if slack:
        outbox.put(tx, None, Door.SLACK, "alarm", by=by, **told, **(about or {}))
    for intent in (MAIL, POST):
        outbox.put(tx, None, Door.ALERT, intent, by=by, **told)


def stopped(tx: Tx, part: str, why: str, *, slack: bool = True, by: Actor) -> bool:
    """Raise the alarm that a part of the desk has stopped, once however many replicas find out; whether it is news."""
    news = seen.first_time(tx, _HOLDS, part)
    if news:
        alarm(tx, f"{part}_stopped", why, slack=slack, by=by)
    return news


def back(tx: Tx, part: str, *, by: Actor) -> bool:
    """Say that it works again, where anybody was told that it does not."""
    held = seen.undo(tx, _HOLDS, part)
    if held:
        alarm(tx, f"{part}_back", by=by)
    return held


def forgotten(tx: Tx, part: str) -> None:
    """Nobody remembers that it was told of: found out again, it is told of again."""
    seen.undo(tx, _HOLDS, part)


def pulse(tx: Tx) -> None:
    """Write something, to see whether the database keeps it."""
    seen.forget(tx, _PULSE, timedelta())
    seen.first_time(tx, _PULSE, tx.now.isoformat())
