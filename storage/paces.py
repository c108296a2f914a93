"""When the next post to a Slack channel may leave: one row a channel, shared by all replicas."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from storage.database import Tx
from storage.tables import paces


def slot(tx: Tx, channel: str, interval: timedelta, *, behind: timedelta = timedelta()) -> timedelta:
    """Take the channel's next slot: zero where it is free now (the next is `interval` later), else how long to wait.

    `behind`: how long to let somebody go first.
    """
    next_at = _next(tx, channel)
    wait = max(behind, next_at - tx.now) if next_at else behind
    if wait > timedelta():
        return wait
    _set(tx, channel, tx.now + interval, known=next_at is not None)
    return timedelta()


def hold(tx: Tx, channel: str, span: timedelta) -> None:
    """Slack said Retry-After: nobody posts to the channel for `span`, nor sooner than another answer of Slack's allows."""
    next_at = _next(tx, channel)
    _set(tx, channel, max(tx.now + span, next_at or tx.now), known=next_at is not None)


def _next(tx: Tx, channel: str) -> datetime | None:
    row = select(paces.c.next_at).where(paces.c.channel == channel).with_for_update()
    found: datetime | None = tx.connection.execute(row).scalar_one_or_none()
    return found


def _set(tx: Tx, channel: str, next_at: datetime, *, known: bool) -> None:
    if known:
        tx.connection.execute(update(paces).where(paces.c.channel == channel).values(next_at=next_at))
    else:
        tx.connection.execute(paces.insert().values(channel=channel, next_at=next_at))
