"""Why we lose money: what support cost and brought in a period, by class, by customer and by where it leaks. For leads and finance."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from claims import metrics, period
from claims.actor import Actor, ActorKind
from claims.claim import ClaimClass
from claims.errors import NotAllowed
from claims.lifecycle import CloseReason
from claims.margin import Advice, Life, Row, Where, advise, contract_row, parallel, rows, share, total
from claims.metrics import Figure, metric
from claims.period import Named, Period
from claims.roles import Right
from claims.statements import CHARGED, LineKind
from claims.worklog import Charge
from commands.acting import is_lead
from commands.know import organisation_named
from commands.summarise import when
from storage import contracts, customers, margins, rights, statements, work
from storage.contracts import Contract
from storage.database import Tx
from storage.figures import Scope
from storage.margins import Billed, Logged, Stated

__all__ = ["Margins", "may_see", "money"]


@dataclass(frozen=True, slots=True)
class Margins:
    """`rows` add up to every figure; `names` of their customers. `told` of `ended` claims told their minutes.

    What is not in it: minutes of `unended` claims, `untold` contracts of which nobody said what they bring, and whatever is paid in
    another currency (`foreign`: claims and contracts).
    """

    period: Period
    at: datetime
    scope: Scope
    customer: str | None
    hour: int
    currency: str
    rows: Sequence[Row]
    names: Mapping[int, str]
    figures: Mapping[str, Figure]
    billed: Billed
    advice: Advice
    told: int
    ended: int
    unended: int
    untold: int
    foreign: int


def money(
    tx: Tx,
    asked: Period | None = None,
    *,
    which: str | None = None,
    claim_class: ClaimClass | None = None,
    owner: str | None = None,
    by: Actor,
) -> Margins:
    """The margin of a period, this month where none is named. Raises NotAllowed for whoever is neither a lead nor has finance."""
    organisation = organisation_named(tx, which) if which else None
    return figured(tx, asked, Scope(owner, organisation.id if organisation else None, claim_class), by=by)


def figured(tx: Tx, asked: Period | None, scope: Scope, *, by: Actor) -> Margins:
    """The same for whose claims are known already."""
    if not may_see(tx, by):
        raise NotAllowed(role=Right.FINANCE)
    zone, fees = tx.rules.desk.zone, tx.rules.fees
    asked = asked or period.period(Named.MONTH, tx.now, zone)
    moment = when(tx, asked)
    found = margins.ended(tx, moment, scope)
    known = _contracts(tx, scope)
    log = margins.logged(tx, moment, scope)
    lives, pools = _lives(tx, found, log, margins.stated(tx, moment, scope, fees.currency), known)
    shares, untold, foreign = _shares(tx, asked, scope, known)
    made = [*rows(lives, pools, fees.cost), *shares]
    told = sum(life.is_told for life in lives)
    billed = margins.billed(tx, moment, scope, fees.currency)
    twice = _twice(log, margins.helping(tx, moment, scope))
    return Margins(
        period=asked,
        at=tx.now,
        scope=scope,
        customer=customers.names_of(tx, [scope.organisation_id]).get(scope.organisation_id) if scope.organisation_id else None,
        hour=fees.cost,
        currency=fees.currency,
        rows=made,
        names=customers.names_of(tx, list({row.organisation_id for row in made if row.organisation_id is not None})),
        figures={each.metric.id: each for each in _figures(made, found, billed, twice, fees.cost)},
        billed=billed,
        advice=advise(made, told),
        told=told,
        ended=len(found),
        unended=margins.unended(tx, scope),
        untold=untold,
        foreign=foreign + margins.foreign(tx, moment, scope, fees.currency),
    )


def may_see(tx: Tx, by: Actor) -> bool:
    return is_lead(tx, by) or (by.kind is ActorKind.PERSON and Right.FINANCE in rights.of(tx, by.id))


def _figures(made: Sequence[Row], found: Sequence[Any], billed: Billed, twice: int, hour: int) -> tuple[Figure, ...]:
    whole, resolved = total(made), sum(row.resolved for row in found)
    duplicate = sum(row.minutes for row in made if row.where is Where.DUPLICATE)
    return (
        Figure(metric("M26"), resolved, whole.cost / resolved if hour and resolved else None),
        Figure(metric("M27"), len(found), float(whole.result) if hour else None),
        Figure(metric("M30"), len(found), float(duplicate + twice)),
        metrics.share("M31", billed.disputed, billed.lines),
    )


def _lives(
    tx: Tx, found: Sequence[Any], log: Mapping[int, Sequence[Logged]], stated: Mapping[int, Stated], known: Mapping[int, Sequence[Contract]]
) -> tuple[list[Life], dict[Any, int]]:
    """The claims that ended, and the minutes left of each contract that covers one of them."""
    pools: dict[Any, int] = {}
    lives = []
    for row in found:
        covering = _covering(tx, row, known)
        if covering and covering not in pools:
            pools[covering] = _left(tx, row.organisation_id, *covering)
        lives.append(_life(row, log.get(row.id, ()), stated.get(row.id), covering))
    return lives, pools


Pool = tuple[Contract, date, date]
"""A contract, and the first and last day for which its minutes last."""


def _covering(tx: Tx, row: Any, known: Mapping[int, Sequence[Contract]]) -> Pool | None:
    """The contract that held when the claim came in, if it covers its kind, and its minutes at the time when it ended."""
    zone = ZoneInfo(tx.rules.desk.zone)
    opened, ended = row.opened_at.astimezone(zone).date(), row.ended_at.astimezone(zone).date()
    held = [each for each in known.get(row.organisation_id, ()) if each.holds(opened)]
    if not held or row.claim_class not in held[-1].classes:
        return None
    return held[-1], *held[-1].span(min(ended, held[-1].valid_to))


def _left(tx: Tx, organisation_id: int, contract: Contract, first: date, last: date) -> int:
    zone = ZoneInfo(tx.rules.desk.zone)
    begin, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    taken = work.included(tx, organisation_id, begin, end).total()
    return contract.included - taken - statements.used(tx, organisation_id, begin, end)


def _life(row: Any, log: Sequence[Logged], stated: Stated | None, pool: Pool | None) -> Life:
    minutes = Counter[Charge]()
    for each in log:
        minutes[each.charge] += each.minutes
    told = {} if stated is None else _stated(stated)
    return Life(
        f"{row.id}-{row.tail}",
        row.claim_class,
        row.organisation_id,
        told=row.minutes,
        logged=minutes.total(),
        included=minutes[Charge.INCLUDED],
        charged=minutes[Charge.CHARGEABLE],
        pool=pool,
        duplicate=row.close_reason == CloseReason.DUPLICATE,
        **told,
    )


def _stated(found: Stated) -> dict[str, int]:
    lines = found.lines
    amounts = {"worth": sum(lines[kind] for kind in CHARGED), "capped": -lines[LineKind.CAP], "credited": -lines[LineKind.CREDIT]}
    return {"stated": found.raw, "covered": found.covered, **amounts}


def _twice(log: Mapping[int, Sequence[Logged]], helping: set[tuple[int, str]]) -> int:
    """Minutes in which two worked on one claim and neither was asked to help."""
    alone = ((each.span for each in entries if (claim, each.person) not in helping) for claim, entries in log.items())
    return sum(parallel(spans) for spans in alone)


def _contracts(tx: Tx, scope: Scope) -> dict[int, list[Contract]]:
    found: dict[int, list[Contract]] = {}
    for each in contracts.everyones(tx):
        if scope.organisation_id in (None, each.organisation_id):
            found.setdefault(each.organisation_id, []).append(each)
    return found


def _shares(tx: Tx, asked: Period, scope: Scope, known: Mapping[int, Sequence[Contract]]) -> tuple[list[Row], int, int]:
    """What contracts brought on the days that are over or have begun; of how many that is not told, and how many are in another currency.

    Of no contract where one person or one class is asked for: it pays for all.
    """
    if scope.owner or scope.claim_class:
        return [], 0, 0
    last = min(asked.last, tx.now.astimezone(ZoneInfo(tx.rules.desk.zone)).date())
    paid = margins.currencies(tx)
    made, untold, foreign = list[Row](), 0, 0
    for organisation, held in known.items():
        for each, spans in contracts.days(held):
            within = [(max(first, asked.first), min(end, last)) for first, end in spans if first <= last and end >= asked.first]
            if not within:
                continue
            elsewhere = paid.get(organisation, tx.rules.fees.currency) != tx.rules.fees.currency
            foreign, untold = foreign + elsewhere, untold + (not elsewhere and not each.monthly_fee)
            if each.monthly_fee and not elsewhere:
                made.append(contract_row(organisation, sum(share(each.monthly_fee, *span) for span in within)))
    return made, untold, foreign
