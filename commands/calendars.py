"""Which plan, calendar and targets hold for whom: desk.toml, the customer's plan, and the days decided in Slack."""

from collections.abc import Mapping
from datetime import date

from claims import public_holidays
from claims.claim import Claim
from claims.public_holidays import Year
from claims.terms import Book, Terms
from storage import holidays
from storage.customers import Organisation
from storage.database import Tx


def book(tx: Tx) -> Book:
    """All of them; read once where many claims are looked at."""
    return Book(tx.rules, holidays.decided(tx))


def terms(tx: Tx, claim: Claim) -> Terms:
    """What holds for one claim now."""
    return book(tx).of(claim)


def learn(_: Tx, told: Mapping[Year, frozenset[date]]) -> None:
    """Public holidays that were looked up already, for the process that writes."""
    public_holidays.learn(told)


def plan_of(tx: Tx, organisation: Organisation | None) -> str:
    """The name of the plan that a new claim of this organisation comes under."""
    named = organisation.plan if organisation else None
    return named if named in tx.rules.plan_names else tx.rules.desk.plan
