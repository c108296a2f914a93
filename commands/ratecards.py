"""Rate cards as CSV: out as they stand, in all or nothing, every bad line named."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from claims.actor import Actor
from claims.money import plain
from claims.rates import EXTRAS, MULTIPLIERS, Kind, RateCard
from commands import table
from commands.table import Bad, Brought, Row
from storage import contracts, imports
from storage.contracts import Card
from storage.database import Tx

RATES = ("version", "valid_from", "currency", "rate", "unit", "minimum", *EXTRAS)


def rates_out(tx: Tx) -> str:
    return table.written(RATES, (_row(each) for each in contracts.cards(tx)))


def rates_in(tx: Tx, text: str, *, dry_run: bool = False, by: Actor) -> Brought:
    """Keep the cards that the lines say, each known by its version. `dry_run`: only look at them."""
    kept, seen = {each.card.version: each for each in contracts.cards(tx)}, set[int]()
    read = table.read(text, RATES, lambda row: _once(_card(row, kept, tx.rules.fees.currency), seen))
    if not read.faults and not dry_run:
        imports.add(tx, "rates", len(read.lines), text, by=by)
        for each in read.lines:
            contracts.keep_card(tx, each)
    return read.brought


def _once(card: Card, seen: set[int]) -> Card:
    if card.card.version in seen:
        raise Bad("version", str(card.card.version))
    seen.add(card.card.version)
    return card


def _card(row: Row, kept: Mapping[int, Card], usual: str) -> Card:
    """What a column that is not there leaves stays as it was."""
    version = table.whole(row, "version", 0)
    is_new = version not in kept
    known = kept.get(version, Card(usual, RateCard(0, date.min, 0)))
    was, currency = known.card, table.currency(row, known.currency, usual)
    unit = table.whole(row, "unit", 30 if "unit" in row else was.unit)
    if version == 0 or unit == 0:
        raise Bad("unit" if version else "version", "0")
    if not row.get("rate") and ("rate" in row or is_new or currency != known.currency):
        raise Bad("rate", "")
    return Card(
        currency,
        RateCard(
            version,
            was.valid_from if "valid_from" not in row and not is_new else table.day(row, "valid_from"),
            table.amount(row, "rate", currency) if "rate" in row else was.rate,
            unit,
            table.whole(row, "minimum", 30 if "minimum" in row else was.minimum),
            dict(was.multipliers) | {kind: _multiplier(row, kind) for kind in EXTRAS if kind in row},
        ),
    )


def _multiplier(row: Row, kind: Kind) -> Decimal:
    return table.multiplier(row, kind) if row[kind] else MULTIPLIERS[kind]


def _row(kept: Card) -> dict[str, Any]:
    card = kept.card
    return {
        "version": card.version,
        "valid_from": card.valid_from.isoformat(),
        "currency": kept.currency,
        "rate": plain(card.rate, kept.currency).replace(",", ""),
        "unit": card.unit,
        "minimum": card.minimum,
        **{kind: card.multipliers.get(kind, Decimal(1)) for kind in EXTRAS},
    }
