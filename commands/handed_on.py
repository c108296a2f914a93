"""A colleague hands a customer's mail on to the desk: the claim is the customer's, who hears which address to write to from now on."""

from dataclasses import replace

from claims.actor import Actor
from claims.claim import Claim
from claims.envelope import Envelope, MailKind
from commands import know
from commands.acting import send_automatic
from commands.hear import hear
from commands.open import Told, open_claim
from storage import people
from storage.database import Tx


def customers_mail(tx: Tx, envelope: Envelope) -> Envelope | None:
    """The customer's mail inside one that colleagues handed on, from one to the other perhaps."""
    inside = envelope.forwarded
    while inside and people.by_address(tx, inside.sender):
        inside = inside.forwarded
    return inside if inside and inside.kind is MailKind.HUMAN and know.is_address(inside.sender) else None


def handed_on(tx: Tx, claim: Claim | None, told: Told, *, greet: bool, desk: str, by: Actor) -> Claim:
    """The customer's words join the claim they belong to, or open one in their name. `desk`: the representative address.

    Whom a colleague's mail program names as its readers are not believed to be the customer's.
    """
    told = replace(told, parties=())
    if claim:
        return hear(tx, claim, told, greet=greet)
    opened = open_claim(tx, told, greet=False, by=by)
    if greet:
        send_automatic(tx, opened, "redirected", told.address.lower(), by=by, desk=desk)
    return opened
