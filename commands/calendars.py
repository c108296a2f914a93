"""Which plan, calendar and targets hold for whom: desk.toml, the customer's plan, and the days decided in Slack."""

from claims.claim import Claim
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


def plan_of(tx: Tx, organisation: Organisation | None) -> str:
    """The name of the plan that a new claim of this organisation comes under."""
    named = organisation.plan if organisation else None
    return named if named in tx.rules.plan_names else tx.rules.desk.plan
