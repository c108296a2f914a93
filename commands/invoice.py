"""What a customer's month came to, as one document: everything for a tax invoice, which the desk prepares and never issues."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain, groupby
from typing import Any

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Ambiguous, Invalid, Missing, NotAllowed, NotFound
from claims.money import DIGITS, Sum, Vat, plain, prorated, summed
from claims.roles import Right
from claims.statements import DisputeState, invoice_deadline, supply, written_on
from commands import table
from commands.acting import is_lead
from commands.calendars import book
from commands.know import organisation_named
from storage import claims, contracts, customers, invoices, rights, statements
from storage.contracts import Contract, Payer
from storage.customers import Organisation
from storage.database import Tx
from storage.invoices import Invoice, InvoiceKind
from storage.statements import Statement

__all__ = ["Invoice", "InvoiceKind", "Month", "Payer", "collected", "invoice", "invoices_out", "statements_out"]

LONGEST = 60
"""Characters of an invoice's number."""
INVOICES = (
    "customer", "month", "state", "supplier_number", "supplier_name", "supplier_representative", "recipient_number", "recipient_name",
    "recipient_representative", "written_on", "item", "currency", "supply", "vat", "vat_reason", "total", "issue_by", "number", "issued_on",
)  # fmt: skip
STATEMENTS = (
    "customer", "month", "claim", "subject", "statement", "state", "issued", "worked", "covered", "cap", "line", "kind", "minutes",
    "rounding", "rate", "multiplier", "currency", "amount", "reason",
)  # fmt: skip


class StatementState(StrEnum):
    ISSUED = "issued"
    DISPUTED = "disputed"
    ADJUSTED = "adjusted"
    UPHELD = "upheld"
    CONFIRMED = "confirmed"
    INVOICED = "invoiced"
    PAID = "paid"
    WRITTEN_OFF = "written_off"


@dataclass(frozen=True, slots=True)
class Stated:
    """One claim's part of the month."""

    claim: Claim
    statement: Statement
    state: StatementState


@dataclass(frozen=True, slots=True)
class Fee:
    """What a contract brings in the month, for `days` of its `of_days`."""

    days: int
    of_days: int
    amount: int


@dataclass(frozen=True, slots=True)
class Month:
    """A customer's month (`2026-11`) in one currency and at one VAT: months are never mixed. `issue_by`: the last day for the invoice;
    `records`: what was issued, amended and paid, oldest first."""

    month: str
    organisation: Organisation
    payer: Payer | None
    currency: str
    vat: Vat
    stated: tuple[Stated, ...]
    fees: tuple[Fee, ...]
    records: tuple[Invoice, ...]
    issue_by: date

    @property
    def sum(self) -> Sum:
        """With every credit so far, VAT taken once."""
        return summed(sum(supply(each.statement.lines) for each in self.stated) + sum(each.amount for each in self.fees), self.vat)

    @property
    def written_on(self) -> date:
        """작성연월일."""
        return written_on(_first(self.month))

    @property
    def issued(self) -> Invoice | None:
        """The newest that was issued."""
        return next((each for each in reversed(self.records) if each.kind in (InvoiceKind.ISSUED, InvoiceKind.AMENDED)), None)

    @property
    def is_changed(self) -> bool:
        """Whether something was credited after it was issued: an amended one (수정세금계산서) is due then."""
        return self.issued is not None and self.issued.sum != self.sum


_Key = tuple[int, str, int]
"""A customer's id, a currency and a VAT in percent: one document each."""


def collected(tx: Tx, month: str, which: str = "", *, identity: int | None = None) -> list[Month]:
    """Every customer's month, or one's, found by name or domain, or by its id. Raises Invalid for no month, NotFound, Ambiguous."""
    first = _first(month)
    organisation = organisation_named(tx, which) if which else customers.organisation(tx, identity)
    found: dict[_Key, list[tuple[Claim, Statement]]] = {}
    for claim, each in _statements(tx, month, organisation.id if organisation else None):
        found.setdefault((claim.organisation_id or 0, each.currency, each.vat.percent), []).append((claim, each))
    records = invoices.of_month(tx, month)
    known = [(each.organisation_id, each.currency, each.vat_percent) for each in records]
    due: dict[_Key, tuple[Fee, ...]] = {}
    for identity, currency, percent, fees in _fees(tx, first, organisation):
        then = [key[2] for key in (*known, *found) if key[:2] == (identity, currency)]
        due[identity, currency, max(then, default=percent)] = fees  # as the month was charged: what holds today may be another
    by = invoice_deadline(first, book(tx).calendar(""))
    keys = sorted(key for key in {**found, **due} if key[0])
    return [_month(tx, month, key, found.get(key, []), due.get(key, ()), records, by) for key in keys]


def invoice(
    tx: Tx,
    month: str,
    which: str,
    number: str,
    on: date,
    text: str = "",
    *,
    kind: InvoiceKind = InvoiceKind.ISSUED,
    currency: str = "",
    vat: int | None = None,
    by: Actor,
) -> Month:
    """Keep that the month's tax invoice was issued elsewhere, that it was amended (`text`: why), paid or written off.

    For whoever has the right `finance`, and leads. `currency` and `vat` (percent) name one of several documents. Raises NotAllowed,
    NotFound where nothing is to be paid, Ambiguous between several, Invalid where the kind does not follow what is known, the day is not
    over or the number is no number, Missing.
    """
    if not is_lead(tx, by) and Right.FINANCE not in rights.of(tx, by.id):
        raise NotAllowed(role="finance")
    found = _only(collected(tx, month, which), month, currency, vat)
    customers.lock(tx, found.organisation.id)
    found = _only(collected(tx, month, which), month, found.currency, found.vat.percent)
    _check(found, kind, number, on, text, tx.now.astimezone(book(tx).calendar("").tz).date())
    told = number.strip() or (found.issued.number if found.issued else "")
    kept = Invoice(found.organisation.id, month, found.currency, found.vat.percent, told, on, found.sum, kind, text.strip(), by, tx.now)
    invoices.add(tx, kept)
    return _only(collected(tx, month, which), month, found.currency, found.vat.percent)


def kind_of(text: str) -> InvoiceKind:
    """Raises Invalid, naming the kinds."""
    if text not in tuple(InvoiceKind):
        raise Invalid(field="kind", value=text[:LONGEST], allowed=tuple(InvoiceKind))
    return InvoiceKind(text)


def _check(found: Month, kind: InvoiceKind, number: str, on: date, text: str, today: date) -> None:
    """Raises Invalid, Missing."""
    known = found.issued
    ended = any(each.kind in (InvoiceKind.PAID, InvoiceKind.WRITTEN_OFF) for each in found.records)
    if (known is None) is not (kind is InvoiceKind.ISSUED) or (ended and kind is not InvoiceKind.AMENDED):
        raise Invalid(field="kind", value=kind, allowed=(InvoiceKind.AMENDED,) if known else (InvoiceKind.ISSUED,))
    if kind in (InvoiceKind.ISSUED, InvoiceKind.AMENDED) and (not number.strip() or len(number) > LONGEST):
        raise Invalid(field="number", value=number[:LONGEST])
    if known and kind is InvoiceKind.AMENDED and number.strip() == known.number:
        raise Invalid(field="number", value=number)
    if not found.written_on <= on <= today:
        raise Invalid(field="day", value=on.isoformat())
    if kind in (InvoiceKind.AMENDED, InvoiceKind.WRITTEN_OFF) and not text.strip():
        raise Missing(field="text")


def _only(found: list[Month], month: str, currency: str, vat: int | None) -> Month:
    fitting = [each for each in found if currency in ("", each.currency) and vat in (None, each.vat.percent)]
    if not fitting:
        raise NotFound(what="statement", name=month)
    if len(fitting) > 1:
        raise Ambiguous(value=month, choices=tuple(f"{each.currency} {each.vat.percent} %" for each in fitting))
    return fitting[0]


def _first(month: str) -> date:
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month, re.ASCII):
        raise Invalid(field="month", value=month[:20])
    return date.fromisoformat(f"{month}-01")


def _statements(tx: Tx, month: str, organisation_id: int | None) -> Iterator[tuple[Claim, Statement]]:
    found = statements.of_month(tx, month)
    known = claims.by_ids(tx, {each.claim_id for each in found})
    return ((known[each.claim_id], each) for each in found if organisation_id in (None, known[each.claim_id].organisation_id))


def _fees(tx: Tx, first: date, organisation: Organisation | None) -> Iterator[tuple[int, str, int, tuple[Fee, ...]]]:
    """What contracts bring in the month, by customer, with the VAT that holds today."""
    last = written_on(first)
    held = contracts.of_organisation(tx, organisation.id) if organisation else contracts.everyones(tx)
    for identity, theirs in groupby(held, key=lambda each: each.organisation_id):
        fees = list(_of_contracts(contracts.days(list(theirs)), first, last))
        if not fees:
            continue
        payer = contracts.payer(tx, identity)
        currency, vat = (payer.currency, payer.vat) if payer else (tx.rules.fees.currency, tx.rules.fees.usual_vat)
        yield identity, currency, vat.percent, tuple(fees)


def _of_contracts(held: Iterable[tuple[Contract, list[tuple[date, date]]]], first: date, last: date) -> Iterator[Fee]:
    for each, spans in held:
        days = sum(max(0, (min(last, end) - max(first, begin)).days + 1) for begin, end in spans)
        if each.monthly_fee and days:
            yield Fee(days, last.day, prorated(each.monthly_fee, days, last.day))


def _month(
    tx: Tx, month: str, key: _Key, parts: list[tuple[Claim, Statement]], fees: tuple[Fee, ...], records: list[Invoice], issue_by: date
) -> Month:  # fmt: skip
    identity, currency, percent = key
    organisation, payer = customers.organisation(tx, identity), contracts.payer(tx, identity)
    assert organisation, "a claim's"
    theirs = tuple(each for each in records if (each.organisation_id, each.currency, each.vat_percent) == key)
    known = (*(each.vat for _, each in parts), *((payer.vat if payer else tx.rules.fees.usual_vat,) if fees else ()))
    reasons = dict.fromkeys(each.reason for each in known if each.percent == percent and each.reason)
    stated = tuple(Stated(claim, each, _state(tx, each, theirs)) for claim, each in parts)
    return Month(month, organisation, payer, currency, Vat(percent, "; ".join(reasons)), stated, fees, theirs, issue_by)


def _state(tx: Tx, statement: Statement, records: tuple[Invoice, ...]) -> StatementState:
    disputes = {each.state for each in statement.disputes}
    if DisputeState.OPEN in disputes:
        return StatementState.DISPUTED
    kinds = {each.kind for each in records}
    for kind, state in ((InvoiceKind.WRITTEN_OFF, StatementState.WRITTEN_OFF), (InvoiceKind.PAID, StatementState.PAID)):
        if kind in kinds:
            return state
    if kinds:
        return StatementState.INVOICED
    if tx.now > statement.dispute_until:
        return StatementState.CONFIRMED
    settled = ((DisputeState.ADJUSTED, StatementState.ADJUSTED), (DisputeState.UPHELD, StatementState.UPHELD))
    return next((state for kind, state in settled if kind in disputes), StatementState.ISSUED)


def invoices_out(tx: Tx, month: str, which: str = "") -> str:
    """The fields of each tax invoice of a month, as CSV. Raises as `collected`."""
    return table.written(INVOICES, (_fields(tx, each) for each in collected(tx, month, which)))


def _fields(tx: Tx, found: Month) -> dict[str, Any]:
    ours, payer, issued = tx.rules.supplier, found.payer, found.issued
    kinds = [each.kind for each in found.records]
    amounts = {"supply": found.sum.supply, "vat": found.sum.vat, "total": found.sum.total}
    return {
        "customer": found.organisation.name,
        "month": found.month,
        "state": "amend" if found.is_changed else kinds[-1] if kinds else "due",
        "supplier_number": ours.business_number,
        "supplier_name": ours.name,
        "supplier_representative": ours.representative,
        "recipient_number": payer.business_number if payer else "",
        "recipient_name": payer.legal_name if payer else found.organisation.name,
        "recipient_representative": payer.representative if payer else "",
        "written_on": found.written_on.isoformat(),
        "item": f"{ours.item} {found.month}",
        "currency": found.currency,
        **{name: _figures(value, found.currency) for name, value in amounts.items()},
        "vat_reason": found.vat.reason,
        "issue_by": found.issue_by.isoformat(),
        "number": issued.number if issued else "",
        "issued_on": issued.on.isoformat() if issued else "",
    }


def statements_out(tx: Tx, month: str, which: str = "", claim: int | None = None, *, identity: int | None = None) -> str:
    """Every line of a month's statements, also of one claim alone, as CSV. Those of people who stand for no organisation come last, as no
    month on one paper has them. Raises as `collected`."""
    rows = (row for each in collected(tx, month, which, identity=identity) for row in _lines(each, claim))
    return table.written(STATEMENTS, chain(rows, () if which or identity else _peoples(tx, month, claim)))


def _peoples(tx: Tx, month: str, asked: int | None) -> Iterator[dict[str, Any]]:
    for claim, statement in _statements(tx, month, None):
        if claim.organisation_id is None and asked in (None, claim.id):
            customer = customers.contact(tx, claim.contact_id)
            yield from ({"customer": customer.address, **row} for row in statement_rows(claim, statement, _state(tx, statement, ())))


def _lines(found: Month, claim: int | None) -> Iterator[dict[str, Any]]:
    about: dict[str, Any] = {"customer": found.organisation.name, "month": found.month, "currency": found.currency}
    for each in found.stated:
        if claim in (None, each.claim.id):
            yield from (about | row for row in statement_rows(each.claim, each.statement, each.state))
    for fee in found.fees if claim is None else ():
        yield about | {"kind": "contract", "line": 1, "amount": _figures(fee.amount, found.currency), "reason": f"{fee.days}/{fee.of_days}"}


def statement_rows(claim: Claim, statement: Statement, state: StatementState | str = "") -> Iterator[dict[str, Any]]:
    """A line each, with what was worked, covered and capped; the amounts add up to the supply value."""
    about = {"claim": claim.number, "subject": claim.subject, "statement": statement.number, "state": state}
    about |= {"issued": statement.issued_at.date().isoformat(), "worked": str(statement.raw), "covered": str(statement.covered)}
    cap = "" if statement.cap is None else _figures(statement.cap, statement.currency)
    for place, line in enumerate(statement.lines, 1):
        rate = {"rate": _figures(line.rate, statement.currency), "multiplier": line.multiplier} if line.rate else {}
        counted = {"minutes": line.minutes, "rounding": line.rounding} if line.minutes else {}
        amount = {"amount": _figures(line.amount, statement.currency), "reason": line.reason, "kind": line.kind}
        yield about | rate | counted | amount | {"cap": cap, "line": place, "currency": statement.currency, "month": statement.month}


def statement_csv(claim: Claim, statement: Statement, customer: str) -> str:
    """One statement alone."""
    return table.written(STATEMENTS, ({"customer": customer, **row} for row in statement_rows(claim, statement)))


def _figures(amount: int, currency: str) -> str:
    return plain(amount, currency).replace(",", "") if currency in DIGITS else str(amount)
