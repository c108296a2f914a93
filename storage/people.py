"""The team: Slack users who act on claims."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from claims.roles import Role
from storage.database import Tx
from storage.tables import people

_FIND = select(people).where(people.c.id == bindparam("identity"))
_LOCK = select(people.c.id).where(people.c.id == bindparam("identity")).with_for_update(key_share=True)
_BY_ADDRESS = select(people).where(people.c.address == bindparam("wanted"), people.c.active).limit(1)


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is the Slack user id; `zone` an IANA name; `language` ko or en."""

    id: str
    name: str
    language: str
    zone: str
    address: str | None
    role: Role
    active: bool


def _person(row: Any) -> Person:
    return Person(row.id, row.name, row.language, row.zone, row.address, Role(row.role), row.active)


def find(tx: Tx, identity: str) -> Person | None:
    row = tx.execute(_FIND, {"identity": identity}).one_or_none()
    return _person(row) if row else None


def lock(tx: Tx, identity: str) -> None:
    """Whoever writes down their time waits here for whoever does already."""
    tx.execute(_LOCK, {"identity": identity})


def by_address(tx: Tx, address: str) -> Person | None:
    row = tx.execute(_BY_ADDRESS, {"wanted": address}).first()
    return _person(row) if row else None


def keep(tx: Tx, person: Person) -> Person:
    """Add the person, or bring what Slack says of them up to date; role, language and zone stay what they are here."""
    address = person.address and person.address.lower()
    values: dict[str, Any] = {"name": person.name, "address": address, "active": person.active, "seen_at": tx.now}
    known = find(tx, person.id)
    if known:
        row = tx.connection.execute(update(people).where(people.c.id == person.id).values(**values).returning(people)).one()
    else:
        values |= {"id": person.id, "role": person.role, "language": person.language, "zone": person.zone}
        row = tx.connection.execute(people.insert().values(**values).returning(people)).one()
    return _person(row)


def change(tx: Tx, identity: str, *, language: str | None, zone: str | None) -> Person:
    """Change what is given of a person's own settings."""
    given = {key: value for key, value in (("language", language), ("zone", zone)) if value}
    if given:
        tx.connection.execute(update(people).where(people.c.id == identity).values(**given))
    return _person(tx.execute(_FIND, {"identity": identity}).one())


def leave(tx: Tx, identity: str) -> None:
    """Whoever left the team speaks for it no more."""
    tx.connection.execute(update(people).where(people.c.id == identity).values(active=False))


def names_of(tx: Tx, identities: Collection[str]) -> dict[str, str]:
    """Names by id; of somebody unknown, the id."""
    known = tx.connection.execute(select(people.c.id, people.c.name).where(people.c.id.in_(identities)))
    return {each: each for each in sorted(identities)} | {row.id: row.name for row in known}


def everyone(tx: Tx) -> list[Person]:
    return [_person(row) for row in tx.connection.execute(select(people).where(people.c.active).order_by(people.c.name))]
