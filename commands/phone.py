"""The telephone: a call opens a claim in the customer's name, or joins the one that somebody works on already, whose owner hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Invalid, Missing
from commands import know
from commands.acting import looked_up, post
from commands.away import deputy_of
from commands.find import of_organisation
from commands.hear import hear
from commands.open import Told
from commands.show import Listed
from storage import customers
from storage.customers import Contact, Organisation
from storage.database import Tx


def call(tx: Tx, number: str, text: str, name: str = "", address: str = "", *, by: Actor) -> Claim:
    """Add what a caller said to a claim, as if they had written it, and tell its owner; the claim that it joined.

    Without an address the claim's own customer called. Raises Missing without words, Invalid for something that is no address.
    """
    claim = looked_up(tx, number)
    if not text.strip():
        raise Missing(field="text")
    if address and not know.is_address(address):
        raise Invalid(field="address", value=address)
    contact = customers.contact(tx, claim.contact_id)
    caller = address.lower() or contact.address
    told = Told(caller, name or ("" if address else contact.name), claim.subject, text, language=claim.language)
    joined = hear(tx, claim, told, channel="phone")
    deputy = deputy_of(tx, joined.owner) if joined.owner else None
    post(tx, joined, "called", by=by, **({"to": deputy} if deputy else {}))
    return joined


def organisations(tx: Tx, words: str, limit: int = 100) -> list[Organisation]:
    """Customers whose name or domain holds the words, by name."""
    return sorted(customers.organisations_named(tx, words), key=lambda each: each.name)[:limit]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the customer who calls: their open claims, and their people by name."""

    organisation: Organisation | None = None
    claims: Sequence[Listed] = ()
    contacts: Sequence[Contact] = ()


def known(tx: Tx, identity: int | None, address: str, limit: int = 100) -> Known:
    """Of the customer that was chosen, else of the one that the address belongs to."""
    found = _organisation(tx, identity, address)
    if found is None:
        return Known()
    people = [each for each in customers.of_organisation(tx, found.id) if not customers.is_nobody(each.address)]
    return Known(found, of_organisation(tx, found.id), sorted(people, key=lambda each: each.name)[:limit])


def _organisation(tx: Tx, identity: int | None, address: str) -> Organisation | None:
    if identity:
        return customers.organisation(tx, identity)
    return customers.organisation_of_domain(tx, know.domain_of(address)) if know.is_address(address) else None
