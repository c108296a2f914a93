"""How people wish to be reached and loaded, and what they know."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update

from claims.lifecycle import OPEN
from storage.database import Tx
from storage.tables import claims, people, skills


@dataclass(frozen=True, slots=True)
class Habits:
    """`mention`: "dm" or "mention"; `quiet`: such as 22:00-07:00; `calendar`: a name; `deputy`: a person's id. None: as the desk has it."""

    person: str
    zone: str
    mention: str | None = None
    quiet: str | None = None
    calendar: str | None = None
    deputy: str | None = None
    work_in_progress: int | None = None


_COLUMNS = (people.c.id, people.c.zone, people.c.mention, people.c.quiet, people.c.calendar, people.c.deputy, people.c.work_in_progress)


def of(tx: Tx, identity: str) -> Habits:
    """Of a person who is known."""
    return Habits(*tx.connection.execute(select(*_COLUMNS).where(people.c.id == identity)).one())


def of_everyone(tx: Tx) -> dict[str, Habits]:
    """Of all who are active, by their ids."""
    return {row[0]: Habits(*row) for row in tx.connection.execute(select(*_COLUMNS).where(people.c.active))}


def change(tx: Tx, identity: str, **values: Any) -> None:
    if values:
        tx.connection.execute(update(people).where(people.c.id == identity).values(**values))


def skills_of(tx: Tx, identity: str) -> tuple[str, ...]:
    return tuple(tx.connection.execute(select(skills.c.product).where(skills.c.person_id == identity).order_by(skills.c.product)).scalars())


def learn(tx: Tx, identity: str, products: Iterable[str]) -> None:
    """From now on the person knows these products and no other."""
    tx.connection.execute(delete(skills).where(skills.c.person_id == identity))
    for each in dict.fromkeys(products):
        tx.connection.execute(skills.insert().values(person_id=identity, product=each))


def who_knows(tx: Tx, product: str) -> tuple[str, ...]:
    """Active people who know a product, whatever its case."""
    query = select(skills.c.person_id).join(people).where(func.lower(skills.c.product) == product.lower(), people.c.active)
    return tuple(tx.connection.execute(query.order_by(skills.c.person_id)).scalars())


def load(tx: Tx) -> dict[str, int]:
    """How many open claims each person owns."""
    query = select(claims.c.owner, func.count()).where(claims.c.owner.is_not(None), claims.c.state.in_(OPEN)).group_by(claims.c.owner)
    return {row[0]: row[1] for row in tx.connection.execute(query)}
