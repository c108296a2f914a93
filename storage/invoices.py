"""Tax invoices that were issued elsewhere, as somebody told; lines are only ever added."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from claims.actor import Actor
from claims.money import Sum
from storage.database import Tx
from storage.tables import invoices


class InvoiceKind(StrEnum):
    """`amended` (수정세금계산서): takes the place of what was issued before; `paid` and `written_off` end the matter."""

    ISSUED = "issued"
    AMENDED = "amended"
    PAID = "paid"
    WRITTEN_OFF = "written_off"


@dataclass(frozen=True, slots=True)
class Invoice:
    """`number`: 승인번호; `on`: when it was issued or paid; `sum`: what the month came to then."""

    organisation_id: int
    month: str
    currency: str
    vat_percent: int
    number: str
    on: date
    sum: Sum
    kind: InvoiceKind
    reason: str
    actor: Actor
    at: datetime


def add(tx: Tx, kept: Invoice) -> None:
    values = {
        name: getattr(kept, name) for name in ("organisation_id", "month", "currency", "vat_percent", "number", "kind", "reason", "at")
    }
    amounts = {"issued_on": kept.on.isoformat(), "supply": kept.sum.supply, "vat": kept.sum.vat}
    tx.connection.execute(invoices.insert().values(actor=str(kept.actor), **values, **amounts))


def of_month(tx: Tx, month: str) -> list[Invoice]:
    """Oldest first."""
    return [_invoice(row) for row in tx.connection.execute(select(invoices).where(invoices.c.month == month).order_by(invoices.c.id))]


def _invoice(row: Any) -> Invoice:
    return Invoice(
        row.organisation_id,
        row.month,
        row.currency,
        row.vat_percent,
        row.number,
        date.fromisoformat(row.issued_on),
        Sum(row.supply, row.vat),
        InvoiceKind(row.kind),
        row.reason,
        Actor.parse(row.actor),
        row.at,
    )
