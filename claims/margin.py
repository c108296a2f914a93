"""What support costs against what it brings, and where it leaks (M26, M27)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.claim import FREE_OF_CHARGE, ClaimClass

Life = tuple[str | None, int | None]
"""A claim that ended: its class, and its minutes of work where they were told."""


@dataclass(frozen=True, slots=True)
class Margin:
    """`minutes` of work, at `hour` minor units each hour (0: not told); `income`, `written_off` and `credited`: supply values stated in
    the period; `leaks`: minutes that nobody pays for, by where they go; `logged` of so many `claims` told their minutes."""

    minutes: int
    hour: int
    income: int
    written_off: int
    credited: int
    leaks: Mapping[str, int]
    logged: int
    claims: int

    @property
    def cost(self) -> int:
        return cost(self.minutes, self.hour)

    @property
    def result(self) -> int:
        return self.income - self.cost


def cost(minutes: int, hour: int) -> int:
    """620 minutes at 45,000 an hour are 465,000."""
    return minutes * hour // 60


def margin(lives: Iterable[Life], lines: Mapping[str, int], hour: int) -> Margin:
    """`lines`: what the statements of the period come to, by the kind of line (work, cap, credit)."""
    ended = list(lives)
    told = [(kind, minutes) for kind, minutes in ended if minutes is not None]
    leaks: dict[str, int] = {}
    for kind, minutes in told:
        if where := _leak(kind):
            leaks[where] = leaks.get(where, 0) + minutes
    income, minutes = sum(lines.values()), sum(minutes for _, minutes in told)
    return Margin(minutes, hour, income, -lines.get("cap", 0), -lines.get("credit", 0), leaks, len(told), len(ended))


def _leak(kind: str | None) -> str | None:
    """What is ours to pay by nature, and what might have been quoted."""
    named = {ClaimClass.WAD.value: "wad", ClaimClass.FEATURE.value: "feature"}
    if kind in named:
        return named[kind]
    return "ours" if kind in FREE_OF_CHARGE else None
