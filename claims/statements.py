"""A statement (거래명세서): what a claim's work came to, line by line, and what was credited of it. Lines are only ever added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from claims.bill import Bill
from claims.calendar import Calendar
from claims.errors import Invalid
from claims.money import Sum, Vat, credited, summed


class LineKind(StrEnum):
    """`incident`: one beyond a pack, at its price; `cap`: takes off what passes the approved cap; `credit`: takes back an earlier line,
    wholly or in part."""

    WORK = "work"
    INCIDENT = "incident"
    CAP = "cap"
    CREDIT = "credit"


CHARGED = (LineKind.WORK, LineKind.INCIDENT)
"""Lines that may be disputed and credited one by one."""


class DisputeState(StrEnum):
    OPEN = "open"
    ADJUSTED = "adjusted"
    UPHELD = "upheld"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """`amount`: minor units, negative where it takes off; `of`: the id of the line that a credit is about, None where it is about all."""

    id: int
    kind: LineKind
    amount: int
    minutes: int = 0
    rounding: int = 0
    rate: int = 0
    multiplier: Decimal = Decimal(1)
    of: int | None = None
    reason: str = ""


def draft(result: Bill) -> list[StatementLine]:
    """The lines of a bill, which add up to its supply value; ids are places still."""
    fixed = [StatementLine(0, LineKind.INCIDENT, result.incident.price, result.incident.minutes)] if result.incident else []
    lines = [
        StatementLine(0, LineKind.WORK, line.amount, line.minutes, line.rounding, line.price.rate, line.price.multiplier)
        for line in result.lines
    ]
    cap = [StatementLine(0, LineKind.CAP, -result.written_off)] if result.written_off else []
    return fixed + lines + cap


def supply(lines: Iterable[StatementLine]) -> int:
    return sum(line.amount for line in lines)


def totals(lines: Iterable[StatementLine], vat: Vat) -> Sum:
    """What all lines come to, VAT taken once."""
    return summed(supply(lines), vat)


def remaining(lines: Iterable[StatementLine], line: int) -> int:
    """What is left of a line after what was credited of it, and never more than is left of the whole."""
    known = list(lines)
    own = sum(each.amount for each in known if each.id == line or (each.kind is LineKind.CREDIT and each.of == line))
    return max(0, min(own, supply(known)))


def credit(lines: Iterable[StatementLine], amount: int, vat: Vat, line: int | None = None) -> Sum:
    """A credit note for part of a line, or of everything. Raises Invalid beyond what is left of it."""
    known = list(lines)
    left = supply(known) if line is None else remaining(known, line)
    if not 0 < amount <= left:
        raise Invalid(field="amount", value=amount)
    return credited(supply(known), amount, vat)


def invoice_deadline(month: date, calendar: Calendar) -> date:
    """By when a collective tax invoice for a month's supply is issued: the 10th of the next one, else the next working day after it."""
    first = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    day = first.replace(day=10)
    while calendar.is_holiday(day) or not calendar.week[day.weekday()]:
        day += timedelta(days=1)
    return day


def written_on(month: date) -> date:
    """The date on a month's collective invoice (작성연월일): its last day."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def until(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The end of the so-manieth business day from `start`, at midnight of the customer's zone, less a minute."""
    due = calendar.add(start, calendar.business_days(days)).astimezone(calendar.tz)
    return datetime.combine(due.date(), time(23, 59), calendar.tz)
