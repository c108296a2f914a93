"""Roles that were given, by an admin or by a Slack user group, and rights beside them."""

from collections.abc import Iterable

from sqlalchemy import delete, select, update

from claims.roles import Right, Role
from storage.database import Tx
from storage.tables import people, rights


def appoint(tx: Tx, identity: str, role: Role, *, grouped: bool = False) -> None:
    """`grouped`: Slack's user group says so, and may take it back."""
    tx.connection.execute(update(people).where(people.c.id == identity).values(role=role, grouped=grouped))


def grouped(tx: Tx, role: Role) -> frozenset[str]:
    """Ids of the people who have the role by Slack's user group."""
    return frozenset(tx.connection.execute(select(people.c.id).where(people.c.role == role, people.c.grouped)).scalars())


def any_admin(tx: Tx) -> bool:
    return tx.connection.execute(select(people.c.id).where(people.c.role == Role.ADMIN, people.c.active).limit(1)).first() is not None


def of(tx: Tx, identity: str) -> tuple[Right, ...]:
    found = tx.connection.execute(select(rights.c.name).where(rights.c.person_id == identity).order_by(rights.c.name)).scalars()
    return tuple(Right(each) for each in found)


def holders(tx: Tx, right: Right) -> list[str]:
    """Ids of the people of the team who have the right."""
    query = select(rights.c.person_id).join(people, people.c.id == rights.c.person_id)
    return list(tx.connection.execute(query.where(rights.c.name == right, people.c.active).order_by(people.c.id)).scalars())


def give(tx: Tx, identity: str, given: Iterable[Right]) -> None:
    """From now on the person has these rights and no other."""
    tx.connection.execute(delete(rights).where(rights.c.person_id == identity))
    for each in dict.fromkeys(given):
        tx.connection.execute(rights.insert().values(person_id=identity, name=each))
