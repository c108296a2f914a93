"""The one objection to "works as designed", and the product owner's answer, which is final."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from claims.actor import Actor
from claims.claim import Claim, ClaimClass, priority_of
from claims.envelope import Attachment
from claims.errors import NotFound
from claims.lifecycle import Move
from commands import clocks
from commands.acting import happened, locked, looked_up, moved, post, send_automatic
from commands.credit import overturned as credited
from commands.guard import answer_due, objectable
from commands.product import deciders, require_product
from commands.reply import check_words, send_words
from storage import claims, customers, designs
from storage.database import Tx
from storage.designs import Design
from storage.messages import Message


def objecting(tx: Tx, claim: Claim) -> datetime | None:
    """When an opening of the claim now is the one objection: until when it is answered."""
    return answer_due(tx, claim) if objectable(tx, claim) else None


def object_to(tx: Tx, claim: Claim, due: datetime, *, by: Actor) -> None:
    """Keep the objection of a claim that was just opened again, tell the customer who answers by when, and call the product owner."""
    found = designs.of_claim(tx, claim.id) or designs.add(tx, claim)
    designs.change(tx, found, objected_at=tx.now, answer_due=due)
    happened(tx, claim, "objected", by=by, visible=True, due=due.isoformat())
    send_automatic(tx, claim, "objected", customers.contact(tx, claim.contact_id).address, by=by, due=due.isoformat())
    post(tx, claim, "objected", by=by, to=deciders(tx), due=due.isoformat())


def may_decide(tx: Tx, number: str, *, by: Actor) -> Claim:
    """The claim, if its objection waits for this person. Raises NotAllowed, NotFound where none waits."""
    return _waiting(tx, looked_up(tx, number), by)[0]


def affirm(
    tx: Tx, number: str, text: str, *, letter: Mapping[str, Any] | None = None, attached: Sequence[Attachment] = (), by: Actor
) -> Message:
    """It works as designed indeed: the claim is resolved again, finally. `letter`: exactly as previewed.

    Raises NotAllowed, NotFound, Missing, Illegal while we wait for the customer.
    """
    claim, found = _waiting(tx, locked(tx, number), by)
    check_words(tx, text)
    designs.change(tx, found, decided_by=by.id, decided_at=tx.now, overturned=False)
    resolved = clocks.answered(tx, moved(tx, claim, Move.RESOLVE, resolved_at=tx.now), None)
    happened(tx, resolved, "upheld", by=by, visible=True, was=claim)
    return send_words(tx, clocks.refresh(tx, resolved), "affirm", text, letter=letter, attached=attached, by=by)


def overturn(
    tx: Tx, number: str, text: str, *, letter: Mapping[str, Any] | None = None, attached: Sequence[Attachment] = (), by: Actor
) -> Message:
    """It is a defect: the claim goes on as one, nothing of it is charged, and the customer hears that we are sorry.

    Raises NotAllowed, NotFound, Missing.
    """
    claim, found = _waiting(tx, locked(tx, number), by)
    check_words(tx, text)
    designs.change(tx, found, decided_by=by.id, decided_at=tx.now, overturned=True)
    priority = priority_of(ClaimClass.DEFECT, claim.severity, claim.impact) if claim.severity and claim.impact else claim.priority
    defect = claims.change(tx, claim, claim_class=ClaimClass.DEFECT, priority=priority, chargeable=False)
    answered = clocks.answered(tx, credited(tx, defect, by=by), None)
    happened(tx, answered, "overturned", by=by, visible=True, was=claim, claim_class=ClaimClass.DEFECT, priority=priority)
    post(tx, answered, "overturned", by=by)
    return send_words(tx, clocks.refresh(tx, answered), "overturn", text, letter=letter, attached=attached, by=by)


def _waiting(tx: Tx, claim: Claim, by: Actor) -> tuple[Claim, Design]:
    found = designs.of_claim(tx, claim.id)
    if found is None or not found.pending or not claim.is_open:
        raise NotFound(what="objection", name=claim.number)
    require_product(tx, by, claim.owner)
    return claim, found
