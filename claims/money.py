"""Money: whole minor units of a currency (won, or cents), never a float. VAT is taken once a document: by lines, totals differ by a won."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import MappingProxyType

from claims.errors import Invalid

DIGITS: Mapping[str, int] = MappingProxyType({"KRW": 0, "JPY": 0, "USD": 2, "EUR": 2, "GBP": 2, "CNY": 2, "SGD": 2})
"""How many decimals a currency's minor unit stands for (ISO 4217)."""


@dataclass(frozen=True, slots=True)
class Vat:
    """`percent`: whole percent; `reason`: why it is none, such as zero-rated or foreign, "" where it is charged."""

    percent: int = 10
    reason: str = ""

    def of(self, supply: int) -> int:
        """VAT of a supply value, below one unit dropped; of a negative one as much as it takes back at the least."""
        return supply * self.percent // 100 if supply >= 0 else -(-supply * self.percent // 100)


@dataclass(frozen=True, slots=True)
class Sum:
    """What a document comes to. `supply`: value without VAT (공급가액); `vat`: 세액."""

    supply: int
    vat: int

    @property
    def total(self) -> int:
        return self.supply + self.vat


def summed(supply: int, vat: Vat) -> Sum:
    return Sum(supply, vat.of(supply))


def credited(before: int, credit: int, vat: Vat) -> Sum:
    """A credit of so much of a supply value; its VAT is what the document's VAT falls by, so that both documents add up to the new one."""
    if not 0 <= credit <= before:
        raise Invalid(field="credit", value=credit)
    return Sum(-credit, vat.of(before - credit) - vat.of(before))


def inclusive(total: int, vat: Vat) -> Sum:
    """The parts of a price that has VAT in it; the supply value is rounded, VAT is the rest."""
    supply = rounded(Fraction(total * 100, 100 + vat.percent))
    return Sum(supply, total - supply)


def rounded(value: Fraction) -> int:
    """To the nearest unit, a half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def prorated(amount: int, days: int, of_days: int) -> int:
    """An amount for part of a period, below one unit dropped: 21 of 30 days of 500,000 are 350,000."""
    if not 0 <= days <= of_days or of_days == 0:
        raise Invalid(field="days", value=days)
    return amount * days // of_days


def parse(text: str, currency: str = "KRW") -> int:
    """`1,250.50` in minor units. Raises Invalid for what is no amount or is finer than the minor unit."""
    try:
        value = Decimal(text.replace(",", "").strip()).scaleb(DIGITS[currency])
    except (ArithmeticError, KeyError) as error:
        raise Invalid(field="amount", value=text) from error
    if not value.is_finite() or value != value.to_integral_value(ROUND_HALF_UP) or not -(10**15) < value < 10**15:
        raise Invalid(field="amount", value=text)
    return int(value)


def plain(amount: int, currency: str = "KRW") -> str:
    """An amount as figures alone: `1,250.50`; the inverse of `parse`."""
    digits = DIGITS[currency]
    return f"{Decimal(amount).scaleb(-digits):,.{digits}f}"
