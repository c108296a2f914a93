"""What was published: the backlog of each day, the figures of each week, and marks on days on which something changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, bindparam, delete, select

from claims.actor import Actor
from storage.database import Tx
from storage.tables import backlogs, marks, weeks


@dataclass(frozen=True, slots=True)
class Backlog:
    """Open claims at the end of a day. `ages`: how many by age, youngest class first; `late` ones and their mean cycles late."""

    day: date
    ages: tuple[int, ...]
    late: int
    cycles: float


@dataclass(frozen=True, slots=True)
class Week:
    """A metric's figure for the week that began on `day`, as published; `value` None: nothing to measure."""

    day: date
    metric: str
    n: int
    hits: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Mark:
    """`text` is a person's own, such as a release, or a change of rules."""

    day: date
    text: str
    by: Actor


_BACKLOGS = select(backlogs).where(backlogs.c.day >= bindparam("first"), backlogs.c.day <= bindparam("last")).order_by(backlogs.c.day)
_WEEKS = select(weeks).where(weeks.c.day >= bindparam("first"), weeks.c.day < bindparam("before")).order_by(weeks.c.day, weeks.c.metric)
_MARKS = select(marks).where(marks.c.day >= bindparam("first"), marks.c.day <= bindparam("last")).order_by(marks.c.day, marks.c.id)


def keep_backlog(tx: Tx, found: Backlog) -> None:
    _keep(tx, backlogs, {"day": found.day.isoformat()}, asdict(found))


def keep_week(tx: Tx, found: Week) -> None:
    _keep(tx, weeks, {"day": found.day.isoformat(), "metric": found.metric}, asdict(found))


def _keep(tx: Tx, table: Table, key: dict[str, str], values: dict[str, Any]) -> None:
    tx.connection.execute(delete(table).where(*(table.c[name] == value for name, value in key.items())))
    tx.connection.execute(table.insert().values(**values | key))


def backlogs_of(tx: Tx, first: date, last: date) -> list[Backlog]:
    rows = tx.execute(_BACKLOGS, {"first": first.isoformat(), "last": last.isoformat()})
    return [Backlog(date.fromisoformat(row.day), tuple(row.ages), row.late, row.cycles) for row in rows]


def weeks_of(tx: Tx, first: date, before: date) -> list[Week]:
    rows = tx.execute(_WEEKS, {"first": first.isoformat(), "before": before.isoformat()})
    return [Week(date.fromisoformat(row.day), row.metric, row.n, row.hits, row.value) for row in rows]


def mark(tx: Tx, day: date, text: str, *, by: Actor) -> None:
    tx.connection.execute(marks.insert().values(day=day.isoformat(), text=text, actor=str(by), at=tx.now))


def marks_of(tx: Tx, first: date, last: date) -> Sequence[Mark]:
    rows = tx.execute(_MARKS, {"first": first.isoformat(), "last": last.isoformat()})
    return [Mark(date.fromisoformat(row.day), row.text, Actor.parse(row.actor)) for row in rows]
