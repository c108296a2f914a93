"""Take a mail in: what it became commits together with its bytes, before the wire hears that it is kept."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from claims import number as numbers
from claims.actor import Actor, customer, person
from claims.claim import Claim
from claims.envelope import Envelope, MailKind
from claims.errors import Refusal
from commands import know
from commands.acting import locked, post, redraw
from commands.hear import hear
from commands.note import note
from commands.open import Told, open_claim
from storage import claims, customers, mails, messages, people, seen, timeline
from storage.database import Tx


class Became(StrEnum):
    CLAIM = "claim"
    REPLY = "reply"
    NOTE = "note"
    AUTO = "auto"
    BOUNCE = "bounce"
    LIST = "list"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Received:
    """What a mail became; `claim` is the tracking number, where there is one; `why` in a few words for the operator."""

    became: Became
    claim: str | None
    why: str


def receive(tx: Tx, envelope: Envelope, raw: bytes, *, wire: str, desk: tuple[str, ...]) -> Received:
    """Keep a mail and make of it what it is. `desk`: the desk's own addresses, lower-case; `wire`: how it came.

    The attachments' bytes are already in the file store.
    """
    raw_id = mails.add(tx, raw, wire=wire)
    received = _duplicate(tx, envelope, raw) or _sorted(tx, envelope, raw_id, desk)
    claim_id = numbers.parse(received.claim)[0] if received.claim else None
    mails.settle(tx, raw_id, received.became, claim_id, received.why)
    return received


def quarantine(tx: Tx, raw: bytes, reason: str, *, wire: str) -> Received:
    """Keep a mail that could not be read, where people see it."""
    known = mails.same(tx, raw)
    if known:
        return Received(Became.DUPLICATE, None, f"the same bytes came before, as mail {known.id}")
    raw_id = mails.add(tx, raw, wire=wire)
    mails.settle(tx, raw_id, Became.QUARANTINED, None, reason)
    return Received(Became.QUARANTINED, None, reason)


def _duplicate(tx: Tx, envelope: Envelope, raw: bytes) -> Received | None:
    """The same mail by two ways has one Message-ID; without one, the same bytes."""
    key = envelope.message_id or f"sha256:{sha256(raw).hexdigest()}"
    if seen.first_time(tx, "mail", key):
        return None
    claim_id = messages.claim_of_ids(tx, [key])
    claim = claims.find(tx, claim_id) if claim_id else None
    return Received(Became.DUPLICATE, claim.number if claim else None, "came before")


def _sorted(tx: Tx, envelope: Envelope, raw_id: int, desk: tuple[str, ...]) -> Received:
    claim = _belongs(tx, envelope)
    if envelope.sender in desk:
        return _machine(tx, envelope, claim, Became.AUTO, "our own address wrote it")
    if envelope.kind is not MailKind.HUMAN:
        return _machine(tx, envelope, claim, Became(envelope.kind), envelope.why)
    member = people.by_address(tx, envelope.sender)
    if member and claim:
        kept = note(tx, claim.number, envelope.new_text or envelope.text, attached=envelope.attachments, by=person(member.id))
        return Received(Became.NOTE, claim.number, f"a colleague wrote about it ({kept.id})")
    told = _told(tx, envelope, raw_id, desk)
    if claim:
        heard = hear(tx, claim, told)
        became = Became.REPLY if heard.id == claim.id else Became.CLAIM
        return Received(became, heard.number, "belongs to it" if became is Became.REPLY else f"follows {claim.number}")
    opened = open_claim(tx, told, greet=envelope.answer_wanted and bool(envelope.sender), by=customer(told.address))
    return Received(Became.CLAIM, opened.number, envelope.why or "a person wrote")


def _told(tx: Tx, envelope: Envelope, raw_id: int, desk: tuple[str, ...]) -> Told:
    copies = ((each, "") for each in (*envelope.to, *envelope.cc) if each not in desk and each != envelope.sender)
    return Told(
        address=envelope.sender or UNKNOWN,
        name=envelope.sender_name,
        subject=envelope.subject,
        text=envelope.text,
        new_text=envelope.new_text,
        html=envelope.html,
        language=envelope.language,
        attachments=envelope.attachments,
        notes=envelope.notes,
        parties=tuple(each for each in copies if people.by_address(tx, each[0]) is None),
        message_id=envelope.message_id,
        raw_id=raw_id,
    )


UNKNOWN = "unknown@invalid"  # a mail without a sender is still somebody's words; RFC 2606 keeps .invalid from being anybody's


def _belongs(tx: Tx, envelope: Envelope) -> Claim | None:
    """By a Message-ID we know; else by the number in the subject, where the sender belongs to that claim."""
    known = messages.claim_of_ids(tx, [*envelope.references, *([envelope.about] if envelope.about else [])])
    if known:
        return claims.find(tx, known, lock=True)
    for candidate in numbers.candidates(envelope.subject):
        try:
            claim = locked(tx, candidate)
        except Refusal:
            continue
        if _is_theirs(tx, claim, envelope.sender):
            return claim
    return None


def _is_theirs(tx: Tx, claim: Claim, address: str) -> bool:
    requester = customers.contact(tx, claim.contact_id)
    if address == requester.address or address in (party for party, _ in customers.parties_of(tx, claim.id)):
        return True
    if claim.organisation_id and know.domain_of(address) in customers.domains_of(tx, claim.organisation_id):
        return True
    return people.by_address(tx, address) is not None


def _machine(tx: Tx, envelope: Envelope, claim: Claim | None, became: Became, why: str) -> Received:
    """A machine's mail is kept, never answered, never a new claim; a bounce tells the owner."""
    if claim is None:
        return Received(became, None, why)
    by = Actor.parse(f"customer:{envelope.sender}")
    what = "undelivered" if became is Became.BOUNCE else "machine_wrote"
    timeline.append(tx, claim, what, by=by, visible=False, why=why, text=envelope.new_text[:2000])
    if became is Became.BOUNCE:
        post(tx, claim, "undelivered", by=by, why=why)
    redraw(tx, claim, by=by)
    return Received(became, claim.number, why)
