"""Organisations, their domains, and the contacts who write."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from storage import search
from storage.database import Tx
from storage.tables import contacts, domains, organisations, parties

NOBODY = "desk.invalid"  # RFC 2606 keeps .invalid from being anybody's
UNKNOWN = f"unknown@{NOBODY}"  # who wrote without a usable address

_ORGANISATION = select(organisations).where(organisations.c.id == bindparam("identity"))
_LOCK = select(organisations.c.id).where(organisations.c.id == bindparam("identity")).with_for_update(key_share=True)
_ADD_ORGANISATION = organisations.insert().returning(organisations)
_ADD_DOMAIN = domains.insert()
_OF_DOMAIN = select(organisations).join(domains).where(domains.c.domain == bindparam("wanted"))
_CONTACT = select(contacts).where(contacts.c.id == bindparam("identity"))
_OF_ADDRESS = select(contacts).where(contacts.c.address == bindparam("wanted"))
_ADD_CONTACT = contacts.insert().returning(contacts)
_PARTIES = select(parties.c.address, parties.c.name).where(parties.c.claim_id == bindparam("claim")).order_by(parties.c.address)
_DOMAINS = select(domains.c.domain).where(domains.c.organisation_id == bindparam("identity"))


@dataclass(frozen=True, slots=True)
class Organisation:
    """A customer company. `language` is ko, en or None: then each mail's own; `plan` names what it is promised, None: the desk's own."""

    id: int
    name: str
    language: str | None
    zone: str | None
    account_owner: str | None
    product: str | None
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """`overview`: the key of the page with all claims of the organisation, None where this contact may not see it."""

    id: int
    address: str
    name: str
    organisation_id: int | None
    overview: str | None = None


def is_nobody(address: str) -> bool:
    """Whether no person is behind the address: never known, or erased."""
    return address.endswith(f"@{NOBODY}")


def is_erased(contact: Contact) -> bool:
    return is_nobody(contact.address) and contact.address != UNKNOWN


def _organisation(row: Any) -> Organisation:
    return Organisation(row.id, row.name, row.language, row.zone, row.account_owner, row.product, row.plan)


def organisation(tx: Tx, identity: int | None) -> Organisation | None:
    if identity is None:
        return None
    row = tx.execute(_ORGANISATION, {"identity": identity}).one_or_none()
    return _organisation(row) if row else None


def lock(tx: Tx, identity: int | None) -> None:
    """Whoever uses what an organisation's contract includes waits here for whoever does already."""
    if identity is not None:
        tx.execute(_LOCK, {"identity": identity})


def names_of(tx: Tx, identities: Collection[int]) -> dict[int, str]:
    """By the organisations' ids."""
    query = select(organisations.c.id, organisations.c.name).where(organisations.c.id.in_(identities))
    return {row.id: row.name for row in tx.connection.execute(query)} if identities else {}


def organisation_of_domain(tx: Tx, domain: str) -> Organisation | None:
    row = tx.execute(_OF_DOMAIN, {"wanted": domain}).one_or_none()
    return _organisation(row) if row else None


def add_organisation(tx: Tx, name: str, domain: str) -> Organisation:
    row = tx.execute(_ADD_ORGANISATION, {"name": name, "created_at": tx.now}).one()
    tx.execute(_ADD_DOMAIN, {"domain": domain, "organisation_id": row.id})
    search.put(tx, search.of_organisation(row.id, row.name))
    return _organisation(row)


def add_domain(tx: Tx, domain: str, organisation_id: int) -> None:
    tx.execute(_ADD_DOMAIN, {"domain": domain, "organisation_id": organisation_id})


def change_organisation(tx: Tx, identity: int, **values: Any) -> Organisation:
    before = tx.execute(_ORGANISATION, {"identity": identity}).one()
    row = tx.connection.execute(update(organisations).where(organisations.c.id == identity).values(**values).returning(organisations)).one()
    search.rewritten(tx, organisations, [(before, row)])
    return _organisation(row)


def organisations_known(tx: Tx) -> list[Organisation]:
    """Every one."""
    return [_organisation(row) for row in tx.connection.execute(select(organisations).order_by(organisations.c.id))]


def organisations_named(tx: Tx, words: str) -> list[Organisation]:
    """Organisations whose name or domain is, or else holds, `words`."""
    word = words.lower().strip()
    rows = tx.connection.execute(select(organisations, domains.c.domain).outerjoin(domains).order_by(organisations.c.id)).all()
    exact = {row.id: row for row in rows if word in (row.name.lower(), row.domain)}
    near = {row.id: row for row in rows if word in row.name.lower() or word in (row.domain or "")}
    return [_organisation(row) for row in (exact or near).values()]


def organisations_with_domains(tx: Tx) -> list[tuple[int, str, list[str]]]:
    """Every one: id, name, domains."""
    query = select(organisations.c.id, organisations.c.name, domains.c.domain).outerjoin(domains)
    found: dict[int, tuple[int, str, list[str]]] = {}
    for identity, name, domain in tx.connection.execute(query.order_by(organisations.c.id, domains.c.domain)):
        found.setdefault(identity, (identity, name, []))[2].extend([domain] if domain else [])
    return list(found.values())


def _contact(row: Any) -> Contact:
    return Contact(row.id, row.address, row.name, row.organisation_id, row.overview)


def domains_of(tx: Tx, identity: int) -> tuple[str, ...]:
    return tuple(tx.execute(_DOMAINS, {"identity": identity}).scalars())


def lock_contact(tx: Tx, identity: int) -> None:
    """Whoever does the same about this contact waits until this transaction ends."""
    tx.connection.execute(select(contacts.c.id).where(contacts.c.id == identity).with_for_update(key_share=True))


def contact(tx: Tx, identity: int) -> Contact:
    row = tx.execute(_CONTACT, {"identity": identity}).one()
    return _contact(row)


def contact_or_none(tx: Tx, identity: int) -> Contact | None:
    row = tx.execute(_CONTACT, {"identity": identity}).one_or_none()
    return _contact(row) if row else None


def of_organisation(tx: Tx, identity: int) -> list[Contact]:
    """Its contacts, by their addresses."""
    query = select(contacts).where(contacts.c.organisation_id == identity).order_by(contacts.c.address)
    return [_contact(row) for row in tx.connection.execute(query)]


def set_overview(tx: Tx, identity: int, key: str | None) -> None:
    """The key of a contact's page with all claims of the organisation; None takes it away."""
    tx.connection.execute(update(contacts).where(contacts.c.id == identity).values(overview=key))


def contact_of_address(tx: Tx, address: str) -> Contact | None:
    row = tx.execute(_OF_ADDRESS, {"wanted": address}).one_or_none()
    return _contact(row) if row else None


def add_contact(tx: Tx, address: str, name: str, organisation_id: int | None) -> Contact:
    new = {"address": address, "name": name, "organisation_id": organisation_id, "created_at": tx.now}
    row = tx.execute(_ADD_CONTACT, new).one()
    search.put(tx, search.of_contact(row.id, row.address, row.name))
    return _contact(row)


def add_parties(tx: Tx, claim_id: int, people: Sequence[tuple[str, str]]) -> None:
    """People who get copies of the claim's letters: (address, name)."""
    known = {address for address, _ in parties_of(tx, claim_id)}
    for address, name in people:
        if address not in known:
            known.add(address)
            tx.connection.execute(parties.insert().values(claim_id=claim_id, address=address, name=name))


def remove_parties(tx: Tx, claim_id: int, addresses: Sequence[str]) -> None:
    """They get no copies any more."""
    tx.connection.execute(delete(parties).where(parties.c.claim_id == claim_id, parties.c.address.in_(addresses)))


def parties_of(tx: Tx, claim_id: int) -> list[tuple[str, str]]:
    return [(row.address, row.name) for row in tx.execute(_PARTIES, {"claim": claim_id})]
