"""What the margin of a period is reckoned from: the claims that ended in it, with their work log and their statements."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from claims.lifecycle import OPEN, CloseReason
from claims.statements import CHARGED, LineKind
from claims.worklog import Charge, Span
from claims.workyear import MINUTE
from storage.database import Tx
from storage.figures import Scope, When, within
from storage.tables import claims, disputes, facts, helpers, payers, statement_lines, statements, work
from storage.work import STANDS

_c, _f, _w, _s, _l = claims.c, facts.c, work.c, statements.c, statement_lines.c
_NOT_WORKED = (CloseReason.SPAM, CloseReason.IMPORTED)
"""Unlike in other figures duplicates count: their minutes were worked."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the work log that counts, as far as a margin asks."""

    person: str
    span: Span
    charge: Charge

    @property
    def minutes(self) -> int:
        return (self.span[1] - self.span[0]) // MINUTE


@dataclass(frozen=True, slots=True)
class Stated:
    """What the statements of a claim come to: minutes, and supply values by the kind of line."""

    raw: int
    covered: int
    lines: Counter[str]


@dataclass(frozen=True, slots=True)
class Billed:
    """Charged lines on the statements issued in a period, and how many of them are disputed; supply values, as issued and credited."""

    lines: int
    disputed: int
    supply: int
    credited: int


def ended(tx: Tx, when: When, scope: Scope) -> Sequence[Any]:
    """(id, tail, claim_class, organisation_id, minutes, resolved, close_reason, opened_at, ended_at), in the order in which they ended."""
    columns = (_c.id, _c.tail, _c.claim_class, _c.organisation_id, _c.minutes, _f.resolved, _c.close_reason, _c.opened_at, _f.ended_at)
    query = select(*columns).select_from(claims.join(facts, _f.claim_id == _c.id))
    return tx.connection.execute(query.where(_ended(when, scope)).order_by(_f.ended_at, _c.id)).all()


def logged(tx: Tx, when: When, scope: Scope) -> dict[int, list[Logged]]:
    """The work log of those claims."""
    query = select(_w.claim_id, _w.person_id, _w.start, _w.end, _w.charge).where(STANDS, _w.claim_id.in_(_ids(when, scope)))
    found: dict[int, list[Logged]] = {}
    for claim, person, start, end, charge in tx.connection.execute(query.order_by(_w.id)):
        found.setdefault(claim, []).append(Logged(person, (start, end), Charge(charge)))
    return found


def helping(tx: Tx, when: When, scope: Scope) -> set[tuple[int, str]]:
    """(claim's id, person) of everybody who was asked to help with one of those."""
    query = select(helpers.c.claim_id, helpers.c.person_id).where(helpers.c.claim_id.in_(_ids(when, scope)))
    return {(claim, person) for claim, person in tx.connection.execute(query)}


def stated(tx: Tx, when: When, scope: Scope, currency: str) -> dict[int, Stated]:
    """What was stated of each of those claims, whenever it was."""
    mine = (_s.currency == currency, _s.claim_id.in_(_ids(when, scope)))
    sums = select(_s.claim_id, func.sum(_s.raw), func.sum(_s.covered)).where(*mine).group_by(_s.claim_id)
    found = {claim: Stated(int(raw), int(covered), Counter()) for claim, raw, covered in tx.connection.execute(sums)}
    lines = select(_s.claim_id, _l.kind, func.sum(_l.amount)).join(statements, _s.id == _l.statement_id)
    for claim, kind, amount in tx.connection.execute(lines.where(*mine).group_by(_s.claim_id, _l.kind)):
        found[claim].lines[kind] += int(amount)
    return found


def foreign(tx: Tx, when: When, scope: Scope, currency: str) -> int:
    """How many of those claims were stated in another currency."""
    query = select(func.count(func.distinct(_s.claim_id))).where(_s.currency != currency, _s.claim_id.in_(_ids(when, scope)))
    return int(tx.connection.execute(query).scalar_one())


def billed(tx: Tx, when: When, scope: Scope, currency: str) -> Billed:
    """The statements issued in the period."""
    issued = (_s.issued_at >= when.start, _s.issued_at < when.end, _s.currency == currency)
    is_charged, is_credit = _l.kind.in_(CHARGED), _l.kind == LineKind.CREDIT
    columns = (
        _summed(is_charged, 1),
        _summed(and_(is_charged, disputes.c.id.is_not(None)), 1),
        _summed(~is_credit, _l.amount),
        _summed(is_credit, -_l.amount),
    )
    source = statement_lines.join(statements, _s.id == _l.statement_id).join(claims, _c.id == _s.claim_id)
    query = select(*columns).select_from(source.outerjoin(disputes, disputes.c.line_id == _l.id)).where(*issued, *within(scope))
    return Billed(*(int(each) for each in tx.connection.execute(query).one()))


def unended(tx: Tx, scope: Scope) -> int:
    """Minutes logged on claims that are open still."""
    query = select(_w.start, _w.end).join(claims, _c.id == _w.claim_id).where(STANDS, _c.state.in_(OPEN), *within(scope))
    return sum((end - start) // MINUTE for start, end in tx.connection.execute(query))


def currencies(tx: Tx) -> dict[int, str]:
    """In which currency each organisation pays that has one of its own."""
    return {row.organisation_id: row.currency for row in tx.connection.execute(select(payers.c.organisation_id, payers.c.currency))}


def _summed(condition: ColumnElement[bool], value: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, value), else_=0)), 0)


def _ended(when: When, scope: Scope) -> ColumnElement[bool]:
    counted = or_(_c.close_reason.is_(None), _c.close_reason.not_in(_NOT_WORKED))
    return and_(_f.ended_at >= when.start, _f.ended_at < when.end, _f.reopened_after.is_(None), counted, *within(scope))


def _ids(when: When, scope: Scope) -> Select[Any]:
    return select(_f.claim_id).join(claims, _f.claim_id == _c.id).where(_ended(when, scope))
