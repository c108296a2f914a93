"""Did it get better? Two periods compared, metric by metric, with a verdict that says when data does not carry one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from claims import metrics, verdict
from claims.actor import Actor
from claims.claim import ClaimClass
from claims.errors import Invalid
from claims.metrics import Figure, metric
from claims.period import Period
from claims.verdict import Test, Verdict
from commands.acting import person_known
from commands.summarise import scope_of, when
from storage import figures
from storage.database import Tx
from storage.figures import Scope, When

SHARES = {"M03": ("first_due", "first_missed"), "M04": ("resolution_due", "resolution_missed"), "M13": ("settled", "reopened")}
TIMES = {"M28": "nobodys", "M29": "silence"}
LEAST = 0.1
"""The smallest improvement of a share that is of use to ask data for."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`test` is None where a side is empty; `p` is corrected for looking at all metrics together; `needed`: claims a side to show a change
    of ten points, for shares."""

    before: Figure
    after: Figure
    verdict: Verdict
    test: Test | None
    p: float | None
    needed: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of whose claims: a customer's or a person's name, a class."""

    before: Period
    after: Period
    at: datetime
    scope: Scope
    customer: str | None
    owner: str | None
    found: Sequence[Compared]


def compare(
    tx: Tx,
    before: Period,
    after: Period,
    *,
    owner: str | None = None,
    which: str | None = None,
    claim_class: ClaimClass | None = None,
    by: Actor,
) -> Comparison:
    """M03, M04, M13, M28 and M29 of both periods, the earlier one first whichever is named first. Raises Invalid where they overlap, and
    what a summary raises."""
    before, after = sorted((before, after), key=lambda each: each.first)
    if before.first <= after.last and after.first <= before.last:
        raise Invalid(field="after", value=f"{after.first}..{after.last}")
    scope, customer = scope_of(tx, owner, which, claim_class, by=by)
    sides = scope, when(tx, before), when(tx, after)
    found = [*(_share(tx, identity, *sides) for identity in SHARES), *(_time(tx, identity, *sides) for identity in TIMES)]
    corrected = iter(verdict.holm([test.p for _, _, test in found if test]))
    judged = [_judged(first, second, test, next(corrected) if test else None) for first, second, test in found]
    return Comparison(before, after, tx.now, scope, customer, person_known(tx, owner).name if owner else None, judged)


def _judged(before: Figure, after: Figure, test: Test | None, p: float | None) -> Compared:
    needed = _needed(before)
    if test is None:
        return Compared(before, after, Verdict.TOO_LITTLE, None, None, needed)
    return Compared(before, after, verdict.decide(test, more_is_better=before.metric.more_is_better, p=p), test, p, needed)


def _needed(before: Figure) -> int | None:
    """To show that a share got ten points better, or half-way to perfect where there is less room; None where there is none."""
    if before.metric.unit is not metrics.Unit.SHARE or before.value is None:
        return None
    room = 1 - before.value if before.metric.more_is_better else before.value
    step = min(LEAST, room / 2) * (1 if before.metric.more_is_better else -1)
    return verdict.needed(before.value, before.value + step) if step else None


Sides = tuple[Figure, Figure, Test | None]


def _share(tx: Tx, identity: str, scope: Scope, before: When, after: When) -> Sides:
    first, second = (_counted(tx, identity, scope, side) for side in (before, after))
    test = verdict.proportions(first.hits, first.n, second.hits, second.n) if first.n and second.n else None
    return first, second, test


def _counted(tx: Tx, identity: str, scope: Scope, side: When) -> Figure:
    base, part = SHARES[identity]
    if identity == "M13":
        whole, hits = figures.reopened_within(tx, side, scope)
        return metrics.share(identity, hits, whole)
    whole, missed = figures.counted(tx, base, (part,), side, scope)
    return metrics.share(identity, whole - missed, whole)


def _time(tx: Tx, identity: str, scope: Scope, before: When, after: When) -> Sides:
    first, second = ([getattr(life, TIMES[identity]) for life in figures.lives(tx, side, scope)] for side in (before, after))
    test = verdict.times(first, second) if first and second else None
    return _middle(identity, first), _middle(identity, second), test


def _middle(identity: str, values: Sequence[int]) -> Figure:
    return Figure(metric(identity), len(values), metrics.quantile(values, 0.5))
