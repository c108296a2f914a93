"""Where a claim lives on: in the one it was joined with, however many steps away."""

from collections.abc import Iterable
from datetime import datetime

from claims.claim import Claim
from storage import claims
from storage.database import Tx


def surviving(tx: Tx, claim: Claim) -> Claim:
    """The claim, locked, that a word to `claim` belongs to: where it was joined with one that is closed too, it is `claim` itself."""
    last = last_of(tx, claim)
    locked = {each: claims.find(tx, each, lock=True) for each in sorted({claim.id, last.id})}
    first, end = (locked[each.id] or each for each in (claim, last))
    if (first.merged_into, end.merged_into) != (claim.merged_into, None):
        return surviving(tx, first)  # joined or parted meanwhile
    return first if end.closed_at else end


def last_of(tx: Tx, claim: Claim) -> Claim:
    """The one that stands for it, itself where it was joined with none. No circle: what was joined is closed, and nothing joins that."""
    while claim.merged_into:
        found = claims.find(tx, claim.merged_into)
        assert found, "claims are never deleted"
        claim = found
    return claim


def ends_of(tx: Tx, several: Iterable[Claim]) -> dict[int | None, int]:
    """Of those that were joined with another one, the one that stands for each, by its id."""
    ends: dict[int | None, int] = {each.id: each.merged_into for each in several if each.merged_into}
    while ends:
        further = {each.id: each.merged_into for each in claims.many(tx, sorted({*ends.values()})) if each.merged_into}
        if not further:
            break
        ends = {each: further.get(end, end) for each, end in ends.items()}
    return ends


def ended_at(tx: Tx, claim: Claim) -> datetime | None:
    """When the matter was closed: for a joined claim, when that one was."""
    return last_of(tx, claim).closed_at
