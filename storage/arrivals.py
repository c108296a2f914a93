"""Mails as they come in: the newest one, and one that is waited for."""

from sqlalchemy import func, select

from storage.database import Tx
from storage.tables import raw_mails


def newest(tx: Tx) -> int:
    """The highest id, or 0."""
    return int(tx.connection.execute(select(func.coalesce(func.max(raw_mails.c.id), 0))).scalar_one())


def wire_of(tx: Tx, why: str, after: int) -> str | None:
    """By which wire the first mail with a higher id than `after` came of which exactly this was said."""
    query = select(raw_mails.c.wire).where(raw_mails.c.id > after, raw_mails.c.why == why)
    return tx.connection.execute(query.order_by(raw_mails.c.id).limit(1)).scalar_one_or_none()
