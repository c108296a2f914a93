"""Nudges: one row a claim, kind, step, clock and person, so that none is sent twice, whoever runs and whatever dies."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_, update

from claims.nudges import Callback, Kind, Nudge, Role
from storage.database import Tx
from storage.tables import callbacks, claims, mutes, nudges, timeline

CHANNEL = ""
"""As whom a nudge is for: nobody in particular, the desk's channel."""
Clock = tuple[int, Kind, datetime]
"""A claim's id, a kind of nudge and the start of its clock."""


_ADD = nudges.insert()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A nudge that is kept; `whom`: a person's id, or CHANNEL."""

    id: int
    claim_id: int
    kind: Kind
    step: int
    since: datetime
    role: Role
    whom: str
    created_at: datetime


def _waiting(row: Any) -> Waiting:
    return Waiting(row.id, row.claim_id, Kind(row.kind), row.step, row.since, Role(row.role), row.whom, row.created_at)


def add(tx: Tx, claim_id: int, nudge: Nudge, role: Role, whom: str, *, dropped: str | None = None) -> None:
    """Keep a step; `dropped`: it is for nobody, and why."""
    values = {"claim_id": claim_id, "kind": nudge.kind, "step": nudge.step, "since": nudge.since, "role": role, "whom": whom}
    done = {"dropped_at": tx.now if dropped else None, "why": dropped}
    tx.execute(_ADD, values | {"due_at": tx.now, "created_at": tx.now} | done)


def newest(tx: Tx, claim_ids: Sequence[int]) -> dict[Clock, tuple[int, datetime]]:
    """Of each clock the newest step that is kept, and when it was."""
    n = nudges.c
    query = select(n.claim_id, n.kind, n.since, func.max(n.step), func.max(n.created_at)).where(n.claim_id.in_(claim_ids))
    rows = tx.connection.execute(query.group_by(n.claim_id, n.kind, n.since))
    return {(row[0], Kind(row[1]), row[2]): (row[3], row[4]) for row in rows}


def waiting(tx: Tx, limit: int = 2000) -> list[Waiting]:
    """Those whose time has come, each for one process."""
    query = select(nudges).where(nudges.c.queued_at.is_(None), nudges.c.dropped_at.is_(None), nudges.c.due_at <= tx.now)
    query = query.order_by(nudges.c.due_at, nudges.c.id).limit(limit).with_for_update(skip_locked=True)
    return [_waiting(row) for row in tx.connection.execute(query)]


def wake(tx: Tx, claim_ids: Sequence[int]) -> None:
    """Have what waits for somebody's hours looked at again: the claim may be somebody else's by now."""
    n = nudges.c
    waits = (n.queued_at.is_(None), n.dropped_at.is_(None), n.due_at > tx.now, n.claim_id.in_(claim_ids))
    tx.connection.execute(update(nudges).where(*waits).values(due_at=tx.now))


def wake_all(tx: Tx) -> None:
    """The same for all that wait: what they waited for is over."""
    n = nudges.c
    waits = (n.queued_at.is_(None), n.dropped_at.is_(None), n.due_at > tx.now)
    tx.connection.execute(update(nudges).where(*waits).values(due_at=tx.now))


def named(tx: Tx, ids: Collection[int]) -> list[Waiting]:
    """Those of the ids that were not dropped."""
    query = select(nudges).where(nudges.c.id.in_(ids), nudges.c.dropped_at.is_(None)).order_by(nudges.c.id)
    return [_waiting(row) for row in tx.connection.execute(query)]


def change(tx: Tx, ids: Collection[int], **values: Any) -> None:
    if ids:
        tx.connection.execute(update(nudges).where(nudges.c.id.in_(ids)).values(**values))


def drop(tx: Tx, ids: Collection[int], why: str) -> None:
    change(tx, ids, dropped_at=tx.now, why=why)


def known(tx: Tx, nudge: Waiting, whom: str) -> bool:
    """Whether somebody got, or will get, this very step already."""
    n = nudges.c
    same = tuple_(n.claim_id, n.kind, n.step, n.since) == (nudge.claim_id, str(nudge.kind), nudge.step, nudge.since)
    return tx.connection.execute(select(n.id).where(same, n.whom == whom).limit(1)).first() is not None


def asked(tx: Tx, claim_id: int, kind: Kind, since: datetime) -> set[str]:
    """Whom any step of this clock is for or was, without those whose step was overtaken before they heard of it."""
    n = nudges.c
    query = select(n.whom).where(n.claim_id == claim_id, n.kind == kind, n.since == since, n.why.is_distinct_from("overtaken"))
    return set(tx.connection.execute(query).scalars())


def heard(tx: Tx, claim_id: int, kind: Kind, since: datetime) -> set[str]:
    """Who was sent any step of this clock."""
    n = nudges.c
    query = select(n.whom).where(n.claim_id == claim_id, n.kind == kind, n.since == since, n.queued_at.is_not(None))
    return set(tx.connection.execute(query).scalars())


def forget(tx: Tx, closed_before: datetime, limit: int = 5000) -> int:
    """Take away what stands of claims that were closed before then; how many."""
    over = select(nudges.c.id).join(claims, claims.c.id == nudges.c.claim_id).where(claims.c.closed_at < closed_before).limit(limit)
    return tx.connection.execute(nudges.delete().where(nudges.c.id.in_(over))).rowcount


def mute(tx: Tx, claim_id: int, person: str) -> None:
    if (claim_id, person) not in muted(tx, [claim_id]):
        tx.connection.execute(mutes.insert().values(claim_id=claim_id, person_id=person, at=tx.now))


def unmute(tx: Tx, claim_id: int, person: str) -> None:
    tx.connection.execute(mutes.delete().where(mutes.c.claim_id == claim_id, mutes.c.person_id == person))


def muted(tx: Tx, claim_ids: Sequence[int]) -> set[tuple[int, str]]:
    """(claim, person) who want no nudges of it."""
    query = select(mutes.c.claim_id, mutes.c.person_id).where(mutes.c.claim_id.in_(claim_ids))
    return {(row[0], row[1]) for row in tx.connection.execute(query)}


def promise_call(tx: Tx, claim_id: int, person: str, at: datetime, note: str) -> None:
    values = {"claim_id": claim_id, "person_id": person, "promised_at": at, "note": note, "made_at": tx.now}
    tx.connection.execute(callbacks.insert().values(**values))


def called(tx: Tx, claim_id: int) -> int:
    """The promised calls of a claim are done; how many there were."""
    query = update(callbacks).where(callbacks.c.claim_id == claim_id, callbacks.c.done_at.is_(None)).values(done_at=tx.now)
    return tx.connection.execute(query).rowcount


def calls(tx: Tx, claim_ids: Sequence[int]) -> dict[int, list[Callback]]:
    """Promised calls that are not done, by claim."""
    query = select(callbacks).where(callbacks.c.claim_id.in_(claim_ids), callbacks.c.done_at.is_(None)).order_by(callbacks.c.promised_at)
    found: dict[int, list[Callback]] = {}
    for row in tx.connection.execute(query):
        found.setdefault(row.claim_id, []).append(Callback(row.id, row.promised_at, row.made_at, row.note))
    return found


@dataclass(frozen=True, slots=True)
class Past:
    """One line of a claim's timeline, as far as clocks begin with it."""

    at: datetime
    what: str
    from_state: str | None
    actor: str


def past(tx: Tx, claim_ids: Sequence[int], whats: Iterable[str]) -> dict[int, list[Past]]:
    """The lines of these kinds, in order, by claim."""
    t = timeline.c
    query = select(t.claim_id, t.at, t.what, t.from_state, t.actor).where(t.claim_id.in_(claim_ids), t.what.in_(tuple(whats)))
    found: dict[int, list[Past]] = {}
    for row in tx.connection.execute(query.order_by(t.id)):
        found.setdefault(row[0], []).append(Past(*row[1:]))
    return found


def again(tx: Tx, nudge: Waiting, whom: str) -> None:
    """Keep the same step for somebody else."""
    values = {"claim_id": nudge.claim_id, "kind": nudge.kind, "step": nudge.step, "since": nudge.since, "role": nudge.role, "whom": whom}
    tx.connection.execute(nudges.insert().values(**values, due_at=tx.now, created_at=tx.now))
