"""Who a cause, and a stage of a claim's life, belongs to: each to exactly one department, so that shares add up."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from claims.claim import Department, Factor
from claims.grams import folded
from claims.plans import Section
from claims.stages import Stage

T = TypeVar("T")

FACTORS: Mapping[Factor, Department] = {
    Factor.CUSTOMER: Department.CUSTOMER,
    Factor.PROCESS: Department.SUPPORT,
    Factor.BUSINESS: Department.SALES,
    Factor.AGENT: Department.SUPPORT,
    Factor.OTHER: Department.SUPPORT,
}
STAGES: Mapping[Stage, Department] = {
    Stage.UNOWNED: Department.SUPPORT,
    Stage.TRIAGE: Department.SUPPORT,
    Stage.WORK: Department.SUPPORT,
    Stage.CUSTOMER: Department.CUSTOMER,
    Stage.APPROVAL: Department.CUSTOMER,
    Stage.RELEASE: Department.DEV,
    Stage.OVER: Department.CUSTOMER,
}


class Departments(Section):
    """Whose a cause is: by its own words (`causes`), else by its factor (`factors`); and a stage (`stages`)."""

    causes: Mapping[str, Department] = {}
    factors: Mapping[Factor, Department] = {}
    stages: Mapping[Stage, Department] = {}

    def of_cause(self, factor: Factor, cause: str) -> Department:
        named = {folded(name).strip(): department for name, department in self.causes.items()}
        return named.get(folded(cause).strip()) or self.factors.get(factor) or FACTORS[factor]

    def of_stage(self, stage: Stage) -> Department:
        return self.stages.get(stage) or STAGES[stage]


def tenths(amounts: Iterable[tuple[T, int]]) -> list[tuple[T, float]]:
    """Shares in percent with one decimal that add up to exactly 100.0: the largest rests are rounded up. Empty where there is nothing."""
    rows = list(amounts)
    total = sum(amount for _, amount in rows)
    if not total:
        return []
    whole = [amount * 1000 // total for _, amount in rows]
    rests = sorted(range(len(rows)), key=lambda at: -(rows[at][1] * 1000 % total))
    for at in rests[: 1000 - sum(whole)]:
        whole[at] += 1
    return [(key, each / 10) for (key, _), each in zip(rows, whole, strict=True)]
