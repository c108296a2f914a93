"""What stands beside a claim and its customer may see: read for one, or for many in as many statements as for a few."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.claim import Claim, ClaimClass
from claims.lifecycle import CloseReason, State
from claims.quotes import newest
from commands import clocks, guard
from commands.calendars import book
from commands.fees import Owed, account, owed
from storage import claims, designs, features, issues, quotes, releases
from storage.database import Tx
from storage.features import Feature
from storage.issues import Issue
from storage.releases import Release


@dataclass(frozen=True, slots=True)
class Beside:
    """See commands.show.Seen, whose values they are; `owed`: what the claim costs so far."""

    owed: Owed
    issue: Issue
    closing: datetime | None
    objectable: bool
    feature: Feature | None
    offered: str | None
    release: Release | None
    follows: str | None
    split_from: str | None


def of_one(tx: Tx, claim: Claim, issue: Issue, known: Owed | None = None) -> Beside:
    """`known`: how it stands in money, where that is read already."""
    offered = newest(quotes.of_claim(tx, claim.id)) if claim.state is State.WAITING_APPROVAL else None
    return Beside(
        owed=known or _owed(tx, claim, issue),
        issue=issue,
        closing=clocks.closing(tx, claim),
        objectable=claim.state is State.RESOLVED and guard.objectable(tx, claim) is not None,
        feature=features.of_claim(tx, claim.id) if claim.close_reason is CloseReason.TRANSFERRED else None,
        offered=offered.number if offered else None,
        release=releases.of_claim(tx, claim.id) if claim.state is State.WAITING_RELEASE else None,
        follows=_number(tx, claim.follows),
        split_from=_number(tx, claim.split_from),
    )


def of_many(tx: Tx, several: Sequence[Claim]) -> dict[int, Beside]:
    """By the claims' ids."""
    told, known = issues.of_claims(tx, [each.id for each in several]), book(tx)
    resolved = [each.id for each in several if each.state is State.RESOLVED and each.claim_class is ClaimClass.WAD]
    agreed = designs.of_claims(tx, resolved)
    wished = features.of_claims(tx, [each.id for each in several if each.close_reason is CloseReason.TRANSFERRED])
    offers = quotes.of_claims(tx, [each.id for each in several if each.state is State.WAITING_APPROVAL])
    coming = releases.of_claims(tx, [each.id for each in several if each.state is State.WAITING_RELEASE])
    numbers = _numbers(tx, (other for each in several for other in (each.follows, each.split_from)))
    return {
        each.id: Beside(
            owed=_owed(tx, each, told[each.id]),
            issue=told[each.id],
            closing=clocks.closing(tx, each, known),
            objectable=each.id in resolved and guard.until(tx, each, agreed.get(each.id), known) is not None,
            feature=wished.get(each.id),
            offered=offered.number if (offered := newest(offers.get(each.id, ()))) else None,
            release=coming.get(each.id),
            follows=numbers.get(each.follows),
            split_from=numbers.get(each.split_from),
        )
        for each in several
    }


def _owed(tx: Tx, claim: Claim, issue: Issue) -> Owed:
    """Only where something was offered there is anything to reckon."""
    return owed(account(tx, claim)) if issue[2] else (0, tx.rules.fees.currency, False)


def _number(tx: Tx, identity: int | None) -> str | None:
    found = claims.find(tx, identity) if identity else None
    return found.number if found else None


def _numbers(tx: Tx, identities: Iterable[int | None]) -> Mapping[int | None, str]:
    return {each.id: each.number for each in claims.many(tx, sorted({each for each in identities if each}))}
