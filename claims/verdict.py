"""Whether a change shows in the figures: tests of shares and of times, limits of what is only noise, and what data can decide.

Standard library only. Formulas: two-proportion z test with pooled variance, Fisher's exact test, Mann-Whitney U with tie
correction and continuity, Hodges-Lehmann shift, Shewhart's XmR chart, Wilson's interval, Holm's correction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, groupby, pairwise
from math import ceil, comb, sqrt
from statistics import NormalDist, fmean, median

Z = NormalDist().inv_cdf(0.975)
SIDE = 20
"""A side with fewer claims decides nothing."""
ALPHA = 0.05
EXACT = 20
"""Sides up to this size without ties are counted out instead of approximated."""


class Verdict(StrEnum):
    IMPROVED = "improved"
    NOT_SHOWN = "not_shown"
    WORSE = "worse"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True, slots=True)
class Test:
    """`effect` is after less before: a difference of shares, or a shift of times; `low` and `high` its 95 % interval, for shares."""

    n1: int
    n2: int
    p: float
    effect: float
    low: float | None = None
    high: float | None = None
    statistic: float | None = None
    exact: bool = False


def proportions(x1: int, n1: int, x2: int, n2: int) -> Test:
    """Before x1 of n1, after x2 of n2. Fisher's exact test where a cell expects fewer than five. Each side needs one at least."""
    p1, p2, pooled = x1 / n1, x2 / n2, (x1 + x2) / (n1 + n2)
    half = Z * sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    cells = (n * share for n in (n1, n2) for share in (pooled, 1 - pooled))
    if min(cells) < 5:
        return Test(n1, n2, fisher(x1, n1, x2, n2), p2 - p1, p2 - p1 - half, p2 - p1 + half, exact=True)
    z = (p2 - p1) / sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return Test(n1, n2, _two_sided(z), p2 - p1, p2 - p1 - half, p2 - p1 + half, statistic=z)


def fisher(x1: int, n1: int, x2: int, n2: int) -> float:
    """Two-sided: the chance of this table and of every one at most as likely."""
    hits, whole = x1 + x2, comb(n1 + n2, n1)
    ways = [comb(hits, each) * comb(n1 + n2 - hits, n1 - each) for each in range(max(0, n1 - (n1 + n2 - hits)), min(n1, hits) + 1)]
    seen = comb(hits, x1) * comb(n1 + n2 - hits, n1 - x1)
    return sum(each for each in ways if each <= seen) / whole


def times(before: Sequence[float], after: Sequence[float]) -> Test:
    """Times are skewed: ranks are compared, never means. `statistic` is U, how often a time before is longer than one after."""
    n1, n2 = len(before), len(after)
    ranks, ties = _ranks([*before, *after])
    u = sum(ranks[:n1]) - n1 * (n1 + 1) / 2
    exact = not ties and max(n1, n2) <= EXACT
    p = _exact_u(u, n1, n2) if exact else approximate_u(u, n1, n2, ties)
    return Test(n1, n2, p, shift(before, after), statistic=u, exact=exact)


def approximate_u(u: float, n1: int, n2: int, ties: Iterable[int] = ()) -> float:
    """Normal approximation; `ties`: how many share each value that comes more than once."""
    n = n1 + n2
    spread = n1 * n2 / 12 * (n + 1 - sum(each**3 - each for each in ties) / (n * (n - 1)))
    away = max(0.0, abs(u - n1 * n2 / 2) - 0.5)
    return _two_sided(away / sqrt(spread)) if spread > 0 else 1.0


def shift(before: Sequence[float], after: Sequence[float], most: int = 1000) -> float:
    """Hodges-Lehmann: the median of all differences; of long sides every so many-th value stands for its neighbours."""
    thin = [sorted(side)[:: max(1, len(side) // most)] for side in (before, after)]
    return median(later - earlier for earlier in thin[0] for later in thin[1])


def decide(test: Test, *, more_is_better: bool, least: float = 0.0, p: float | None = None) -> Verdict:
    """`least`: the smallest effect that would be of use; `p`: corrected where several metrics are looked at."""
    if min(test.n1, test.n2) < SIDE:
        return Verdict.TOO_LITTLE
    if (test.p if p is None else p) >= ALPHA or test.effect == 0:
        return Verdict.NOT_SHOWN
    if (test.effect > 0) != more_is_better:
        return Verdict.WORSE
    return Verdict.IMPROVED if abs(test.effect) >= least else Verdict.NOT_SHOWN


def holm(ps: Sequence[float]) -> list[float]:
    """The p-values of several metrics looked at together, corrected, in the order given."""
    order = sorted(range(len(ps)), key=lambda place: ps[place])
    raised = accumulate((min(1.0, (len(ps) - rank) * ps[place]) for rank, place in enumerate(order)), max)
    found = dict(zip(order, raised, strict=True))
    return [found[place] for place in range(len(ps))]


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share. Needs n ≥ 1."""
    p, z2 = hits / n, Z * Z
    centre, half = (p + z2 / (2 * n)) / (1 + z2 / n), Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def needed(p1: float, p2: float) -> int:
    """How many claims a side needs to show that a share went from p1 to p2 (5 % error, 80 % power)."""
    mean = (p1 + p2) / 2
    root = 1.960 * sqrt(2 * mean * (1 - mean)) + 0.842 * sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return ceil(root**2 / (p1 - p2) ** 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """Between `low` and `high` a value is noise."""

    centre: float
    low: float
    high: float
    moving_range: float

    @property
    def range_limit(self) -> float:
        return 3.268 * self.moving_range


WEEKS = 8
"""Weekly values that limits need at least."""


def xmr(values: Sequence[float]) -> Limits | None:
    """Shewhart's limits of single values that follow one another; None for fewer than eight."""
    if len(values) < WEEKS:
        return None
    centre, moving = fmean(values), fmean(abs(after - before) for before, after in pairwise(values))
    return Limits(centre, centre - 2.66 * moving, centre + 2.66 * moving, moving)


def is_signal(limits: Limits, values: Sequence[float]) -> bool:
    """Whether the newest value says something: outside the limits, the eighth on one side, or with most near a limit."""
    return not limits.low <= values[-1] <= limits.high or is_gradual(limits.centre, values) or _near_a_limit(limits, values[-4:])


def is_gradual(centre: float, values: Sequence[float], run: int = 8) -> bool:
    """Whether the newest `run` values all lie on one side of the centre."""
    last = values[-run:]
    return len(last) == run and (all(each > centre for each in last) or all(each < centre for each in last))


def _near_a_limit(limits: Limits, last: Sequence[float]) -> bool:
    """Three of four values nearer to the same limit than to the centre."""
    high = sum(each > (limits.centre + limits.high) / 2 for each in last)
    low = sum(each < (limits.centre + limits.low) / 2 for each in last)
    return max(high, low) >= 3


def _two_sided(z: float) -> float:
    return 2 * (1 - NormalDist().cdf(abs(z)))


def _ranks(values: Sequence[float]) -> tuple[list[float], list[int]]:
    """Middle ranks in the order given, and how many share each tied value."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    ranks, ties, at = [0.0] * len(values), list[int](), 0
    for _, group in groupby(order, key=lambda place: values[place]):
        places = list(group)
        for place in places:
            ranks[place] = at + (len(places) + 1) / 2
        ties += [len(places)] if len(places) > 1 else []
        at += len(places)
    return ranks, ties


def _exact_u(u: float, n1: int, n2: int) -> float:
    """Two-sided, from the number of ways to reach each U."""
    ways = _ways(n1, n2)
    low = int(min(u, n1 * n2 - u))
    return min(1.0, 2 * sum(ways[: low + 1]) / comb(n1 + n2, n1))


def _ways(n1: int, n2: int) -> list[int]:
    """In how many orders of n1 and n2 values each U comes about: the coefficients of the Gaussian binomial."""
    ways = [1] + [0] * (n1 * n2)
    for each in range(1, n1 + 1):
        for at in range(n1 * n2, n2 + each - 1, -1):
            ways[at] -= ways[at - n2 - each]
        for at in range(each, n1 * n2 + 1):
            ways[at] += ways[at - each]
    return ways
