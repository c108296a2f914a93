"""The claims behind every number: a group is one condition, by which claims are counted, and listed where somebody opens the number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    DateTime,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from claims.article import AGAIN
from claims.claim import ClaimClass, Priority
from claims.lifecycle import OPEN, CloseReason, State
from claims.stages import Stage
from claims.survey import LOW, SCORES, Level
from storage.built import Rows
from storage.claims import past_due
from storage.database import Tx
from storage.lists import Listed, select_listed
from storage.tables import article_uses, claims, designs, facts, surveys

_c, _f, _s, _d = claims.c, facts.c, surveys.c, designs.c
NOT_COUNTED = (CloseReason.SPAM, CloseReason.DUPLICATE, CloseReason.IMPORTED)
"""Why a claim was closed that no figure counts."""
QUARTER = 15 * 60
"""Seconds."""
CONTENT = SCORES[-2]
"""A vote from which on a customer is content."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose claims: of an owner, a customer, a class; None: all."""

    owner: str | None = None
    organisation_id: int | None = None
    claim_class: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The period [start, end), `until` when it has come, `now`, and what follows from them: the end of today, how long ago a wait is long,
    and after how many business minutes a reopening is a new matter; `settled`: the period for which those minutes are over;
    the plans in which a resolution is no promise, and the plan of claims that name none."""

    start: datetime
    end: datetime
    until: datetime
    now: datetime
    tonight: datetime
    long_ago: datetime
    window: int
    settled: tuple[datetime, datetime]
    best_effort: tuple[str, ...] = ()
    usual_plan: str = ""


class _WholeMinute(FunctionElement[datetime]):
    """The minute a time stands in: within the very minute of a due time is on time."""

    type = DateTime(timezone=True)
    inherit_cache = True
    name = "whole_minute"


@compiles(_WholeMinute, "sqlite")
def _sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"substr({compiler.process(element.clauses, **more)}, 1, 16) || ':00.000000'"


@compiles(_WholeMinute, "postgresql")
def _postgresql(element: Any, compiler: Any, **more: Any) -> str:
    return f"date_trunc('minute', {compiler.process(element.clauses, **more)})"


class _Quarter(FunctionElement[int]):
    """The quarter of an hour a time stands in, counted from 1970 on: no zone's offset is finer."""

    type = Integer()
    inherit_cache = True
    name = "quarter"


@compiles(_Quarter, "sqlite")
def _quarter_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **more)}) AS INTEGER) / {QUARTER}"


@compiles(_Quarter, "postgresql")
def _quarter_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **more)}) / {QUARTER}) AS BIGINT)"


def _late(done: ColumnElement[Any], due: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(done.is_(None), _WholeMinute(done) > due)


Condition = Callable[[When], ColumnElement[bool]]
Built = Select[Any] | CompoundSelect[Any]
_open = _c.state.in_(OPEN)
_counted = or_(_c.close_reason.is_(None), _c.close_reason.not_in(NOT_COUNTED))
_done = func.coalesce(_c.resolved_at, _c.closed_at)


def _looked_at(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column that no index is searched by: of open claims there are few, while nearly all that ever were are over and fell due."""
    return func.coalesce(column, null())


def _due_in(column: ColumnElement[Any], when: When) -> ColumnElement[bool]:
    return and_(column >= when.start, column < when.until, _counted)


def _resolution_in(when: When) -> ColumnElement[bool]:
    """Best effort is reported with the cycle times, and no promise."""
    return and_(_due_in(_c.resolution_due, when), func.coalesce(_c.plan, when.usual_plan).not_in(when.best_effort))


def _coming(when: When) -> ColumnElement[bool]:
    dues = (
        and_(_c.first_answered_at.is_(None), _between(_c.first_due, when)),
        _between(_c.update_due, when),
        _between(_c.resolution_due, when),
    )
    return and_(or_(*dues))


def _between(column: ColumnElement[Any], when: When) -> ColumnElement[bool]:
    return and_(column >= when.now, column < when.tonight)


def _ended(when: When) -> ColumnElement[bool]:
    return and_(_f.ended_at >= when.start, _f.ended_at < when.end, _f.reopened_after.is_(None), _counted)


def _settled(when: When) -> ColumnElement[bool]:
    return and_(_f.ended_at >= when.settled[0], _f.ended_at < when.settled[1], _f.resolved, _counted)


def _reopened(when: When) -> Select[Any]:
    """Whatever was opened again in the period, once however often."""
    return select(_f.claim_id).where(_f.reopened_at >= when.start, _f.reopened_at < when.end)


def _in(column: ColumnElement[Any], when: When) -> ColumnElement[bool]:
    return and_(column >= when.start, column < when.end, _counted)


def _used(*how: str) -> ColumnElement[bool]:
    """Whether the resolution used a note, in one of these ways where any is named."""
    query = select(article_uses.c.claim_id).where(article_uses.c.claim_id == _c.id)
    return (query.where(article_uses.c.how.in_(how)) if how else query).exists()


def _designed(when: When) -> ColumnElement[bool]:
    """What two agreed on; a reference that was only put in another's place counts once."""
    return and_(_in(_d.agreed_at, when), or_(_d.dropped_at.is_(None), _d.decided_at.is_not(None)))


def _overturned(when: When) -> ColumnElement[bool]:
    return and_(_designed(when), or_(_d.overturned, _c.claim_class.in_((ClaimClass.DEFECT, ClaimClass.DEFECT_DOC))))


def _received_in(when: When) -> ColumnElement[bool]:
    return and_(_c.opened_at >= when.start, _c.opened_at < when.end, _counted)


GROUPS: Mapping[str, Condition] = {
    "open": lambda when: _open,
    "late": lambda when: and_(_open, _looked_at(_c.resolution_due) < when.now),
    "overdue": lambda when: and_(_open, or_(*past_due(when.now).values())),
    "due_today": lambda when: and_(_open, _coming(when)),
    "unowned": lambda when: and_(_open, _c.owner.is_(None)),
    "urgent": lambda when: and_(_open, _c.priority.in_((Priority.P1, Priority.P2))),
    "waiting": lambda when: and_(_c.state.in_((State.WAITING_CUSTOMER, State.WAITING_APPROVAL)), _c.changed_at < when.long_ago),
    "received": _received_in,
    "unclassified": lambda when: and_(_received_in(when), _c.claim_class.is_(None)),
    "first_due": lambda when: _due_in(_c.first_due, when),
    "first_missed": lambda when: and_(_due_in(_c.first_due, when), _late(_c.first_answered_at, _c.first_due)),
    "resolution_due": lambda when: _resolution_in(when),
    "resolution_missed": lambda when: and_(_resolution_in(when), _late(_done, _c.resolution_due)),
    "ended": _ended,
    "resolved": lambda when: and_(_ended(when), _f.resolved),
    "transferred": lambda when: and_(_ended(when), _f.transfers > 0),
    "settled": _settled,
    "returned": lambda when: and_(_settled(when), _f.reopened_after <= when.window),
    "reopened": lambda when: and_(_c.id.in_(_reopened(when)), _counted),
    "again": lambda when: and_(or_(_c.id.in_(_reopened(when)), and_(_open, _c.reopened > 0)), _counted),
    "linked": lambda when: and_(_ended(when), _f.resolved, _used()),
    "known": lambda when: and_(_ended(when), _f.resolved, _used(*AGAIN)),
    "surveyed": lambda when: _in(_s.asked_at, when),
    "responded": lambda when: and_(_in(_s.asked_at, when), _s.voted_at.is_not(None)),
    "rated": lambda when: _in(_s.voted_at, when),
    "content": lambda when: and_(_in(_s.voted_at, when), _s.score >= CONTENT),
    "low_rated": lambda when: and_(_in(_s.voted_at, when), _s.score <= LOW),
    "answered": lambda when: and_(_in(_s.voted_at, when), _s.solved.is_not(None)),
    "solved": lambda when: and_(_in(_s.voted_at, when), _s.solved),
    "designed": _designed,
    "overturned": _overturned,
}
_BEHIND_FACTS = claims.join(facts, facts.c.claim_id == claims.c.id)
_BEHIND_SURVEYS = claims.join(surveys, surveys.c.claim_id == claims.c.id)
_BEHIND_DESIGNS = claims.join(designs, designs.c.claim_id == claims.c.id)
_SOURCES: Mapping[str, FromClause] = {
    **dict.fromkeys(("ended", "resolved", "transferred", "settled", "returned", "linked", "known"), _BEHIND_FACTS),
    **dict.fromkeys(("surveyed", "responded", "rated", "content", "low_rated", "answered", "solved"), _BEHIND_SURVEYS),
    **dict.fromkeys(("designed", "overturned"), _BEHIND_DESIGNS),
}
"""What a group is told of besides its claims' rows."""


def counted(tx: Tx, base: str, parts: Sequence[str], when: When, scope: Scope) -> tuple[int, ...]:
    """How many claims there are in group `base`, and how many of them also in each of `parts`; all told of by the same."""
    return counts(tx, {base: parts}, when, scope)[base]


def counts(tx: Tx, asked: Mapping[str, Sequence[str]], when: When, scope: Scope) -> dict[str, tuple[int, ...]]:
    """The same of several groups in one statement, by group."""
    rows = _asked(tx, _counts, when, scope, *((base, tuple(parts)) for base, parts in asked.items()))
    found = {place: numbers for place, *numbers in rows}
    return {base: tuple(int(each) for each in found[place][: len(parts) + 1]) for place, (base, parts) in enumerate(asked.items())}


def _counts(when: When, scope: Scope, *asked: tuple[str, Sequence[str]]) -> Built:
    most = max(len(parts) for _, parts in asked)
    several = [_count(place, when, scope, base, parts, most) for place, (base, parts) in enumerate(asked)]
    return union_all(*several) if len(several) > 1 else several[0]


def _count(place: int, when: When, scope: Scope, base: str, parts: Sequence[str], most: int) -> Select[Any]:
    hits = [func.coalesce(func.sum(case((GROUPS[each](when), 1), else_=0)), 0) for each in parts]
    columns = (*hits, *(literal(0) for _ in range(most - len(parts))))
    return select(literal(place), func.count(), *columns).select_from(_SOURCES.get(base, claims)).where(GROUPS[base](when), *within(scope))


def by_owner(tx: Tx, base: str, part: str, when: When, scope: Scope) -> dict[str, tuple[int, int]]:
    """The same for each owner: how many there are in `base`, and how many of them in `part`."""
    return {owner: (int(whole), int(hits)) for owner, whole, hits in _asked(tx, _count_by_owner, when, scope, base, part)}


def _count_by_owner(when: When, scope: Scope, base: str, part: str) -> Select[Any]:
    hits = func.sum(case((GROUPS[part](when), 1), else_=0))
    query = select(_c.owner, func.count(), hits).select_from(_SOURCES.get(base, claims))
    return query.where(GROUPS[base](when), _c.owner.is_not(None), *within(scope)).group_by(_c.owner)


def _asked(tx: Tx, build: Callable[..., Built], when: When, scope: Scope, *parts: Any) -> Rows:
    """Run what `build` makes of the period, the scope and the parts; it is made once for each kind of scope, not once a question."""
    scoped = {name: value for name, value in asdict(scope).items() if value is not None}
    return tx.execute(_built(build, tuple(scoped), when.best_effort, when.usual_plan, *parts), {**_values(when), **scoped})


@lru_cache(1000)
def _built(build: Callable[..., Built], scoped: tuple[str, ...], best_effort: tuple[str, ...], plan: str, *parts: Any) -> Built:
    scope: Any = {name: bindparam(name) for name in scoped}
    times: Any = {each.name: bindparam(each.name) for each in fields(When)}
    settled: Any = (bindparam("settled_from"), bindparam("settled_to"))
    return build(When(**times | {"settled": settled, "best_effort": best_effort, "usual_plan": plan}), Scope(**scope), *parts)


def _values(when: When) -> dict[str, Any]:
    first, last = when.settled
    known = ("start", "end", "until", "now", "tonight", "long_ago", "window")
    return {name: getattr(when, name) for name in known} | {"settled_from": first, "settled_to": last}


def reopened_within(tx: Tx, when: When, scope: Scope) -> tuple[int, int]:
    """How many of the period's resolutions are long enough ago, and how many of those were reopened in time."""
    ended = and_(_f.ended_at >= when.start, _f.ended_at < min(when.end, when.settled[1]), _f.resolved, _counted)
    hits = func.coalesce(func.sum(case((_f.reopened_after <= when.window, 1), else_=0)), 0)
    whole, again = tx.connection.execute(select(func.count(), hits).select_from(_BEHIND_FACTS).where(ended, *within(scope))).one()
    return int(whole), int(again)


def behind(tx: Tx, group: str | None, when: When, scope: Scope, limit: int, state: State | None = None) -> list[Listed]:
    """The claims of a group (None: all) that are in `state` now, those due first before others, then the oldest."""
    conditions = [*within(scope), *([_c.state == state] if state else [])]
    if group and group in _SOURCES:
        conditions.append(_c.id.in_(select(_c.id).select_from(_SOURCES[group]).where(GROUPS[group](when))))
    elif group:
        conditions.append(GROUPS[group](when))
    return select_listed(tx, and_(true(), *conditions), (_c.resolution_due.is_(None), _c.resolution_due, _c.id), limit)


@dataclass(frozen=True, slots=True)
class LowVote:
    """`level`: where its cause lies; None: nobody has looked into it."""

    number: str
    score: int
    level: Level | None


def low_votes(tx: Tx, when: When, scope: Scope, limit: int) -> list[LowVote]:
    """The low votes of the period, the lowest first."""
    rows = _asked(tx, _low_votes, when, scope, limit)
    return [LowVote(f"{row.id}-{row.tail}", row.score, Level(row.level) if row.reviewed_at and row.level else None) for row in rows]


def _low_votes(when: When, scope: Scope, limit: int) -> Select[Any]:
    query = select(_c.id, _c.tail, _s.score, _s.level, _s.reviewed_at).select_from(_BEHIND_SURVEYS)
    return query.where(GROUPS["low_rated"](when), *within(scope)).order_by(_s.score, _c.id).limit(limit)


@dataclass(frozen=True, slots=True)
class Open:
    """The claim that is open longest."""

    opened_at: datetime
    number: str


def oldest(tx: Tx, when: When, scope: Scope) -> Open | None:
    row = _asked(tx, _oldest, when, scope).first()
    return Open(row.opened_at, f"{row.id}-{row.tail}") if row else None


def _oldest(when: When, scope: Scope) -> Select[Any]:
    return select(_c.opened_at, _c.id, _c.tail).where(_open, *within(scope)).order_by(_looked_at(_c.opened_at), _c.id).limit(1)


def late(tx: Tx, when: When, scope: Scope) -> Sequence[Any]:
    """(resolution_due, priority, plan) of every late open claim."""
    return _asked(tx, _late_ones, when, scope).found


def _late_ones(when: When, scope: Scope) -> Select[Any]:
    return select(_c.resolution_due, _c.priority, _c.plan).where(GROUPS["late"](when), *within(scope))


def held(tx: Tx, when: When, scope: Scope) -> dict[str, tuple[int, int]]:
    """How many open claims each owner has, and how many of them are late."""
    return {owner: (int(count), int(over)) for owner, count, over in _asked(tx, _held, when, scope)}


def _held(when: When, scope: Scope) -> Select[Any]:
    late = func.coalesce(func.sum(case((_c.resolution_due < when.now, 1), else_=0)), 0)
    return select(_c.owner, func.count(), late).where(_open, _c.owner.is_not(None), *within(scope)).group_by(_c.owner)


_STAGES = tuple(_f[stage] for stage in Stage)
_TOLD = ("first_response", "calendar_minutes", "nobodys", "transfers", "silence")
_LIFE = (*_STAGES, type_coerce(_f.resolved, Integer).label("resolved"), *(_f[name] for name in _TOLD))


def lives(tx: Tx, when: When, scope: Scope) -> Sequence[Any]:
    """Of claims that ended in the period: the minutes of each stage in order, then their other facts, class, customer, where the
    cause lies, owner, work, whose the cause is."""
    return _asked(tx, _lives, when, scope).found


def _lives(when: When, scope: Scope) -> Select[Any]:
    columns = (*_LIFE, _c.claim_class, _c.organisation_id, _c.factor, _c.owner, _c.minutes, _c.department)
    return select(*columns).select_from(_BEHIND_FACTS).where(GROUPS["ended"](when), *within(scope))


def received(tx: Tx, when: When, scope: Scope) -> Sequence[Any]:
    """(class, customer, quarter of an hour from 1970 on) of each claim of the period."""
    return _asked(tx, _received, when, scope).found


def _received(when: When, scope: Scope) -> Select[Any]:
    return select(_c.claim_class, _c.organisation_id, _Quarter(_c.opened_at)).where(GROUPS["received"](when), *within(scope))


def arrivals(tx: Tx, when: When, scope: Scope) -> Sequence[datetime]:
    """When each claim of the period was received."""
    return tx.connection.execute(select(_c.opened_at).where(GROUPS["received"](when), *within(scope))).scalars().all()


def causes(tx: Tx, when: When, scope: Scope) -> list[tuple[str | None, int, int]]:
    """(cause, claims, minutes of work) of what was resolved in the period; None: those for which none was named."""
    by = func.nullif(func.trim(_c.cause), "")
    query = select(by, func.count(), func.coalesce(func.sum(_c.minutes), 0)).select_from(_BEHIND_FACTS)
    rows = tx.connection.execute(query.where(GROUPS["resolved"](when), *within(scope)).group_by(by).order_by(by))
    return [(cause, int(n), int(minutes)) for cause, n, minutes in rows]


def first_received(tx: Tx) -> datetime | None:
    return tx.connection.execute(select(_c.opened_at).order_by(_c.opened_at).limit(1)).scalar()


def within(scope: Scope) -> list[ColumnElement[bool]]:
    """The conditions of a scope, on claims."""
    given = ((_c.owner, scope.owner), (_c.organisation_id, scope.organisation_id), (_c.claim_class, scope.claim_class))
    return [column == value for column, value in given if value is not None]


def open_at(tx: Tx, at: datetime) -> Sequence[Any]:
    """(opened_at, resolution_due, priority, plan) of the claims that were open then, as facts have it; due times as they are known now."""
    over = select(_f.id).where(_f.claim_id == _c.id, _f.ended_at <= at, or_(_f.reopened_at.is_(None), _f.reopened_at > at))
    not_yet = or_(_open, _c.id.in_(select(_f.claim_id).where(_f.ended_at > at)))
    query = select(_c.opened_at, _c.resolution_due, _c.priority, _c.plan).where(_c.opened_at <= at, _counted, not_yet, ~over.exists())
    return tx.connection.execute(query).all()
