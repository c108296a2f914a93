"""Who pays, under which contract, at which rates, and who may approve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from claims.claim import ClaimClass
from claims.money import Vat
from claims.rates import Kind, RateCard
from storage.customers import Contact
from storage.database import Tx
from storage.tables import contacts, contracts, payers, rate_cards

_PAYER = select(payers).where(payers.c.organisation_id == bindparam("organisation"))
_CONTRACTS = select(contracts).where(contracts.c.organisation_id == bindparam("organisation")).order_by(contracts.c.valid_from)
_ALL = select(contracts).order_by(contracts.c.organisation_id, contracts.c.valid_from)
_CARDS = select(rate_cards).order_by(rate_cards.c.version)
_APPROVERS = (
    select(contacts).where(contacts.c.organisation_id == bindparam("organisation"), contacts.c.approver).order_by(contacts.c.address)
)


class Period(StrEnum):
    """For how long a contract's included minutes last."""

    MONTH = "month"
    YEAR = "year"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Payer:
    """An organisation on paper. `business_number`: "" where it has none, as abroad."""

    organisation_id: int
    business_number: str
    legal_name: str
    representative: str
    address: str
    currency: str
    vat: Vat


@dataclass(frozen=True, slots=True)
class Contract:
    """Days from and to, both included. `classes`: what it covers; `included`: minutes a `period`; in minor units `standing`: the supply
    value that is approved beforehand for each claim, and `monthly_fee`: what the contract brings each month, 0 where that is not told.

    `incidents`: in place of minutes, how many claims a `period` are worked on at no charge; `incident_price`: what each beyond costs.
    """

    organisation_id: int
    valid_from: date
    valid_to: date
    classes: frozenset[ClaimClass]
    included: int
    period: Period
    standing: int
    monthly_fee: int = 0
    incidents: int = 0
    incident_price: int = 0

    def holds(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to

    def span(self, day: date) -> tuple[date, date]:
        """The first and last day of the period of included minutes that a day is in."""
        if self.period is Period.CONTRACT:
            return self.valid_from, self.valid_to
        first = day.replace(day=1) if self.period is Period.MONTH else day.replace(month=1, day=1)
        following = (first.replace(day=28) + _FEW_DAYS).replace(day=1) if self.period is Period.MONTH else first.replace(year=day.year + 1)
        return max(first, self.valid_from), min(following - _DAY, self.valid_to)


_DAY = date(2000, 1, 2) - date(2000, 1, 1)
_FEW_DAYS = 4 * _DAY


@dataclass(frozen=True, slots=True)
class Card:
    """A rate card with the currency of its rate."""

    currency: str
    card: RateCard


def payer(tx: Tx, organisation_id: int) -> Payer | None:
    row = tx.execute(_PAYER, {"organisation": organisation_id}).one_or_none()
    return _payer(row) if row else None


def _payer(row: Any) -> Payer:
    vat = Vat(row.vat_percent, row.vat_reason)
    return Payer(row.organisation_id, row.business_number, row.legal_name, row.representative, row.address, row.currency, vat)


def keep_payer(tx: Tx, kept: Payer) -> None:
    tx.connection.execute(delete(payers).where(payers.c.organisation_id == kept.organisation_id))
    values = {name: getattr(kept, name) for name in ("organisation_id", "business_number", "legal_name", "representative", "address")}
    tx.connection.execute(
        payers.insert().values(currency=kept.currency, vat_percent=kept.vat.percent, vat_reason=kept.vat.reason, **values)
    )


def forget_payer(tx: Tx, organisation_id: int) -> None:
    tx.connection.execute(delete(payers).where(payers.c.organisation_id == organisation_id))


def of_organisation(tx: Tx, organisation_id: int) -> list[Contract]:
    """Its contracts, oldest first."""
    return [_contract(row) for row in tx.execute(_CONTRACTS, {"organisation": organisation_id})]


def everyones(tx: Tx) -> list[Contract]:
    """The contracts of all customers, those of each oldest first."""
    return [_contract(row) for row in tx.execute(_ALL, {})]


def on(tx: Tx, organisation_id: int | None, day: date) -> Contract | None:
    """The contract that holds on a day; of several the newest."""
    found = [each for each in of_organisation(tx, organisation_id) if each.holds(day)] if organisation_id else []
    return found[-1] if found else None


def days(held: Sequence[Contract]) -> list[tuple[Contract, list[tuple[date, date]]]]:
    """Each of a customer's contracts, oldest first, with the days from and to on which it counts: one a day, of several the newest."""
    return [(each, _without((each.valid_from, each.valid_to), held[place:])) for place, each in enumerate(held, 1)]


def _without(whole: tuple[date, date], newer: Sequence[Contract]) -> list[tuple[date, date]]:
    spans = [whole]
    for each in newer:
        parts = [((first, min(last, each.valid_from - _DAY)), (max(first, each.valid_to + _DAY), last)) for first, last in spans]
        spans = [part for pair in parts for part in pair if part[0] <= part[1]]
    return spans


def _contract(row: Any) -> Contract:
    return Contract(
        row.organisation_id,
        date.fromisoformat(row.valid_from),
        date.fromisoformat(row.valid_to),
        frozenset(ClaimClass(each) for each in row.classes),
        row.included,
        Period(row.period),
        row.standing,
        row.monthly_fee,
        row.incidents,
        row.incident_price,
    )


def keep(tx: Tx, kept: Contract) -> None:
    """One contract an organisation and first day: written again, it takes the place of what was there."""
    first = kept.valid_from.isoformat()
    tx.connection.execute(delete(contracts).where(contracts.c.organisation_id == kept.organisation_id, contracts.c.valid_from == first))
    tx.connection.execute(
        contracts.insert().values(
            organisation_id=kept.organisation_id,
            valid_from=first,
            valid_to=kept.valid_to.isoformat(),
            classes=sorted(kept.classes),
            included=kept.included,
            period=kept.period,
            standing=kept.standing,
            monthly_fee=kept.monthly_fee,
            incidents=kept.incidents,
            incident_price=kept.incident_price,
        )
    )


def cards(tx: Tx) -> list[Card]:
    """Every rate card, by its version."""
    return [_card(row) for row in tx.execute(_CARDS, {})]


def _card(row: Any) -> Card:
    return Card(
        row.currency, card_of({name: getattr(row, name) for name in ("version", "valid_from", "rate", "unit", "minimum", "multipliers")})
    )


def card_of(kept: dict[str, Any]) -> RateCard:
    """The inverse of `plain_card`."""
    multipliers = {Kind(kind): Decimal(each) for kind, each in kept["multipliers"].items()}
    return RateCard(kept["version"], date.fromisoformat(kept["valid_from"]), kept["rate"], kept["unit"], kept["minimum"], multipliers)


def plain_card(card: RateCard) -> dict[str, Any]:
    """As plain values, kept with each quote: what was approved does not change with the card."""
    return {
        "version": card.version,
        "valid_from": card.valid_from.isoformat(),
        "rate": card.rate,
        "unit": card.unit,
        "minimum": card.minimum,
        "multipliers": {kind.value: str(each) for kind, each in card.multipliers.items()},
    }


def keep_card(tx: Tx, kept: Card) -> None:
    tx.connection.execute(delete(rate_cards).where(rate_cards.c.version == kept.card.version))
    tx.connection.execute(rate_cards.insert().values(currency=kept.currency, **plain_card(kept.card)))


def approvers(tx: Tx, organisation_id: int) -> list[Contact]:
    """Contacts who may approve quotes for their organisation, by their addresses."""
    rows = tx.execute(_APPROVERS, {"organisation": organisation_id})
    return [Contact(row.id, row.address, row.name, row.organisation_id, row.overview) for row in rows]


def set_approvers(tx: Tx, organisation_id: int, ids: Iterable[int]) -> None:
    """From now on these contacts of the organisation may approve, and no others."""
    of_it = contacts.c.organisation_id == organisation_id
    tx.connection.execute(update(contacts).where(of_it).values(approver=False))
    tx.connection.execute(update(contacts).where(of_it, contacts.c.id.in_(list(ids))).values(approver=True))
