"""Days decided while the desk runs, append-only: who decided what and when stays readable, the newest word counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from claims.actor import Actor
from claims.terms import DayKind, Decided
from storage.database import Tx
from storage.tables import holidays

_ADD = holidays.insert()
_ALL = select(holidays).order_by(holidays.c.id)


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision with its name, such as 임시공휴일, and who made it."""

    decided: Decided
    name: str
    by: Actor


def add(tx: Tx, decided: Decided, name: str, *, by: Actor) -> None:
    line = {"calendar": decided.calendar, "day": decided.day.isoformat(), "kind": decided.kind, "at": decided.at}
    tx.execute(_ADD, line | {"name": name, "actor": str(by)})


def entries(tx: Tx) -> list[Entry]:
    """Every decision, the oldest first."""
    return [Entry(_decided(row), row.name, Actor.parse(row.actor)) for row in tx.execute(_ALL, {})]


def decided(tx: Tx) -> tuple[Decided, ...]:
    """The same without who and why."""
    return tuple(map(_decided, tx.execute(_ALL, {})))


def _decided(row: Any) -> Decided:
    return Decided(row.calendar, date.fromisoformat(row.day), DayKind(row.kind), row.at)
