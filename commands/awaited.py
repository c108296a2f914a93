"""What waits for one person of the team beside their own claims: to agree, to decide, to approve, to look into."""

from dataclasses import dataclass

from claims.actor import Actor
from commands.acting import is_lead
from commands.guard import waited
from commands.product import speaks
from storage import claims, designs, lists, quotes, surveys
from storage.database import Tx
from storage.designs import Design
from storage.lists import Listed

MOST = 100
"""Of each kind; whoever has more has enough to do."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A claim, and the verb that it waits for."""

    verb: str
    claim: Listed


def awaited(tx: Tx, *, by: Actor) -> tuple[Awaited, ...]:
    """Oldest first within each kind: agreement to "works as designed", answers to objections, large quotes, low votes."""
    wanted = [(verb, each.claim_id) for each in designs.waiting(tx, MOST) if (verb := _verb(tx, each, by))]
    if is_lead(tx, by):
        wanted += [("endorse", each) for each in quotes.held(tx, MOST)]
        wanted += [("dsat", each) for each in surveys.unreviewed(tx, MOST)]
    found = lists.of_claims(tx, [claim for _, claim in wanted])
    return tuple(Awaited(verb, found[claim]) for verb, claim in wanted)


def _verb(tx: Tx, design: Design, by: Actor) -> str | None:
    claim = claims.find(tx, design.claim_id)
    assert claim, "claims are never deleted"
    if design.pending:
        return "affirm" if speaks(tx, by, claim.owner) else None
    second = by.id not in (claim.owner, design.proposed_by)
    return "agree" if second or (is_lead(tx, by) and waited(tx, claim, design)) else None
