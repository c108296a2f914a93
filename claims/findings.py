"""What a summary says first: one finding with the number that carries it, one cause with evidence, one step, and what is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from claims.metrics import ADVICE, ENOUGH, Figure, quantile
from claims.stages import Stage


class Finding(StrEnum):
    """`missed`: a target; `late`: claims past their due time; `met`: what was promised was kept."""

    MISSED = "missed"
    LATE = "late"
    MET = "met"
    LITTLE = "little"


@dataclass(frozen=True, slots=True)
class Shares:
    """Where the time of `n` resolved claims went, in business minutes; `tail`: of the slowest tenth alone."""

    n: int
    minutes: Mapping[Stage, int]
    tail: Mapping[Stage, int]

    @property
    def total(self) -> int:
        return sum(self.minutes.values())

    def share(self, stage: Stage) -> float:
        return self.minutes[stage] / self.total if self.total else 0.0

    @property
    def largest(self) -> Stage:
        return max(self.minutes, key=lambda stage: self.minutes[stage])

    @property
    def slowest(self) -> Stage:
        """Where the slowest claims spend most."""
        return max(self.tail, key=lambda stage: self.tail[stage])


@dataclass(frozen=True, slots=True)
class Advice:
    """`figure` carries the finding; `cause`: the stage that takes most; `gain`: minutes of the period if that stage took no longer than
    its median. `cause` and `step` are None where the data does not carry them."""

    finding: Finding
    figure: Figure | None
    cause: Stage | None
    step: Stage | None
    gain: int = 0


Life = Sequence[int]
"""Business minutes of one claim by stage, in the order of Stage."""


def shares(lives: Sequence[Life]) -> Shares:
    slow = sorted(lives, key=sum, reverse=True)[: max(1, len(lives) // 10)] if lives else []
    return Shares(len(lives), _sum(lives), _sum(slow))


def advise(promises: Sequence[Figure], late: Figure | None, found: Shares, lives: Sequence[Life]) -> Advice:
    """`promises`: the figures that have targets, `late`: the late backlog, None for a period that is over, `found`: the shares of
    `lives`."""
    finding, figure = _finding(promises, late)
    cause = found.largest if found.n >= ENOUGH and found.total else None
    if cause is None or found.n < ADVICE or finding in (Finding.MET, Finding.LITTLE):
        return Advice(finding, figure, cause, None)
    place = tuple(Stage).index(cause)
    return Advice(finding, figure, cause, cause, _gain([life[place] for life in lives]))


def _finding(promises: Sequence[Figure], late: Figure | None) -> tuple[Finding, Figure | None]:
    missed = [figure for figure in promises if figure.met is False]
    if missed:
        return Finding.MISSED, min(missed, key=lambda figure: (figure.value or 0) - (figure.metric.target or 0))
    if late and late.n:
        return Finding.LATE, late
    shown = [figure for figure in promises if figure.met]
    return (Finding.MET, shown[0]) if shown else (Finding.LITTLE, None)


def _gain(minutes: Sequence[int]) -> int:
    usual = quantile(minutes, 0.5) or 0
    return int(sum(max(0, each - usual) for each in minutes))


def _sum(lives: Sequence[Life]) -> dict[Stage, int]:
    columns = zip(*lives, strict=True) if lives else ((0,) for _ in Stage)
    return {stage: sum(minutes) for stage, minutes in zip(Stage, columns, strict=True)}
