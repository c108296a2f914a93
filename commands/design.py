"""That something works as designed: said with what was seen and where it is written, and agreed to by a second person."""

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Guarded, Illegal, Missing, NotFound
from commands.acting import happened, is_lead, locked, possible, post, require_owner
from commands.guard import check_decided, waited
from storage import claims, designs
from storage.database import Tx
from storage.designs import Design

Reference = tuple[str, str, str]
"""Document, section, and the edition or version of it."""
LONGEST = 300


def design(tx: Tx, number: str, reference: Reference, text: str, *, by: Actor) -> Claim:
    """Note what was seen (`text`) and where it is written, and ask in the thread for a second person's agreement.

    Raises Missing naming the part, NotOwner, Illegal where the claim is over, Guarded where the customer's objection is not answered.
    """
    claim = locked(tx, number)
    require_owner(tx, claim, by, helpers=True)
    if not claim.is_open:
        raise Illegal(number=claim.number, verb="design", state=claim.state, legal=possible(claim))
    check_decided(tx, claim)
    told = dict(zip(("document", "section", "edition"), (each.strip()[:LONGEST] for each in reference), strict=True))
    for name, value in (*told.items(), ("text", text.strip())):
        if not value:
            raise Missing(field=name)
    designs.drop(tx, claim.id)
    designs.add(tx, claim, seen=text.strip(), proposed_by=by.id, **told)
    happened(tx, claim, "designed", by=by, visible=False, document=told["document"], section=told["section"], edition=told["edition"])
    post(tx, claim, "designed", by=by, text=text.strip(), **told)
    claims.look_again(tx, claim.id)
    return claim


def agree(tx: Tx, number: str, *, by: Actor) -> Claim:
    """Agree as the second person: neither the owner nor who proposed it; a lead alone once nobody has for a while.

    Raises NotFound where nothing waits for it, Guarded for the same person.
    """
    claim = locked(tx, number)
    found = _waiting(tx, claim)
    alone = by.id in (claim.owner, found.proposed_by)
    if alone and not (is_lead(tx, by) and waited(tx, claim, found)):
        raise Guarded(number=claim.number, what="second", hours=tx.rules.design.alone // 60)
    designs.change(tx, found, agreed_by=by.id, agreed_at=tx.now, alone=alone)
    happened(tx, claim, "agreed", by=by, visible=False, alone=alone)
    post(tx, claim, "agreed_alone" if alone else "agreed", by=by)
    claims.look_again(tx, claim.id)
    return claim


def disagree(tx: Tx, number: str, reason: str, *, by: Actor) -> Claim:
    """Say that it does not work as designed, and why: it takes another look. Raises NotFound, Missing."""
    claim = locked(tx, number)
    found = _waiting(tx, claim)
    if not reason.strip():
        raise Missing(field="reason")
    designs.change(tx, found, dropped_at=tx.now)
    happened(tx, claim, "disagreed", by=by, visible=False, reason=reason.strip())
    post(tx, claim, "disagreed", by=by, reason=reason.strip())
    claims.look_again(tx, claim.id)
    return claim


def _waiting(tx: Tx, claim: Claim) -> Design:
    found = designs.of_claim(tx, claim.id)
    if found is None or found.agreed_at or found.objected_at or not claim.is_open:
        raise NotFound(what="design", name=claim.number)
    return found
