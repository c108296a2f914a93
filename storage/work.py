"""The work log and running timers."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, select

from claims.actor import Actor
from claims.worklog import Charge, Entry, Span
from claims.workyear import MINUTE
from storage.claims import PAYABLE
from storage.database import Tx
from storage.tables import claims, timers, work

_ADD = work.insert().returning(work)
_OF_CLAIM = select(work).where(work.c.claim_id == bindparam("claim")).order_by(work.c.id)
_OF_PERSON = select(work).where(work.c.person_id == bindparam("person"), work.c.end > bindparam("since")).order_by(work.c.start)
_corrections = work.alias()
STANDS = and_(work.c.end > work.c.start, ~select(_corrections.c.id).where(_corrections.c.corrects == work.c.id).exists())
"""The entries that count, as `claims.worklog.standing`."""
_INCLUDED = (
    select(work.c.claim_id, work.c.start, work.c.end)
    .join(claims, claims.c.id == work.c.claim_id)
    .where(claims.c.organisation_id == bindparam("organisation"), PAYABLE, STANDS, work.c.charge == Charge.INCLUDED)
    .where(work.c.start >= bindparam("begin"), work.c.start < bindparam("end"))
)
_TIMER = select(timers.c.since).where(timers.c.claim_id == bindparam("claim"), timers.c.person_id == bindparam("person"))
_START = timers.insert()
_STOP = delete(timers).where(timers.c.claim_id == bindparam("claim"), timers.c.person_id == bindparam("person"))


def add(
    tx: Tx,
    claim_id: int,
    person: str,
    span: Span,
    what: str,
    charge: Charge,
    *,
    why: str = "",
    quote_id: int | None = None,
    corrects: int | None = None,
    by: Actor,
) -> Entry:
    start, end = span
    values = {"claim_id": claim_id, "person_id": person, "start": start, "end": end, "what": what, "charge": charge, "why": why}
    return _entry(tx.execute(_ADD, values | {"quote_id": quote_id, "corrects": corrects, "at": tx.now, "actor": str(by)}).one())


def of_claim(tx: Tx, claim_id: int) -> list[Entry]:
    """Every entry, also those that were corrected, in the order in which they were written down."""
    return [_entry(row) for row in tx.execute(_OF_CLAIM, {"claim": claim_id})]


def of_person(tx: Tx, person: str, since: datetime) -> list[Entry]:
    """A person's entries of all claims that end after `since`."""
    return [_entry(row) for row in tx.execute(_OF_PERSON, {"person": person, "since": since})]


def included(tx: Tx, organisation_id: int, begin: datetime, end: datetime) -> Counter[int]:
    """The minutes in a span that an organisation's contract pays for, by the claims' ids: none of what is free of charge by its class."""
    found = Counter[int]()
    for claim, start, stop in tx.execute(_INCLUDED, {"organisation": organisation_id, "begin": begin, "end": end}):
        found[claim] += (stop - start) // MINUTE
    return found


def running(tx: Tx, claim_id: int, person: str) -> datetime | None:
    """Since when the person's timer runs for the claim."""
    found = tx.execute(_TIMER, {"claim": claim_id, "person": person}).scalar_or_none()
    return found if found is None or isinstance(found, datetime) else None


def start(tx: Tx, claim_id: int, person: str) -> None:
    tx.execute(_START, {"claim_id": claim_id, "person_id": person, "since": tx.now})


def stop(tx: Tx, claim_id: int, person: str) -> None:
    tx.execute(_STOP, {"claim": claim_id, "person": person})


def _entry(row: Any) -> Entry:
    return Entry(
        row.id,
        row.claim_id,
        row.person_id,
        row.start,
        row.end,
        row.what,
        Charge(row.charge),
        row.why,
        row.quote_id,
        row.corrects,
        row.at,
        row.actor,
    )
