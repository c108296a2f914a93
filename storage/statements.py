"""Statements, their lines, which are only ever added, and what customers dispute of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, select, update

from claims.actor import Actor
from claims.bill import Bill
from claims.money import Sum, Vat
from claims.statements import DisputeState, LineKind, StatementLine, totals
from storage.claims import PAYABLE
from storage.database import Tx
from storage.tables import claims, disputes, statement_lines, statements

_OF_CLAIM = select(statements).where(statements.c.claim_id == bindparam("claim")).order_by(statements.c.sequence)
_WITH_LINES = statements.join(statement_lines, statement_lines.c.statement_id == statements.c.id)
_WITH_DISPUTES = _WITH_LINES.join(disputes, disputes.c.line_id == statement_lines.c.id)
_LINES = select(statement_lines).select_from(_WITH_LINES).order_by(statement_lines.c.id)
_DISPUTES = select(disputes, statement_lines.c.statement_id).select_from(_WITH_DISPUTES).order_by(disputes.c.id)
_LINES_OF_CLAIM = _LINES.where(statements.c.claim_id == bindparam("claim"))
_DISPUTES_OF_CLAIM = _DISPUTES.where(statements.c.claim_id == bindparam("claim"))


@dataclass(frozen=True, slots=True)
class Dispute:
    """`due_at`: by when we answer; `answer`: what the customer was told."""

    id: int
    line_id: int
    at: datetime
    actor: str
    words: str
    due_at: datetime
    state: DisputeState
    answered_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Statement:
    """`raw` minutes were worked, of which the contract `covered` some and gave `used`; `month`: as `2026-11`, when it was supplied."""

    id: int
    claim_id: int
    sequence: int
    currency: str
    vat: Vat
    raw: int
    covered: int
    used: int
    cap: int | None
    month: str
    issued_at: datetime
    dispute_until: datetime
    lines: tuple[StatementLine, ...]
    disputes: tuple[Dispute, ...]

    @property
    def number(self) -> str:
        return f"S{self.claim_id}-{self.sequence}"

    @property
    def sum(self) -> Sum:
        """With every credit so far."""
        return totals(self.lines, self.vat)

    @property
    def first_sum(self) -> Sum:
        """As it was issued."""
        return totals((line for line in self.lines if line.kind is not LineKind.CREDIT), self.vat)

    def dispute_of(self, line: int) -> Dispute | None:
        return next((each for each in self.disputes if each.line_id == line), None)


def add(
    tx: Tx, claim_id: int, bill: Bill, lines: Sequence[StatementLine], *, currency: str, vat: Vat, cap: int | None, month: str,
    dispute_until: datetime, by: Actor,
) -> Statement:  # fmt: skip
    sequence = len(of_claim(tx, claim_id)) + 1
    values = {"claim_id": claim_id, "sequence": sequence, "currency": currency, "vat_percent": vat.percent, "vat_reason": vat.reason}
    worked = {"raw": bill.raw, "covered": bill.covered, "used": bill.used, "cap": cap}
    at = {"month": month, "issued_at": tx.now, "dispute_until": dispute_until}
    identity = tx.connection.execute(statements.insert().values(**values, **worked, **at).returning(statements.c.id)).scalar_one()
    for line in lines:
        add_line(tx, identity, line, by=by)
    return of_claim(tx, claim_id)[-1]


def add_line(tx: Tx, statement_id: int, line: StatementLine, *, by: Actor) -> None:
    names = ("kind", "amount", "minutes", "rounding", "rate", "of", "reason")
    values = {name: getattr(line, name) for name in names} | {"multiplier": str(line.multiplier)}
    tx.connection.execute(statement_lines.insert().values(statement_id=statement_id, at=tx.now, actor=str(by), **values))


def of_claim(tx: Tx, claim_id: int) -> list[Statement]:
    """Oldest first."""
    rows, one = list(tx.execute(_OF_CLAIM, {"claim": claim_id})), {"claim": claim_id}
    return _put_together(rows, tx.execute(_LINES_OF_CLAIM, one), tx.execute(_DISPUTES_OF_CLAIM, one)) if rows else []


def of_month(tx: Tx, month: str) -> list[Statement]:
    rows = tx.connection.execute(
        select(statements).where(statements.c.month == month).order_by(statements.c.claim_id, statements.c.sequence)
    )
    of_month = statements.c.month == month
    lines = tx.connection.execute(_LINES.where(of_month))
    return _put_together(rows.all(), lines, tx.connection.execute(_DISPUTES.where(of_month)))


def _put_together(rows: Iterable[Any], lines: Iterable[Any], disputed: Iterable[Any]) -> list[Statement]:
    of_lines, of_disputes = defaultdict[int, list[StatementLine]](list), defaultdict[int, list[Dispute]](list)
    for line in lines:
        of_lines[line.statement_id].append(_line(line))
    for each in disputed:
        of_disputes[each.statement_id].append(_dispute(each))
    return [_statement(row, of_lines[row.id], of_disputes[row.id]) for row in rows]


def used(tx: Tx, organisation_id: int, begin: datetime, end: datetime) -> int:
    """The contract's minutes that an organisation's statements of a span used, but for what is free of charge by its class by now."""
    query = select(func.coalesce(func.sum(statements.c.used), 0)).join(claims, claims.c.id == statements.c.claim_id)
    query = query.where(claims.c.organisation_id == organisation_id, PAYABLE)
    query = query.where(statements.c.issued_at >= begin, statements.c.issued_at < end)
    return int(tx.connection.execute(query).scalar_one())


def open_disputes(tx: Tx, claim_ids: Sequence[int]) -> Mapping[int, tuple[tuple[datetime, datetime], ...]]:
    """Of each claim the disputes that nobody answered: since when, and by when one is due."""
    query = select(statements.c.claim_id, disputes.c.at, disputes.c.due_at).select_from(_WITH_DISPUTES).order_by(disputes.c.id)
    found: dict[int, tuple[tuple[datetime, datetime], ...]] = {}
    for row in tx.connection.execute(query.where(statements.c.claim_id.in_(claim_ids), disputes.c.state == DisputeState.OPEN)):
        found[row.claim_id] = (*found.get(row.claim_id, ()), (row.at, row.due_at))
    return found


def dispute(tx: Tx, line_id: int, words: str, due_at: datetime, *, by: Actor) -> None:
    values = {"line_id": line_id, "at": tx.now, "actor": str(by), "words": words, "due_at": due_at}
    tx.connection.execute(disputes.insert().values(state=DisputeState.OPEN, answer="", **values))


def answer(tx: Tx, identity: int, state: DisputeState, text: str, *, by: Actor) -> None:
    values = {"state": state, "answer": text, "answered_at": tx.now, "answered_by": str(by)}
    tx.connection.execute(update(disputes).where(disputes.c.id == identity).values(**values))


def _statement(row: Any, lines: Iterable[StatementLine], disputed: Iterable[Dispute]) -> Statement:
    return Statement(
        row.id,
        row.claim_id,
        row.sequence,
        row.currency,
        Vat(row.vat_percent, row.vat_reason),
        row.raw,
        row.covered,
        row.used,
        row.cap,
        row.month,
        row.issued_at,
        row.dispute_until,
        tuple(lines),
        tuple(disputed),
    )


def _line(row: Any) -> StatementLine:
    kind, multiplier = LineKind(row.kind), Decimal(row.multiplier)
    return StatementLine(row.id, kind, row.amount, row.minutes, row.rounding, row.rate, multiplier, row.of, row.reason)


def _dispute(row: Any) -> Dispute:
    state = DisputeState(row.state)
    return Dispute(row.id, row.line_id, row.at, row.actor, row.words, row.due_at, state, row.answered_at, row.answer)
