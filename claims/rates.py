"""Rate cards (요율표): what an hour costs from a day on, in which units it is counted, and what it is multiplied by when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from claims.errors import Invalid


class Kind(StrEnum):
    """When work is done: `extended` 06–09 and 18–22 on weekdays, `night` 22–06, `holiday` the first 8 hours of a day off,
    `beyond` what follows; `urgent` is agreed for the whole work."""

    NORMAL = "normal"
    EXTENDED = "extended"
    NIGHT = "night"
    HOLIDAY = "holiday"
    BEYOND = "beyond"
    URGENT = "urgent"


EXTRAS = tuple(kind for kind in Kind if kind is not Kind.NORMAL)
"""Kinds that a quote may name."""
MULTIPLIERS: Mapping[Kind, Decimal] = MappingProxyType(
    {
        Kind.NORMAL: Decimal("1.0"),
        Kind.EXTENDED: Decimal("1.5"),
        Kind.NIGHT: Decimal("2.0"),
        Kind.HOLIDAY: Decimal("1.5"),
        Kind.BEYOND: Decimal("2.0"),
        Kind.URGENT: Decimal("1.5"),
    }
)


@dataclass(frozen=True, slots=True)
class RateCard:
    """`rate`: minor units an hour; `unit` and `minimum`: minutes; `valid_from`: the first day it holds."""

    version: int
    valid_from: date
    rate: int
    unit: int = 30
    minimum: int = 30
    multipliers: Mapping[Kind, Decimal] = field(default_factory=lambda: MULTIPLIERS)

    def multiplier(self, *kinds: Kind) -> Decimal:
        """The highest of them: multipliers never stack."""
        return max(self.multipliers.get(kind, Decimal(1)) for kind in (Kind.NORMAL, *kinds))


def in_force(cards: Iterable[RateCard], day: date) -> RateCard:
    """The card that holds on a day: the newest of those that began. Raises Invalid where none did."""
    begun = [card for card in cards if card.valid_from <= day]
    if not begun:
        raise Invalid(field="rate", value=day.isoformat())
    return max(begun, key=lambda card: (card.valid_from, card.version))


def hourly(wage: int, overhead: Decimal, technical: Decimal, *, down_to: int = 100) -> int:
    """A price an hour from an hour's wage: × (1 + 제경비) × (1 + 기술료), down to full hundreds."""
    return int(wage * (1 + overhead) * (1 + technical)) // down_to * down_to
