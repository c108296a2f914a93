"""Who is who: the customer behind an address, the person behind a Slack user."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from unicodedata import normalize
from zoneinfo import available_timezones

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Ambiguous, Invalid, Missing, NotFound
from commands.acting import person_known
from commands.approvers import entrust
from commands.plan import put_under
from commands.readers import allow
from storage import contracts, customers, people
from storage.customers import Contact, Organisation
from storage.database import Tx
from storage.people import Person

NEAR, LIKE = 3, 0.75
"""Names that are proposed at most, and how like (0 to 1) they have to be."""


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def is_address(text: str) -> bool:
    """Whether it has the shape of an address: something, an @, a domain, no space, and at most 254 characters (RFC 5321)."""
    local, _, domain = text.rpartition("@")
    return bool(local and domain) and len(text) <= 254 and not any(letter.isspace() for letter in text)


def join(tx: Tx, claim: Claim, people: Iterable[tuple[str, str]]) -> None:
    """Make (address, name) parties of the claim, who get copies of its letters: as many as the desk allows."""
    wanted = dict(people)
    if not wanted:
        return
    known = {address for address, _ in customers.parties_of(tx, claim.id)}
    others = {*known, customers.contact(tx, claim.contact_id).address, customers.UNKNOWN}
    new = {address: name for address, name in wanted.items() if address not in others and is_address(address)}
    customers.add_parties(tx, claim.id, list(new.items())[: max(tx.rules.limits.parties - len(known), 0)])


def contact(tx: Tx, address: str, name: str) -> Contact:
    """The contact behind an address; a new company domain makes an organisation, a free-mail domain never does."""
    known = customers.contact_of_address(tx, address.lower())
    if known:
        return known
    organisation = _organisation(tx, domain_of(address))
    return customers.add_contact(tx, address.lower(), name or address, organisation.id if organisation else None)


def _organisation(tx: Tx, domain: str) -> Organisation | None:
    if domain in tx.rules.desk.free_mail or domain == domain_of(customers.UNKNOWN):
        return None
    return customers.organisation_of_domain(tx, domain) or customers.add_organisation(tx, domain, domain)


def person(tx: Tx, met: Person) -> Person:
    """Keep what Slack says of a team member; whoever acts for the first time becomes known by it."""
    return people.keep(tx, met)


def settle(tx: Tx, identity: str, *, language: str | None = None, zone: str | None = None) -> Person:
    """Change a person's own language (ko, en) or zone (IANA name). Raises NotFound, Invalid."""
    person_known(tx, identity)
    _check_language(language)
    if zone and zone not in available_timezones():
        raise Invalid(field="zone", value=zone)
    return people.change(tx, identity, language=language, zone=zone)


@dataclass(frozen=True, slots=True)
class Customer:
    """An organisation as people read it; `readers` may see the page with all its claims, `approvers` say yes to quotes."""

    organisation: Organisation
    domains: tuple[str, ...]
    account_owner: Person | None
    readers: tuple[Contact, ...] = ()
    approvers: tuple[Contact, ...] = ()


def customer(
    tx: Tx,
    which: str,
    *,
    name: str | None = None,
    language: str | None = None,
    account_owner: str | None = None,
    product: str | None = None,
    plan: str | None = None,
    page: str | None = None,
    approver: str | None = None,
    by: Actor,
) -> Customer:
    """Show an organisation found by name or domain, and change what is given. `account_owner` is a person's id; `plan`, in `page` who
    may see all its claims (see readers.allow), and in `approver` who may say yes to quotes, are a lead's to say.

    Raises NotFound, Ambiguous where the words fit several, Invalid for a language that is neither ko nor en and an unknown plan,
    NotAllowed.
    """
    organisation = organisation_named(tx, which)
    _check_language(language)
    if account_owner:
        person_known(tx, account_owner)
    values = {"name": name, "language": language, "account_owner": account_owner, "product": product}
    given = {key: value for key, value in values.items() if value}
    organisation = customers.change_organisation(tx, organisation.id, **given) if given else organisation
    if plan and plan != organisation.plan:
        organisation = put_under(tx, organisation, plan, by=by)
    if page:
        allow(tx, organisation, page, by=by)
    if approver:
        entrust(tx, organisation, approver, by=by)
    readers = tuple(each for each in customers.of_organisation(tx, organisation.id) if each.overview)
    owner = people.find(tx, organisation.account_owner) if organisation.account_owner else None
    return Customer(
        organisation, customers.domains_of(tx, organisation.id), owner, readers, tuple(contracts.approvers(tx, organisation.id))
    )


def organisation_named(tx: Tx, which: str) -> Organisation:
    """By name or domain. Raises Missing, NotFound, Ambiguous where the words fit several."""
    if not which.strip():
        raise Missing(field="which")
    found = customers.organisations_named(tx, which)
    if not found:
        raise NotFound(what="customer", name=which, near=near(which, called(tx)))
    if len(found) > 1:
        raise Ambiguous(value=which, choices=_apart(tx, found))
    return found[0]


def _apart(tx: Tx, found: Sequence[Organisation]) -> tuple[str, ...]:
    """Names by which each is known alone: its domain where another has its name."""
    names = [each.name for each in found]
    return tuple(next(iter(customers.domains_of(tx, each.id)), each.name) if names.count(each.name) > 1 else each.name for each in found)


def called(tx: Tx) -> list[tuple[int, str, tuple[str, ...]]]:
    """Every organisation: id, name, and what people call it by: its name, its domains and their first parts."""
    return [(identity, name, (name, *_calls(domains))) for identity, name, domains in customers.organisations_with_domains(tx)]


def is_known(tx: Tx, which: str) -> bool:
    """Whether any customer's name or domain holds these words."""
    return bool(customers.organisations_named(tx, which))


def near(which: str, known: Iterable[tuple[int, str, tuple[str, ...]]]) -> tuple[str, ...]:
    """The names of those who may be meant by a name that nobody has, the likest first; a name that is begun is like the whole one."""
    wanted = _letters(which)
    named: dict[str, list[str]] = {}
    for _, name, calls in known:
        for call in map(_letters, calls):
            for part in {call, call[: len(wanted)]}:
                named.setdefault(part, []).append(name)
    close = get_close_matches(wanted, named, max(1, len(named)), LIKE)
    return tuple(dict.fromkeys(name for part in close for name in named[part]))[:NEAR]


def _letters(name: str) -> str:
    """Korean syllables as their letters, so that 한빗 is like 한빛."""
    return normalize("NFKD", name).casefold()


def _calls(domains: Iterable[str]) -> Iterable[str]:
    return (call for domain in domains for call in (domain, domain.partition(".")[0]))


def _check_language(language: str | None) -> None:
    if language not in (None, "ko", "en"):
        raise Invalid(field="language", value=language, allowed=("ko", "en"))
