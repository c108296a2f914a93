"""What work comes to: included minutes first, the total rounded once, down to the cap, VAT once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from claims.bands import Bands, Price
from claims.money import Sum, Vat, summed


@dataclass(frozen=True, slots=True)
class Line:
    """Minutes at one price. `rounding`: how many of them round the total up."""

    price: Price
    minutes: int
    rounding: int = 0

    @property
    def amount(self) -> int:
        """⌊minutes × rate × multiplier ÷ 60⌋ in minor units."""
        return amount(self.price, self.minutes)


@dataclass(frozen=True, slots=True)
class Terms:
    """`unit`, `minimum` and `included` (minutes left of the contract's) in minutes; `cap`: supply value that what is by the hour never
    passes."""

    unit: int = 30
    minimum: int = 30
    included: int = 0
    cap: int | None = None
    vat: Vat = field(default_factory=Vat)


@dataclass(frozen=True, slots=True)
class Incident:
    """What costs its price, however many minutes were worked."""

    price: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Bill:
    """`raw`: minutes worked; `covered`: of these by the contract, for which it gave `used`; `written_off`: value beyond the cap."""

    lines: tuple[Line, ...]
    raw: int
    covered: int
    used: int
    written_off: int
    sum: Sum
    incident: Incident | None = None

    @property
    def billable(self) -> int:
        """Minutes charged, rounded up."""
        return sum(line.minutes for line in self.lines)


def bill(bands: Bands, terms: Terms, incident: Incident | None = None) -> Bill:
    """The bill of one claim's chargeable minutes: those by the hour, and an incident at its price, once any of it was worked."""
    rest, used = _uncovered(bands, terms.included)
    lines = _rounded(rest, terms)
    value = sum(line.amount for line in lines)
    supply = value if terms.cap is None else min(value, terms.cap)
    raw, left = sum(bands.values()), sum(rest.values())
    worked = incident if incident and incident.minutes else None
    price, minutes = (worked.price, worked.minutes) if worked else (0, 0)
    return Bill(lines, raw + minutes, raw - left, used, value - supply, summed(supply + price, terms.vat), worked)


def value(bands: Bands, included: int = 0) -> int:
    """What the minutes come to before they are rounded up: how much of a cap is used."""
    rest, _ = _uncovered(bands, included)
    return sum(amount(price, minutes) for price, minutes in rest.items())


def amount(price: Price, minutes: int) -> int:
    exact = Fraction(price.multiplier) * price.rate * minutes / 60
    return exact.numerator // exact.denominator


def _uncovered(bands: Bands, included: int) -> tuple[Mapping[Price, int], int]:
    """The minutes that the contract does not cover, and how many of its own it gave: the cheapest are covered first, and one minute
    uses as many as it is multiplied by."""
    left, rest = Fraction(max(0, included)), dict[Price, int]()
    for price in sorted(bands, key=lambda each: each.cost):
        multiplier = Fraction(price.multiplier)
        covered = min(bands[price], int(left / multiplier))
        left -= covered * multiplier
        if bands[price] > covered:
            rest[price] = bands[price] - covered
    return rest, int(max(0, included) - left)


def _rounded(rest: Mapping[Price, int], terms: Terms) -> tuple[Line, ...]:
    """Lines, cheapest first; what rounds the total up goes to the cheapest."""
    total = sum(rest.values())
    if not total:
        return ()
    surplus = max(terms.minimum, -(-total // terms.unit) * terms.unit) - total
    first, *others = sorted(rest, key=lambda each: each.cost)
    return (Line(first, rest[first] + surplus, surplus), *(Line(each, rest[each]) for each in others))
