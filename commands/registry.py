"""Customers with their contracts, and rate cards, as CSV: out as they stand, in all or nothing, every bad line named."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from claims.actor import Actor
from claims.business_number import business_number
from claims.claim import ClaimClass
from claims.errors import Invalid
from claims.money import DIGITS, Vat, parse, plain
from claims.rates import EXTRAS, MULTIPLIERS, RateCard
from commands.approvers import contact_of
from storage import contracts, customers
from storage.contracts import Card, Contract, Payer, Period
from storage.customers import Organisation
from storage.database import Tx

CUSTOMERS = (
    "domain", "name", "language", "product", "plan", "approvers",
    "business_number", "legal_name", "representative", "address", "currency", "vat_percent", "vat_reason",
    "contract_from", "contract_to", "classes", "included_minutes", "period", "standing", "monthly_fee",
)  # fmt: skip
RATES = ("version", "valid_from", "currency", "rate", "unit", "minimum", *EXTRAS)
FURTHEST = 10**6


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be taken: its place in the file (the head is 1), the column, and what stands there."""

    line: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Brought:
    """How many lines were good; with any fault nothing was written."""

    good: int
    faults: tuple[Fault, ...]


class _Bad(Exception):
    """`field` holds what cannot be read."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field)
        self.field, self.value = field, value


Row = Mapping[str, str]


def customers_out(tx: Tx) -> str:
    """A line for each contract of a customer, or one without."""
    rows = [row for each in customers.organisations_named(tx, "") for row in _customer_rows(tx, each)]
    return _written(CUSTOMERS, sorted(rows, key=lambda row: (row["domain"], row["contract_from"])))


def rates_out(tx: Tx) -> str:
    return _written(RATES, (_rate_row(each) for each in contracts.cards(tx)))


def customers_in(tx: Tx, text: str, *, dry_run: bool = False, by: Actor) -> Brought:
    """Keep what the lines say; a customer is known by its domain. `dry_run`: only look at them."""
    read = _read(text, CUSTOMERS, lambda row: _Line.of(row, tx.rules.plan_names))
    if not read.faults and not dry_run:
        for each in read.lines:
            _keep(tx, each)
    return Brought(len(read.lines), read.faults)


def rates_in(tx: Tx, text: str, *, dry_run: bool = False, by: Actor) -> Brought:
    """The same for rate cards, each known by its version."""
    read = _read(text, RATES, _card)
    if not read.faults and not dry_run:
        for each in read.lines:
            contracts.keep_card(tx, each)
    return Brought(len(read.lines), read.faults)


@dataclass(frozen=True, slots=True)
class _Lines:
    lines: tuple[Any, ...]
    faults: tuple[Fault, ...]


def _read(text: str, columns: Sequence[str], make: Callable[[Row], Any]) -> _Lines:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [name for name in columns[:1] if name not in (reader.fieldnames or ())]
    unknown = [name for name in reader.fieldnames or () if name not in columns]
    lines, faults = list[Any](), [Fault(1, name, "") for name in (*missing, *unknown)]
    for row in reader if not faults else ():
        try:
            lines.append(make({name: (row.get(name) or "").strip() for name in columns} | _surplus(row)))
        except _Bad as bad:
            faults.append(Fault(reader.line_num, bad.field, bad.value))
    return _Lines(tuple(lines), tuple(faults))


def _surplus(row: Mapping[Any, Any]) -> dict[str, str]:
    if row.get(None):
        raise _Bad("line", ",".join(row[None]))
    return {}


def _written(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the customers' file, understood."""

    domain: str
    settings: Mapping[str, str | None]
    approvers: tuple[str, ...]
    payer: Mapping[str, Any] | None
    contract: Mapping[str, Any] | None

    @classmethod
    def of(cls, row: Row, plans: Sequence[str]) -> "_Line":
        domain = row["domain"].lower()
        if "." not in domain or any(letter in domain for letter in " @/,"):
            raise _Bad("domain", row["domain"])
        approvers = tuple(each.strip().lower() for each in row["approvers"].split(";") if each.strip())
        for each in approvers:
            if each.rpartition("@")[2] != domain or each.startswith("@"):
                raise _Bad("approvers", each)
        settings = {
            "name": row["name"] or domain,
            "language": _one_of(row, "language", ("", "ko", "en")) or None,
            "product": row["product"] or None,
            "plan": _one_of(row, "plan", ("", *plans)) or None,
        }
        return cls(domain, settings, approvers, _payer(row), _contract(row))


def _payer(row: Row) -> Mapping[str, Any] | None:
    names = ("business_number", "legal_name", "representative", "address", "currency", "vat_percent", "vat_reason")
    if not any(row[name] for name in names):
        return None
    percent = _whole(row, "vat_percent", 10)
    if percent == 0 and not row["vat_reason"]:
        raise _Bad("vat_reason", "")
    if percent > 100:
        raise _Bad("vat_percent", row["vat_percent"])
    return {
        "business_number": _number(row),
        **{name: row[name] for name in ("legal_name", "representative", "address")},
        "currency": _currency(row),
        "vat": Vat(percent, row["vat_reason"]),
    }


def _number(row: Row) -> str:
    if not row["business_number"]:
        return ""
    try:
        return business_number(row["business_number"])
    except Invalid as error:
        raise _Bad("business_number", row["business_number"]) from error


def _currency(row: Row) -> str:
    return _one_of(row, "currency", ("", *DIGITS)) or "KRW"


def _contract(row: Row) -> Mapping[str, Any] | None:
    if not row["contract_from"]:
        return None
    first, last = _day(row, "contract_from"), _day(row, "contract_to")
    if last < first:
        raise _Bad("contract_to", row["contract_to"])
    return {
        "valid_from": first,
        "valid_to": last,
        "classes": _classes(row),
        "included": _whole(row, "included_minutes", 0),
        "period": Period(_one_of(row, "period", ("", *Period)) or Period.YEAR),
        **{name: _amount(row, name, _currency(row)) if row[name] else 0 for name in ("standing", "monthly_fee")},
    }


def _classes(row: Row) -> frozenset[ClaimClass]:
    named = [each.strip().upper() for each in row["classes"].split(";") if each.strip()]
    if wrong := [each for each in named if each not in list(ClaimClass)]:
        raise _Bad("classes", wrong[0])
    return frozenset(map(ClaimClass, named))


def _one_of(row: Row, name: str, allowed: Sequence[str]) -> str:
    if row[name] not in allowed:
        raise _Bad(name, row[name])
    return row[name]


def _day(row: Row, name: str) -> date:
    try:
        return date.fromisoformat(row[name])
    except ValueError as error:
        raise _Bad(name, row[name]) from error


def _whole(row: Row, name: str, otherwise: int) -> int:
    text = row[name]
    if not text:
        return otherwise
    if not text.isascii() or not text.isdigit() or int(text[:12]) > FURTHEST:
        raise _Bad(name, text)
    return int(text)


def _amount(row: Row, name: str, currency: str) -> int:
    try:
        value = parse(row[name], currency)
    except Invalid as error:
        raise _Bad(name, row[name]) from error
    if value < 0:
        raise _Bad(name, row[name])
    return value


def _card(row: Row) -> Card:
    version, unit = _whole(row, "version", 0), _whole(row, "unit", 30)
    for name, value in (("version", version), ("unit", unit)):
        if value == 0:
            raise _Bad(name, row[name])
    multipliers = dict(MULTIPLIERS) | {kind: _multiplier(row, kind) for kind in EXTRAS if row[kind]}
    currency = _currency(row)
    rate = _amount(row, "rate", currency)
    return Card(currency, RateCard(version, _day(row, "valid_from"), rate, unit, _whole(row, "minimum", 30), multipliers))


def _multiplier(row: Row, name: str) -> Decimal:
    try:
        value = Decimal(row[name])
    except ArithmeticError as error:
        raise _Bad(name, row[name]) from error
    if not value.is_finite() or not 1 <= value <= 10 or len(row[name]) > 6:
        raise _Bad(name, row[name])
    return value


def _keep(tx: Tx, line: _Line) -> None:
    found = customers.organisation_of_domain(tx, line.domain) or customers.add_organisation(tx, line.domain, line.domain)
    customers.change_organisation(tx, found.id, **line.settings)
    contracts.set_approvers(tx, found.id, [contact_of(tx, found, each) for each in line.approvers])
    if line.payer:
        contracts.keep_payer(tx, Payer(organisation_id=found.id, **line.payer))
    if line.contract:
        contracts.keep(tx, Contract(organisation_id=found.id, **line.contract))


def _customer_rows(tx: Tx, found: Organisation) -> Iterator[dict[str, Any]]:
    domains, payer = customers.domains_of(tx, found.id), contracts.payer(tx, found.id)
    if not domains:
        return
    own = {
        "domain": min(domains),
        "name": found.name,
        "language": found.language or "",
        "product": found.product or "",
        "plan": found.plan or "",
        "approvers": ";".join(each.address for each in contracts.approvers(tx, found.id)),
    } | (_payer_row(payer) if payer else {})
    held = [_contract_row(each, payer.currency if payer else "KRW") for each in contracts.of_organisation(tx, found.id)]
    for each in held or [{"contract_from": ""}]:
        yield own | each


def _payer_row(payer: Payer) -> dict[str, Any]:
    names = ("business_number", "legal_name", "representative", "address", "currency")
    return {name: getattr(payer, name) for name in names} | {"vat_percent": payer.vat.percent, "vat_reason": payer.vat.reason}


def _contract_row(held: Contract, currency: str) -> dict[str, Any]:
    return {
        "contract_from": held.valid_from.isoformat(),
        "contract_to": held.valid_to.isoformat(),
        "classes": ";".join(sorted(held.classes)),
        "included_minutes": held.included,
        "period": held.period,
        **{name: plain(getattr(held, name), currency).replace(",", "") for name in ("standing", "monthly_fee")},
    }


def _rate_row(kept: Card) -> dict[str, Any]:
    card = kept.card
    return {
        "version": card.version,
        "valid_from": card.valid_from.isoformat(),
        "currency": kept.currency,
        "rate": plain(card.rate, kept.currency).replace(",", ""),
        "unit": card.unit,
        "minimum": card.minimum,
        **{kind: card.multipliers.get(kind, Decimal(1)) for kind in EXTRAS},
    }
