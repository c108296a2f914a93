"""The metric dictionary: what each figure is, under one id, and when a figure may be shown. docs/metrics.md is held against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import fmean

ENOUGH, PERSON, ADVICE = 5, 10, 20
"""Claims from which on a figure is shown: at all, of one person, and with a recommendation."""


class Unit(StrEnum):
    SHARE = "share"
    MINUTES = "minutes"
    COUNT = "count"
    RATIO = "ratio"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Metric:
    """`formula` as docs/metrics.md prints it; `target` in the unit, None where none is set; `exact`: a count or a
    greatest value, which is what it is however few claims there are."""

    id: str
    name: str
    formula: str
    unit: Unit
    more_is_better: bool
    target: float | None = None
    exact: bool = False


METRICS: tuple[Metric, ...] = (
    Metric("M02", "first response time", "first human answer − received, business minutes, median", Unit.MINUTES, more_is_better=False),
    Metric(
        "M03",
        "on-time first response",
        "claims whose first answer fell due in the period and was given by then ÷ claims whose first answer fell due in the period",
        Unit.SHARE,
        more_is_better=True,
        target=0.95,
    ),
    Metric(
        "M04",
        "on-time resolution",
        "claims whose resolution fell due in the period and that were done by then ÷ claims whose resolution fell due in the period",
        Unit.SHARE,
        more_is_better=True,
        target=0.9,
    ),
    Metric("M05", "open backlog", "claims neither resolved nor closed, now", Unit.COUNT, more_is_better=False, exact=True),
    Metric("M06", "late backlog", "open claims past their resolution due time, now", Unit.COUNT, more_is_better=False, exact=True),
    Metric(
        "M07", "average cycles late", "mean over late open claims of business minutes past due ÷ target", Unit.RATIO, more_is_better=False
    ),
    Metric("M08", "oldest age", "the greatest age of an open claim, business minutes", Unit.MINUTES, more_is_better=False, exact=True),
    Metric(
        "M09",
        "our cycle time",
        "received → last resolved, business minutes less those paused, median and p90",
        Unit.MINUTES,
        more_is_better=False,
    ),
    Metric(
        "M10",
        "customer's cycle time",
        "received → last resolved, calendar minutes, nothing removed, median",
        Unit.MINUTES,
        more_is_better=False,
    ),
    Metric(
        "M12",
        "solved, as customers say",
        "customers who answered yes, it is solved ÷ customers who answered that, by when they voted",
        Unit.SHARE,
        more_is_better=True,
    ),
    Metric(
        "M13",
        "reopened",
        "claims resolved in the period and reopened within 10 business days ÷ resolved in it, once those days are over for all",
        Unit.SHARE,
        more_is_better=False,
    ),
    Metric("M14", "transfers per claim", "changes of owner after the first take ÷ claims that ended", Unit.RATIO, more_is_better=False),
    Metric("M19", "content", "votes of 4 and 5 ÷ votes, by when they were given", Unit.SHARE, more_is_better=True, target=0.85),
    Metric("M20", "discontent", "votes of 1 and 2 ÷ votes, by when they were given", Unit.SHARE, more_is_better=False, target=0.05),
    Metric("M21", "who voted", "votes so far ÷ surveys sent in the period", Unit.SHARE, more_is_better=True),
    Metric(
        "M26",
        "cost per claim",
        "minutes of work of claims that ended ÷ 60 × what an hour costs ÷ claims resolved",
        Unit.MONEY,
        more_is_better=False,
    ),
    Metric(
        "M27",
        "support margin",
        "fees stated of claims that ended, with credits, + contracts' share of the period − cost of those claims",
        Unit.MONEY,
        more_is_better=True,
        exact=True,
    ),
    Metric("M28", "unowned time", "business minutes from received or released to taken, median", Unit.MINUTES, more_is_better=False),
    Metric(
        "M29",
        "silence",
        "the longest gap between what a person told the customer while open, business minutes, median",
        Unit.MINUTES,
        more_is_better=False,
    ),
    Metric(
        "M30",
        "work done twice",
        "minutes that two logged on one claim at the same time, neither asked to help, + minutes of claims joined with another one",
        Unit.MINUTES,
        more_is_better=False,
        exact=True,
    ),
    Metric(
        "M31",
        "fee disputes",
        "disputed lines of work ÷ lines of work on statements issued in the period",
        Unit.SHARE,
        more_is_better=False,
        target=0.02,
    ),
    Metric(
        "M32",
        "works as designed, overturned",
        "agreed in the period to work as designed and a defect after all ÷ agreed in the period to work as designed",
        Unit.SHARE,
        more_is_better=False,
        target=0.1,
    ),
    Metric("K01", "resolved with a note", "resolved with a note, new or known ÷ resolved", Unit.SHARE, more_is_better=True),
    Metric("K02", "resolved by a known note", "resolved by a note that was there ÷ resolved", Unit.SHARE, more_is_better=True),
)
LOW_RESPONSE = 0.15
"""Share of voters below which their votes may not speak for the others."""
_BY_ID = {metric.id: metric for metric in METRICS}


def metric(identity: str) -> Metric:
    return _BY_ID[identity]


@dataclass(frozen=True, slots=True)
class Figure:
    """One value with the number of claims behind it; `value` is None where there is nothing to measure. `hits`: of a share."""

    metric: Metric
    n: int
    value: float | None
    hits: int = 0

    @property
    def misses(self) -> int:
        return self.n - self.hits

    @property
    def enough(self) -> bool:
        """A share or a median of a handful says nothing."""
        return self.value is not None and (self.metric.exact or self.n >= ENOUGH)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one, or where the figure may not be shown."""
        if self.metric.target is None or self.value is None or not self.enough:
            return None
        return self.value >= self.metric.target if self.metric.more_is_better else self.value <= self.metric.target


def share(identity: str, hits: int, n: int) -> Figure:
    return Figure(metric(identity), n, hits / n if n else None, hits)


def count(identity: str, n: int) -> Figure:
    return Figure(metric(identity), n, float(n))


def middle(identity: str, values: Sequence[int]) -> Figure:
    return Figure(metric(identity), len(values), quantile(values, 0.5))


def mean(identity: str, values: Sequence[float]) -> Figure:
    return Figure(metric(identity), len(values), fmean(values) if values else None)


def quantile(values: Iterable[float], part: float) -> float | None:
    """The value below or at which `part` of all lie; between two the lower one, so that it is one that came about."""
    ordered = sorted(values)
    return ordered[max(0, ceil(part * len(ordered)) - 1)] if ordered else None


def cycles_late(over: int, target: int) -> float:
    """By how many whole targets a claim is late. Minutes; `over`: since it fell due."""
    return over / target
