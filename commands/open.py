"""Open a claim: a number, a thread, an acknowledgement, and the clocks start."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claims import number
from claims.actor import Actor, customer
from claims.claim import Claim
from claims.envelope import Attachment
from claims.errors import Invalid, Missing
from claims.lifecycle import State
from commands import clocks, know
from commands.acting import happened, post, send_automatic
from storage import claims, customers, messages
from storage.customers import Contact, Organisation
from storage.database import Tx
from storage.messages import Direction, Message


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer told us, by mail, on the telephone or through a colleague."""

    address: str
    name: str
    subject: str
    text: str
    new_text: str | None = None
    html: str | None = None
    language: str | None = None
    attachments: Sequence[Attachment] = ()
    notes: Sequence[str] = ()
    parties: Sequence[tuple[str, str]] = ()
    message_id: str | None = None
    raw_id: int | None = None


def open_claim(tx: Tx, told: Told, *, channel: str = "mail", greet: bool = True, follows: Claim | None = None, by: Actor) -> Claim:
    """A new claim in the customer's name. `channel`: mail, phone, form or slack; `greet`: acknowledge it.

    Raises Missing without an address, Invalid for something that is no address.
    """
    claim, contact = begun(tx, told, channel=channel, follows=follows, by=by)
    keep_told(tx, claim, told, contact, channel)
    if greet:
        send_automatic(tx, claim, "acknowledged", contact.address, by=by)
    return claim


def begun(tx: Tx, told: Told, *, channel: str, follows: Claim | None = None, by: Actor) -> tuple[Claim, Contact]:
    """A new claim before a word of its customer is kept. Raises as `open_claim`."""
    _check(told)
    contact = know.contact(tx, told.address, told.name)
    organisation = customers.organisation(tx, contact.organisation_id)
    claim = claims.add(
        tx,
        tail=number.tail(tx.token(4)),
        subject=told.subject,
        state=State.NEW,
        contact_id=contact.id,
        organisation_id=contact.organisation_id,
        channel=channel,
        follows=follows.id if follows else None,
        **(known := described(tx, organisation, told)),
        **clocks.start(tx, known["priority"], organisation),
    )
    know.join(tx, claim, told.parties)
    happened(tx, claim, "received", by=by, visible=True, channel=channel, priority=claim.priority, **clocks.began(claim))
    return claim, contact


def keep_told(tx: Tx, claim: Claim, told: Told, contact: Contact, channel: str) -> None:
    """Keep the customer's words with the claim and show them in its thread, with how they came where that was not by mail."""
    via = {} if channel == "mail" else {"via": channel}
    post(tx, claim, "mail_in", by=customer(contact.address), message=kept(tx, claim, told, contact).id, **via)


def kept(tx: Tx, claim: Claim, told: Told, contact: Contact) -> Message:
    """Keep the customer's words with the claim."""
    message = messages.add(
        tx,
        claim,
        Direction.IN,
        told.text,
        by=customer(contact.address),
        name=told.name or contact.name,
        new_text=told.new_text,
        html=told.html,
        notes=told.notes,
        raw_id=told.raw_id,
        attached=told.attachments,
    )
    if told.message_id:
        messages.remember_id(tx, claim, told.message_id, ours=False)
    return message


def _check(told: Told) -> None:
    if not told.address:
        raise Missing(field="address")
    if not know.is_address(told.address):
        raise Invalid(field="address", value=told.address)


def described(tx: Tx, organisation: Organisation | None, told: Told) -> dict[str, Any]:
    """What a claim's row says before anybody looked at it: language, product, priority."""
    language = (organisation.language if organisation else None) or told.language or tx.rules.desk.language
    priority = clocks.provisional(tx, told.subject, told.text if told.new_text is None else told.new_text)
    product = organisation.product if organisation else None
    return {"language": language, "product": product, "priority": priority}
