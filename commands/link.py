"""Two claims have to do with each other, and each says so; the customers hear nothing of it."""

from dataclasses import dataclass

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Invalid
from commands.acting import happened, locked_together
from storage import links
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Mates:
    """Two claims that have to do with each other, or no more; whether that is new."""

    claim: Claim
    other: Claim
    changed: bool


def link(tx: Tx, number: str, other: str, *, off: bool = False, by: Actor) -> Mates:
    """Link two claims, of whatever customers, or with `off` part them; once more changes nothing.

    Raises Invalid for a claim with itself, NotFound.
    """
    claim, mate = locked_together(tx, number, other)
    if claim.id == mate.id:
        raise Invalid(field="other", value=mate.number)
    if links.are_linked(tx, claim.id, mate.id) == (not off):
        return Mates(claim, mate, changed=False)
    (links.unlink if off else links.link)(tx, claim.id, mate.id)
    for one, another in ((claim, mate), (mate, claim)):
        happened(tx, one, "unlinked" if off else "linked", by=by, visible=False, number=another.number)
    return Mates(claim, mate, changed=True)
