"""Customers with their contracts as CSV: out as they stand, in all or nothing, every bad line named."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from claims.actor import Actor
from claims.business_number import business_number
from claims.claim import ClaimClass
from claims.errors import Invalid
from claims.money import Vat, plain
from commands import table
from commands.approvers import contact_of
from commands.plan import put_under
from commands.table import Bad, Brought, Fault, Row
from storage import contracts, customers, imports
from storage.contracts import Contract, Payer, Period
from storage.customers import Contact, Organisation
from storage.database import Tx

PAYER = ("business_number", "legal_name", "representative", "address", "currency", "vat_percent", "vat_reason")
CONTRACT = (
    "contract_from",
    "contract_to",
    "classes",
    "included_minutes",
    "period",
    "standing",
    "monthly_fee",
    "incidents",
    "incident_price",
)
CUSTOMERS = ("domain", "domains", "name", "language", "zone", "product", "plan", "contacts", "approvers", *PAYER, *CONTRACT)

__all__ = ["CUSTOMERS", "Brought", "Fault", "customers_in", "customers_out"]


def customers_out(tx: Tx) -> str:
    """A line for each contract of a customer, or one without."""
    rows = [row for each in customers.organisations_known(tx) for row in _rows(tx, each)]
    return table.written(CUSTOMERS, sorted(rows, key=lambda row: (row["domain"], row["contract_from"])))


def customers_in(tx: Tx, text: str, *, dry_run: bool = False, by: Actor) -> Brought:
    """Keep what the lines say; a customer is known by any of its domains, a contract by its first day. What a file has no column for
    stays as it is. `dry_run`: only look at them."""
    reading = _Reading(tx)
    read = table.read(text, CUSTOMERS, reading.line)
    if not read.faults and not dry_run:
        imports.add(tx, "customers", len(read.lines), text, by=by)
        for each in read.lines:
            _keep(tx, each, by)
    return read.brought


@dataclass(frozen=True, slots=True)
class _Line:
    """One line, understood. `own`: what it says of the customer, by column, and `people` of their addresses; `payer` and `contract`: as
    they stand with it."""

    domains: tuple[str, ...]
    own: Mapping[str, str | None]
    people: Mapping[str, Mapping[str, str]]
    payer: Payer | None
    contract: Contract | None


@dataclass
class _Customer:
    """What the first line said of it, and the first days of its contracts so far."""

    first: "_Line | None" = None
    contracts: list[str] = field(default_factory=list)


@dataclass
class _Reading:
    """Reads line after line, and knows what those before said: lines of one customer say the same of it, and each another contract."""

    tx: Tx
    of_domain: dict[str, _Customer] = field(default_factory=dict)
    of_address: dict[str, _Customer] = field(default_factory=dict)

    def line(self, row: Row) -> _Line:
        others = (_domain(self.tx, row, "domains", each) for each in table.several(row.get("domains", "")))
        domains = tuple(dict.fromkeys((_domain(self.tx, row, "domain", row["domain"]), *others)))
        found = self._organisation(domains)
        customer = next((self.of_domain[each] for each in domains if each in self.of_domain), _Customer())
        people = {name: read for name, read in (("contacts", _named(row)), ("approvers", _addresses(row))) if name in row}
        for name, addresses in people.items():
            for each in addresses:
                self._check_address(name, each, customer, found, frozenset({*domains, *people.get("contacts", ())}))
        payer = _payer(self.tx, row, found)
        contract = _contract(self.tx, row, found, payer.currency if payer else self.tx.rules.fees.currency)
        return self._told(row, customer, _Line(domains, _own(self.tx, row, found), people, payer, contract))

    def _told(self, row: Row, customer: _Customer, line: _Line) -> _Line:
        """Raises Bad where it says again, or otherwise, what a line before said."""
        first = row.get("contract_from", "")
        if first in customer.contracts:
            raise Bad("contract_from" if first else "domain", first or row["domain"])
        if customer.first and (name := _contradicted(line, customer.first)):
            raise Bad(name, row[name])
        customer.first = customer.first or line
        customer.contracts.append(first)
        self.of_domain.update(dict.fromkeys(line.domains, customer))
        self.of_address.update({each: customer for addresses in line.people.values() for each in addresses})
        return line

    def _organisation(self, domains: tuple[str, ...]) -> Organisation | None:
        """Raises Bad where they are two customers' already."""
        found = {each.id: each for domain in domains if (each := customers.organisation_of_domain(self.tx, domain))}
        if len(found) > 1:
            raise Bad("domains", table.joined(domains))
        return next(iter(found.values()), None)

    def _check_address(self, name: str, address: str, customer: _Customer, found: Organisation | None, own: frozenset[str]) -> None:
        """Known as one of the customer's; or else of a domain of theirs, or told of in their line and of nobody's domain."""
        local, _, domain = address.rpartition("@")
        contact, owner = customers.contact_of_address(self.tx, address), customers.organisation_of_domain(self.tx, domain)
        if contact:
            theirs = found is not None and contact.organisation_id == found.id
        elif owner or domain in self.of_domain:
            theirs = owner == found if owner else self.of_domain[domain] is customer
        else:
            theirs = not own.isdisjoint((domain, address))
        alone = self.of_address.get(address, customer) is customer
        if not local or not domain or not theirs or not alone or any(letter.isspace() for letter in address):
            raise Bad(name, address)


def _contradicted(line: _Line, first: _Line) -> str | None:
    """The column that says of the customer what the first line does not."""
    pairs: list[tuple[str, Any, Any]] = [
        (name, value, first.own[name]) for name, value in line.own.items() if name != "name" or line.domains[0] == first.domains[0]
    ]
    pairs += [(name, value.keys(), first.people[name].keys()) for name, value in line.people.items()]
    pairs += [(name, getattr(line.payer, name, None), getattr(first.payer, name, None)) for name in PAYER[:5]]
    pairs += [("vat_percent", getattr(line.payer, "vat", None), getattr(first.payer, "vat", None))]
    return next((name for name, value, before in pairs if value != before), None)


def _domain(tx: Tx, row: Row, name: str, text: str) -> str:
    domain = text.lower()
    if "." not in domain or any(letter in domain for letter in " @/,;") or domain in tx.rules.desk.free_mail:
        raise Bad(name, text)
    return domain


def _named(row: Row) -> dict[str, str]:
    """Names by address, as `김하늘 <kim@hanbit.example>` or the address alone."""
    found = {}
    for each in table.several(row.get("contacts", "")):
        name, _, address = each.removesuffix(">").rpartition("<")
        found[address.strip().lower()] = name.strip() or address.strip()
    return found


def _addresses(row: Row) -> dict[str, str]:
    return {each.lower(): "" for each in table.several(row.get("approvers", ""))}


def _own(tx: Tx, row: Row, found: Organisation | None) -> Mapping[str, str | None]:
    plans = ("", *tx.rules.plan_names, *((found.plan,) if found and found.plan else ()))
    read: Mapping[str, Callable[[], str]] = {
        "name": lambda: row["name"] or (found.name if found else row["domain"].lower()),
        "language": lambda: table.one_of(row, "language", ("", "ko", "en")),
        "zone": lambda: table.one_of(row, "zone", _zones()),
        "product": lambda: row["product"],
        "plan": lambda: table.one_of(row, "plan", plans),
    }
    return {name: value() or None for name, value in read.items() if name in row}


@cache
def _zones() -> frozenset[str]:
    return frozenset({"", *available_timezones()})


def _payer(tx: Tx, row: Row, found: Organisation | None) -> Payer | None:
    """None where nothing is said of who pays, before or now."""
    nobody = Payer(0, "", "", "", "", tx.rules.fees.currency, Vat())
    was = (contracts.payer(tx, found.id) if found else None) or nobody
    texts = {name: row.get(name, getattr(was, name)) for name in ("legal_name", "representative", "address")}
    reason = row.get("vat_reason", was.vat.reason)
    percent = table.whole(row, "vat_percent", 10 if "vat_percent" in row else was.vat.percent)
    if percent > 100:
        raise Bad("vat_percent", row["vat_percent"])
    if percent == 0 and not reason:
        raise Bad("vat_reason", "")
    currency = table.currency(row, was.currency, tx.rules.fees.currency)
    if found and currency != was.currency and _owed(tx, found):
        raise Bad("currency", row["currency"])  # what contracts say of money is in minor units of the one before
    number = _number(row["business_number"]) if "business_number" in row else was.business_number
    payer = replace(was, business_number=number, currency=currency, vat=Vat(percent, reason), **texts)
    said = any(row.get(name) for name in PAYER)
    return payer if said or replace(payer, organisation_id=0) != nobody else None


def _owed(tx: Tx, found: Organisation) -> bool:
    return any(each.standing or each.monthly_fee or each.incident_price for each in contracts.of_organisation(tx, found.id))


def _number(text: str) -> str:
    try:
        return business_number(text) if text else ""
    except Invalid as error:
        raise Bad("business_number", text) from error


def _contract(tx: Tx, row: Row, found: Organisation | None, currency: str) -> Contract | None:
    if not row.get("contract_from"):
        if loose := [name for name in CONTRACT if row.get(name)]:
            raise Bad("contract_from", row[loose[0]])
        return None
    first = table.day(row, "contract_from")
    kept = contracts.of_organisation(tx, found.id) if found else []
    was = next((each for each in kept if each.valid_from == first), None) or Contract(0, first, first, frozenset(), 0, Period.YEAR, 0)
    last = table.day(row, "contract_to") if "contract_to" in row or was.organisation_id == 0 else was.valid_to
    if last < first:
        raise Bad("contract_to", row["contract_to"])
    return replace(
        was,
        valid_to=last,
        classes=_classes(row) if "classes" in row else was.classes,
        included=table.whole(row, "included_minutes", 0 if "included_minutes" in row else was.included),
        period=Period(table.one_of(row, "period", ("", *Period)) or Period.YEAR) if "period" in row else was.period,
        standing=table.amount(row, "standing", currency) if "standing" in row else was.standing,
        incidents=table.whole(row, "incidents", 0 if "incidents" in row else was.incidents),
        incident_price=table.amount(row, "incident_price", currency) if "incident_price" in row else was.incident_price,
        monthly_fee=table.amount(row, "monthly_fee", currency) if "monthly_fee" in row else was.monthly_fee,
    )


def _classes(row: Row) -> frozenset[ClaimClass]:
    named = [each.upper() for each in table.several(row["classes"])]
    if wrong := [each for each in named if each not in list(ClaimClass)]:
        raise Bad("classes", wrong[0])
    return frozenset(map(ClaimClass, named))


def _keep(tx: Tx, line: _Line, by: Actor) -> None:
    known = (customers.organisation_of_domain(tx, each) for each in line.domains)
    found = next((each for each in known if each), None) or customers.add_organisation(tx, line.domains[0], line.domains[0])
    for each in line.domains:
        if customers.organisation_of_domain(tx, each) is None:
            customers.add_domain(tx, each, found.id)
    _settle(tx, found, line.own, by)
    for address, name in line.people.get("contacts", {}).items():
        if customers.contact_of_address(tx, address) is None:
            customers.add_contact(tx, address, name, found.id)
    if "approvers" in line.people:
        contracts.set_approvers(tx, found.id, [contact_of(tx, found, each) for each in line.people["approvers"]])
    if line.payer:
        contracts.keep_payer(tx, replace(line.payer, organisation_id=found.id))
    else:
        contracts.forget_payer(tx, found.id)
    if line.contract:
        contracts.keep(tx, replace(line.contract, organisation_id=found.id))


def _settle(tx: Tx, found: Organisation, own: Mapping[str, str | None], by: Actor) -> None:
    """A plan holds for the claims that are open, too."""
    if "plan" in own and own["plan"] != found.plan:
        put_under(tx, found, own["plan"] or tx.rules.desk.plan, by=by)
    if own:
        customers.change_organisation(tx, found.id, **own)


def _rows(tx: Tx, found: Organisation) -> Iterator[dict[str, Any]]:
    first, *others = sorted(customers.domains_of(tx, found.id)) or [""]
    if not first:
        return
    payer = contracts.payer(tx, found.id)
    people = [each for each in customers.of_organisation(tx, found.id) if not customers.is_nobody(each.address)]
    approvers = [each.address for each in contracts.approvers(tx, found.id) if not customers.is_nobody(each.address)]
    own = {
        "domain": first,
        "domains": table.joined(others),
        "name": found.name,
        "language": found.language or "",
        "zone": found.zone or "",
        "product": found.product or "",
        "plan": found.plan or "",
        "contacts": table.joined(map(_called, people)),
        "approvers": table.joined(approvers),
    } | (_payer_row(payer) if payer else {})
    held = [_contract_row(each, payer.currency if payer else tx.rules.fees.currency) for each in contracts.of_organisation(tx, found.id)]
    for each in held or [{"contract_from": ""}]:
        yield own | each


def _called(contact: Contact) -> str:
    name = " ".join(contact.name.split())
    return contact.address if name in ("", contact.address) else f"{name} <{contact.address}>"


def _payer_row(payer: Payer) -> dict[str, Any]:
    names = ("business_number", "legal_name", "representative", "address", "currency")
    return {name: getattr(payer, name) for name in names} | {"vat_percent": payer.vat.percent, "vat_reason": payer.vat.reason}


def _contract_row(held: Contract, currency: str) -> dict[str, Any]:
    return {
        "contract_from": held.valid_from.isoformat(),
        "contract_to": held.valid_to.isoformat(),
        "classes": table.joined(sorted(held.classes)),
        "included_minutes": held.included,
        "period": held.period,
        "incidents": held.incidents,
        **{name: plain(getattr(held, name), currency).replace(",", "") for name in ("standing", "monthly_fee", "incident_price")},
    }
