"""The vital few: what most of a total comes from (process 6.3), and days on which more came than chance gives (2.6, W6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

MOST, MUCH = 0.8, 0.15
"""What the vital few make together; from which share on "other" says that the causes are badly told apart."""


@dataclass(frozen=True, slots=True)
class Cause:
    """`weight`: claims or minutes; `share` and `cumulative` of the whole; `vital`: one of the smallest few that make four fifths."""

    name: str | None
    weight: int
    share: float
    cumulative: float
    vital: bool


def pareto(weights: Iterable[tuple[str | None, int]]) -> Sequence[Cause]:
    """The heaviest first; what has no name last, however heavy, and never one of the vital few."""
    ordered = sorted(((name, weight) for name, weight in weights if weight > 0), key=lambda each: (each[0] is None, -each[1]))
    whole, passed, found = sum(weight for _, weight in ordered), 0, list[Cause]()
    for name, weight in ordered:
        vital = name is not None and passed < MOST * whole
        passed += weight
        found.append(Cause(name, weight, weight / whole, passed / whole, vital))
    return found


def is_vague(causes: Sequence[Cause]) -> bool:
    """Whether too much has no name."""
    return bool(causes) and causes[-1].name is None and causes[-1].share > MUCH


def limit(mean: float) -> float:
    """The most that a day of `mean` arrivals sees by chance: c̄ + 3√c̄."""
    return mean + 3 * sqrt(mean)
