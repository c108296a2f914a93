"""Take in mail from before the desk began: claims and messages as usual, but silent, and over."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from claims import number
from claims.actor import Actor, customer, operator, person
from claims.claim import Claim
from claims.envelope import Envelope, MailKind
from claims.lifecycle import CloseReason, State
from commands import know
from commands.acting import post, redraw
from commands.belong import REFERENCES, belongs, is_believed, may_bring
from commands.hear import is_long_over
from commands.open import Told, described, kept
from commands.receive import Became, Head, Received, from_form, quarantine, receive, told_of
from storage import claims, customers, messages, people, timeline
from storage.database import Tx
from storage.messages import Direction, Message


def remember(
    tx: Tx, envelope: Envelope, raw: bytes, *, wire: str, desk: tuple[str, ...], came_at: datetime, threads: bool = False
) -> Received:
    """Keep an old mail as it would have been kept when it came, and say nothing to anybody.

    A claim that begins so stands CLOSED as imported, since its last mail; nothing in it is due. `threads`: show it in Slack all the same.
    """
    sort = partial(_sorted, present=tx if threads else None)
    return receive(then(tx, came_at), envelope, raw, wire=wire, desk=desk, sort=sort, tell=False)


def set_aside(tx: Tx, raw: bytes, reason: str, *, wire: str, came_at: datetime, head: Head | None = None) -> Received:
    """Keep an old mail that could not be read."""
    return quarantine(then(tx, came_at), raw, reason, wire=wire, tell=False)


def then(tx: Tx, came_at: datetime) -> Tx:
    """The transaction as if it were the hour when the mail came."""
    return replace(tx, now=min(came_at, tx.now))


def _sorted(tx: Tx, envelope: Envelope, raw_id: int, desk: tuple[str, ...], *, present: Tx | None) -> Received:
    envelope = from_form(envelope, desk)
    claim = belongs(tx, envelope) or _was_answered(tx, envelope, desk)
    told = told_of(tx, envelope, raw_id, desk)
    if envelope.sender in desk:
        return _answered(tx, claim, told, envelope)
    if envelope.kind is not MailKind.HUMAN:
        return _machine(tx, claim, envelope)
    member = people.by_address(tx, envelope.sender) if is_believed(envelope) else None
    if member and claim:
        _said(tx, claim, Direction.NOTE, told, person(member.id))
        return Received(Became.NOTE, claim.number, "a colleague wrote about it")
    if claim and not may_bring(tx, envelope):
        told = replace(told, parties=())
    follows = claim if claim and is_long_over(tx, claim) else None
    found = claim if claim and not follows else _opened(tx, told, follows)
    message = _heard(tx, found, told, again=found is claim)
    _show(present, found, message)
    return Received(Became.REPLY if found is claim else Became.CLAIM, found.number, "history")


def _opened(tx: Tx, told: Told, follows: Claim | None) -> Claim:
    """No move of anybody's: an imported claim is over from the start."""
    contact = know.contact(tx, told.address, told.name)
    claim = claims.add(
        tx,
        tail=number.tail(tx.token(4)),
        subject=told.subject,
        state=State.NEW,
        contact_id=contact.id,
        organisation_id=contact.organisation_id,
        channel="mail",
        follows=follows.id if follows else None,
        **described(tx, customers.organisation(tx, contact.organisation_id), told),
    )
    timeline.append(tx, claim, "received", by=customer(told.address), visible=True, channel="mail", priority=claim.priority)
    closed = claims.change(tx, claim, state=State.CLOSED, close_reason=CloseReason.IMPORTED, closed_at=tx.now)
    by = operator("import")
    timeline.append(tx, closed, "closed", by=by, visible=True, was=claim.state, reason=CloseReason.IMPORTED, text="")
    return closed


def _heard(tx: Tx, claim: Claim, told: Told, *, again: bool) -> Message:
    contact = know.contact(tx, told.address, told.name)
    joining = [(contact.address, contact.name)] if again else []
    know.join(tx, claim, [*joining, *told.parties])
    if again:
        timeline.append(tx, claim, "answered", by=customer(contact.address), visible=True, channel="mail")
    _still_over(tx, claim)
    return kept(tx, claim, told, contact)


def _still_over(tx: Tx, claim: Claim) -> None:
    """What was imported is over since its last mail; what people work on is none of history's business."""
    if claim.close_reason is CloseReason.IMPORTED and claim.closed_at and claim.closed_at < tx.now:
        claims.change(tx, claim, closed_at=tx.now)


def _was_answered(tx: Tx, envelope: Envelope, desk: tuple[str, ...]) -> Claim | None:
    """The claim whose customer the desk's own address wrote to, by the mail it answers."""
    found = messages.claim_of_ids(tx, envelope.references[-REFERENCES:]) if envelope.sender in desk else None
    claim = claims.find(tx, found, lock=True) if found else None
    is_told = claim and customers.contact(tx, claim.contact_id).address in (*envelope.to, *envelope.cc)
    return claim if is_told else None


def _answered(tx: Tx, claim: Claim | None, told: Told, envelope: Envelope) -> Received:
    """An answer that somebody wrote in the desk's name before there was a desk."""
    if claim is None or envelope.kind is not MailKind.HUMAN or not is_believed(envelope):
        return Received(Became.AUTO, claim.number if claim else None, "our own address wrote it")
    _said(tx, claim, Direction.OUT, told, operator("import"))
    return Received(Became.REPLY, claim.number, "our own address answered")


def _said(tx: Tx, claim: Claim, direction: Direction, told: Told, by: Actor) -> None:
    _still_over(tx, claim)
    name, attached = told.name or told.address, told.attachments
    messages.add(tx, claim, direction, told.text, by=by, name=name, new_text=told.new_text, raw_id=told.raw_id, attached=attached)
    if told.message_id:
        messages.remember_id(tx, claim, told.message_id, ours=False)


def _machine(tx: Tx, claim: Claim | None, envelope: Envelope) -> Received:
    if claim is None:
        return Received(Became(envelope.kind), None, envelope.why)
    what = "undelivered" if envelope.kind is MailKind.BOUNCE else "machine_wrote"
    timeline.append(tx, claim, what, by=customer(envelope.sender), visible=False, why=envelope.why, text=envelope.new_text[:2000])
    return Received(Became(envelope.kind), claim.number, envelope.why)


def _show(present: Tx | None, claim: Claim, message: Message) -> None:
    if present:
        redraw(present, claim, by=message.author)
        post(present, claim, "mail_in", by=message.author, message=message.id)
