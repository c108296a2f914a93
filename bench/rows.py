"""What a bench prints: one line a question, its floor beside it."""

import os
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` and `floor` in `unit`; `wanted` is the least ratio ours ÷ floor (for costs: the most, `cost`)."""

    question: str
    ours: float
    floor: float
    unit: str
    wanted: float
    cost: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def well(self) -> bool:
        return self.ratio <= self.wanted if self.cost else self.ratio >= self.wanted

    def __str__(self) -> str:
        bound = "≤" if self.cost else "≥"
        verdict = "ok" if self.well else "MISSED"
        cells = (
            self.question,
            f"{self.ours:,.1f} {self.unit}",
            f"{self.floor:,.1f} {self.unit}",
            f"{self.ratio:.2f}",
            f"{bound} {self.wanted:g}",
        )
        return f"| {' | '.join(cells)} | {verdict} |"


@dataclass(frozen=True, slots=True)
class Said:
    """A row without a figure: what could not be measured here, and why."""

    why: str

    def __str__(self) -> str:
        return f"| {self.why} | | | | | not measured |"


HEAD = "| Question | Ours | Floor | Ratio | Wanted | |\n|---|---|---|---|---|---|"


def middle(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """Of several (ours, floor), the pair whose ratio is the median: one slow moment of the machine decides nothing."""
    wanted = median(ours / floor for ours, floor in pairs)
    return min(pairs, key=lambda pair: abs(pair[0] / pair[1] - wanted))


def full() -> bool:
    """BENCH=full asks for the numbers of the promises, which take their time."""
    return os.environ.get("BENCH") == "full"
