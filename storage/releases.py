"""In which version, and on which day, what a claim waits for comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from claims.actor import Actor
from claims.claim import Claim
from storage.database import Tx
from storage.tables import problems, releases


@dataclass(frozen=True, slots=True)
class Release:
    version: str
    day: date


_FIND = select(releases.c.version, releases.c.day).where(releases.c.claim_id == bindparam("claim"))

_CAME = select(releases.c.day, releases.c.version, releases.c.actor).where(
    releases.c.day >= bindparam("first"), releases.c.day <= bindparam("last")
)
_FIXED = select(problems.c.fixed_on, problems.c.version, problems.c.owner).where(
    problems.c.fixed_on >= bindparam("first"), problems.c.fixed_on <= bindparam("last")
)


def of_claim(tx: Tx, identity: int) -> Release | None:
    row = tx.execute(_FIND, {"claim": identity}).one_or_none()
    return Release(row[0], date.fromisoformat(row[1])) if row else None


def of_claims(tx: Tx, identities: Sequence[int]) -> dict[int, Release]:
    """The same for many."""
    query = select(releases.c.claim_id, releases.c.version, releases.c.day).where(releases.c.claim_id.in_(identities))
    return {row.claim_id: Release(row.version, date.fromisoformat(row.day)) for row in tx.connection.execute(query)}


def came(tx: Tx, first: date, last: date) -> dict[tuple[date, str], Actor]:
    """The versions by which claims or problems were fixed on these days, each with somebody who said so."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    rows = (*tx.execute(_CAME, days), *((day, version, f"person:{owner}") for day, version, owner in tx.execute(_FIXED, days)))
    return {(date.fromisoformat(day), version): Actor.parse(actor) for day, version, actor in rows}


def plan(tx: Tx, claim: Claim, version: str, day: date, *, by: Actor) -> None:
    """The newest plan holds."""
    tx.connection.execute(releases.delete().where(releases.c.claim_id == claim.id))
    tx.connection.execute(releases.insert().values(claim_id=claim.id, version=version, day=day.isoformat(), at=tx.now, actor=str(by)))
