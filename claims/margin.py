"""What support costs against what it brings, and where the minutes go that nobody pays for (M26, M27, M30, M31).

Each minute of a claim that ended is in one place, and each place of a claim has its whole won: whatever is added up of these is exact.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from claims.claim import FREE_OF_CHARGE, ClaimClass
from claims.metrics import ADVICE, ENOUGH
from claims.money import prorated
from claims.worklog import Span
from claims.workyear import MINUTE

Key = TypeVar("Key", bound=Hashable)


class Where(StrEnum):
    """Where work went: paid by a `fee` or by a `contract`; every other place is a leak.

    `ours`: our own defect or bill; `beyond`: covered by a contract that had no minutes left; `unquoted`: might have been offered, or was
    and never stated; `duplicate`: joined with another claim.
    """

    FEE = "fee"
    CONTRACT = "contract"
    UNQUOTED = "unquoted"
    BEYOND = "beyond"
    WRITTEN_OFF = "written_off"
    CREDITED = "credited"
    WAD = "wad"
    FEATURE = "feature"
    OURS = "ours"
    DUPLICATE = "duplicate"

    @property
    def leaks(self) -> bool:
        return self not in (Where.FEE, Where.CONTRACT)


@dataclass(frozen=True, slots=True)
class Life:
    """A claim that ended. Minutes: `told` at its resolution (None: not told), `logged` in all, of them `included` and `charged`; of the
    charged ones `stated`, of which a contract `covered` some. Supply values: `worth` of what was stated, of it `capped` and `credited`.

    `pool`: by which key the minutes of a contract that covers it are known, None where none does.
    """

    number: str
    claim_class: str | None
    organisation_id: int | None
    told: int | None = None
    logged: int = 0
    included: int = 0
    charged: int = 0
    stated: int = 0
    covered: int = 0
    worth: int = 0
    capped: int = 0
    credited: int = 0
    pool: Hashable = None
    duplicate: bool = False

    @property
    def minutes(self) -> int:
        """What was told at the end counts all of the work; more than that may have been logged."""
        return max(self.told or 0, self.logged)

    @property
    def is_told(self) -> bool:
        return self.told is not None or self.logged > 0

    @property
    def income(self) -> int:
        return self.worth - self.capped - self.credited


@dataclass(frozen=True, slots=True)
class Row:
    """What one claim has in one place; `number` is None for what a contract brings by itself. Minor units."""

    number: str | None
    claim_class: str | None
    organisation_id: int | None
    where: Where
    minutes: int
    cost: int
    income: int


@dataclass(frozen=True, slots=True)
class Total:
    """Rows added up: so many claims, their minutes, and what is left of the income."""

    claims: int
    minutes: int
    cost: int
    income: int

    @property
    def result(self) -> int:
        return self.income - self.cost


def cost(minutes: int, hour: int) -> int:
    """To the nearest unit, a half up: 620 minutes at 45,000 an hour are 465,000."""
    return (2 * minutes * hour + 60) // 120


def rows(lives: Iterable[Life], pools: Mapping[Hashable, int], hour: int) -> list[Row]:
    """Where each claim's minutes went, at `hour` minor units an hour. `pools`: minutes that each contract has left, for those that ended
    first."""
    left = dict(pools)
    return [row for life in lives for row in _rows(life, left, hour)]


def contract_row(organisation_id: int, share: int) -> Row:
    """What a contract brings by itself."""
    return Row(None, None, organisation_id, Where.CONTRACT, 0, 0, share)


def _rows(life: Life, left: MutableMapping[Hashable, int], hour: int) -> Iterator[Row]:
    for where, minutes in parts(life, left).items():
        income = life.income if where is Where.FEE else 0
        if minutes or income:
            yield Row(life.number, life.claim_class, life.organisation_id, where, minutes, cost(minutes, hour), income)


def parts(life: Life, left: MutableMapping[Hashable, int]) -> dict[Where, int]:
    """Every minute of the claim, in one place each; what its contract covers is taken from what that has `left`."""
    stated = min(life.charged, life.stated)
    covered = min(stated, life.covered)
    free = life.minutes - life.included - stated
    where = _place(life)
    within = min(free, max(0, left.get(life.pool, 0))) if where is Where.BEYOND else 0
    if within:
        left[life.pool] -= within
    found = {Where.CONTRACT: life.included + covered + within, **_billed(life, stated - covered)}
    return found | {where: free - within}


def _place(life: Life) -> Where:
    """Where its minutes go that were neither charged nor taken out of a contract."""
    if life.duplicate:
        return Where.DUPLICATE
    if life.claim_class in FREE_OF_CHARGE:
        return Where.OURS
    named = {ClaimClass.WAD.value: Where.WAD, ClaimClass.FEATURE.value: Where.FEATURE}
    return named.get(life.claim_class or "", Where.UNQUOTED if life.pool is None else Where.BEYOND)


def _billed(life: Life, minutes: int) -> dict[Where, int]:
    """Minutes that were stated, by what became of their value."""
    written = minutes * life.capped // life.worth if life.worth else 0
    credited = min(minutes - written, minutes * life.credited // life.worth) if life.worth else 0
    return {Where.FEE: minutes - written - credited, Where.WRITTEN_OFF: written, Where.CREDITED: credited}


def total(found: Iterable[Row]) -> Total:
    known = list(found)
    claims = len({row.number for row in known if row.number})
    return Total(claims, sum(row.minutes for row in known), sum(row.cost for row in known), sum(row.income for row in known))


def by(found: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, Total]:
    """The total of each, the worst first."""
    grouped: dict[Key, list[Row]] = {}
    for row in found:
        grouped.setdefault(key(row), []).append(row)
    return dict(sorted(((name, total(each)) for name, each in grouped.items()), key=lambda pair: pair[1].result))


@dataclass(frozen=True, slots=True)
class Advice:
    """`cause`: the leak that takes most minutes; `step`: what to do about it, from so many claims on that told their minutes."""

    cause: Where | None
    step: Where | None


def advise(found: Iterable[Row], told: int) -> Advice:
    leaks = [(where, each.minutes) for where, each in by(found, lambda row: row.where).items() if where.leaks and each.minutes]
    cause = max(leaks, key=lambda pair: pair[1])[0] if leaks and told >= ENOUGH else None
    return Advice(cause, cause if told >= ADVICE else None)


def share(monthly: int, first: date, last: date) -> int:
    """What a contract brings on the days from `first` to `last`, at so much each month: 21 of 30 days of 500,000 are 350,000."""
    brought, month = 0, first.replace(day=1)
    while month <= last:
        following = (month + timedelta(days=32)).replace(day=1)
        days = (min(last + timedelta(days=1), following) - max(first, month)).days
        brought, month = brought + prorated(monthly, days, (following - month).days), following
    return brought


def parallel(spans: Iterable[Span]) -> int:
    """Minutes that more than one of these spent at the same time: what all spent, less the time in which anybody did."""
    known = sorted(spans)
    begins: datetime | None = None
    spent, passed = 0, 0
    for start, end in known:
        spent += (end - start) // MINUTE
        after = start if begins is None else max(start, begins)
        passed += max(0, (end - after) // MINUTE)
        begins = end if begins is None else max(begins, end)
    return spent - passed
