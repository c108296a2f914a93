"""When the next post to a Slack channel may leave: one row a channel, shared by all replicas."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from storage.database import Tx
from storage.tables import paces


def slot(tx: Tx, channel: str, interval: timedelta) -> timedelta:
    """Take the channel's next slot: zero where it is free now (the next is `interval` later), else how long to wait."""
    row = select(paces.c.next_at).where(paces.c.channel == channel).with_for_update()
    next_at: datetime | None = tx.connection.execute(row).scalar_one_or_none()
    if next_at is not None and next_at > tx.now:
        return next_at - tx.now
    _set(tx, channel, interval, known=next_at is not None)
    return timedelta()


def hold(tx: Tx, channel: str, span: timedelta) -> None:
    """Slack said Retry-After: nobody posts to the channel for `span`."""
    known = tx.connection.execute(select(paces.c.channel).where(paces.c.channel == channel)).first() is not None
    _set(tx, channel, span, known=known)


def _set(tx: Tx, channel: str, span: timedelta, *, known: bool) -> None:
    query = update(paces).where(paces.c.channel == channel) if known else paces.insert()
    values = {"next_at": tx.now + span} if known else {"channel": channel, "next_at": tx.now + span}
    tx.connection.execute(query.values(values))
