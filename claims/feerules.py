"""What desk.toml says of money: what an hour costs where no rate card is kept, how long offers hold, and who we are on paper."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import Field, field_validator

from claims.business_number import business_number
from claims.errors import Invalid
from claims.money import DIGITS, Vat
from claims.plans import Section
from claims.rates import MULTIPLIERS, Kind, RateCard

APPROVE = (
    "승인",
    "승인합니다",
    "승인함",
    "승인하겠습니다",
    "동의합니다",
    "견적을 승인합니다",
    "approve",
    "approved",
    "i approve",
    "we approve",
)
DECLINE = ("거절", "거절합니다", "승인하지 않습니다", "미승인", "decline", "declined", "i decline", "we decline", "not approved")

THANKS = ("감사합니다", "고맙습니다", "수고하세요", "수고하십시오", "thanks", "thank you", "best regards", "kind regards", "regards")


class Supplier(Section):
    """Who issues quotes and statements, as it stands on them; `seal`: a PNG of the seal (직인), a path from where the desk starts;
    `item`: what a tax invoice says it is for (품목), its month behind it."""

    name: str = ""
    business_number: str = ""
    representative: str = ""
    address: str = ""
    seal: str = ""
    item: str = "기술지원 수수료"

    @field_validator("business_number")
    @classmethod
    def _checked(cls, value: str) -> str:
        try:
            return business_number(value) if value else ""
        except Invalid as error:
            raise ValueError(f"{value} is no 사업자등록번호: its last digit does not fit the others") from error


class FeeRules(Section):
    """`rate`: minor units of `currency` an hour, where no rate card is kept; `unit` and `minimum`: minutes; `vat`: percent;
    `cost`: what an hour of support costs us, in minor units, 0: not told.

    Business days: `valid_days` of a quote, `remind` before it expires, `dispute_days`, `answer_days`. `lead_limit`: the highest supply
    value that leaves without a lead; `warn_percent` of the cap at which the owner hears. `approve` and `decline`: what a mail may say;
    `thanks`: what may stand below it, besides the writer's name.
    """

    currency: str = "KRW"
    rate: int = Field(106_100, ge=0)
    unit: int = Field(30, gt=0)
    minimum: int = Field(30, ge=0)
    vat: int = Field(10, ge=0, le=100)
    cost: int = Field(0, ge=0)
    multipliers: Mapping[Kind, Decimal] = {}
    valid_days: int = Field(10, gt=0)
    remind: tuple[int, ...] = (3, 7)
    dispute_days: int = Field(10, gt=0)
    answer_days: int = Field(5, gt=0)
    lead_limit: int = Field(1_000_000, ge=0)
    warn_percent: int = Field(80, gt=0, lt=100)
    approve: tuple[str, ...] = APPROVE
    decline: tuple[str, ...] = DECLINE
    thanks: tuple[str, ...] = THANKS

    @field_validator("currency")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in DIGITS:
            raise ValueError(f"there is no currency {value!r} here, only {', '.join(DIGITS)}")
        return value

    @property
    def approve_words(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in self.approve)

    @property
    def decline_words(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in self.decline)

    @property
    def thanks_words(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in self.thanks)

    @property
    def card(self) -> RateCard:
        """The rate card that holds until one is kept."""
        return RateCard(0, date(1970, 1, 1), self.rate, self.unit, self.minimum, {**MULTIPLIERS, **self.multipliers})

    @property
    def usual_vat(self) -> Vat:
        return Vat(self.vat)
