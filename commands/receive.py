"""Take a mail in: what it became commits together with its bytes, before the wire hears that it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from claims import number as numbers
from claims.actor import Actor, clock, customer, person
from claims.claim import Claim
from claims.envelope import TEST_MAIL, Envelope, MailKind
from commands import know
from commands.acting import happened
from commands.alarm import alarm
from commands.belong import belongs, is_believed, is_customers, may_bring, message_id
from commands.handed_on import customers_mail, handed_on
from commands.hear import hear
from commands.mailed import answered
from commands.note import note
from commands.open import Told, open_claim
from commands.undelivered import undelivered
from commands.wrote import wrote, wrote_first
from storage import claims, customers, mails, messages, outbox, people, seen
from storage.database import Tx
from storage.outbox import Door
from storage.people import Person

ALARMS = 5  # an hour about mails that cannot be read: whoever sends such by the thousand must not fill the channel


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


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a mail says that could not be read. `letter`: frozen, tells its sender so; None where nobody is to be told."""

    sender: str
    subject: str
    letter: Mapping[str, Any] | None = None


Sort = Callable[[Tx, Envelope, int, tuple[str, ...]], Received]
"""Makes of a mail what it is: the mail, the id of its bytes, the desk's own addresses."""


def receive(
    tx: Tx, envelope: Envelope, raw: bytes, *, wire: str, desk: tuple[str, ...], sort: Sort | None = None, tell: bool = True
) -> Received:
    """Keep a mail and make of it what it is. `desk`: the desk's own addresses, lower-case; `wire`: how it came.

    The attachments' bytes are already in the file store. No mail is refused: whatever it says, it is kept.
    `sort`: how it becomes something, where it is no new mail; `tell`: have people look at what is no mail.
    """
    again = _again(tx, raw)
    if again:
        return again
    raw_id = mails.add(tx, raw, wire=wire)
    if _is_nothing(envelope):
        return _quarantined(tx, raw_id, raw, "no_mail", tell)
    return sort_in(tx, envelope, raw, raw_id, desk=desk, sort=sort)


def sort_in(tx: Tx, envelope: Envelope, raw: bytes, raw_id: int, *, desk: tuple[str, ...], sort: Sort | None = None) -> Received:
    """Make of a mail that is kept what it is."""
    received = _duplicate(tx, envelope, raw) or (sort or _sorted)(tx, envelope, raw_id, desk)
    claim_id = numbers.parse(received.claim)[0] if received.claim else None
    mails.settle(tx, raw_id, received.became, claim_id, received.why)
    return received


def quarantine(tx: Tx, raw: bytes, reason: str, *, wire: str, head: Head | None = None, tell: bool = True) -> Received:
    """Keep a mail that could not be read, where people see it; its sender hears of it, once a day."""
    known = mails.same(tx, raw)
    if known:
        return Received(Became.DUPLICATE, None, f"the same bytes came before, as mail {known.id}")
    if tell and head and head.letter and not outbox.automatic_to(tx, head.sender, tx.now - timedelta(days=1)):
        outbox.put(tx, None, Door.MAIL, "unread", by=clock("intake"), recipient=head.sender, frozen=head.letter)
    return _quarantined(tx, mails.add(tx, raw, wire=wire), raw, reason, tell, head)


def _is_nothing(envelope: Envelope) -> bool:
    """Bytes without any of a mail's own marks: an empty file, noise."""
    return not (envelope.sender or envelope.subject or envelope.message_id or envelope.date or envelope.to)


def _quarantined(tx: Tx, raw_id: int, raw: bytes, reason: str, tell: bool, head: Head | None = None) -> Received:
    mails.settle(tx, raw_id, Became.QUARANTINED, None, reason)
    if tell:
        _alarm(tx, raw_id, raw, reason, head or Head("", ""))
    return Received(Became.QUARANTINED, None, reason)


def _alarm(tx: Tx, raw_id: int, raw: bytes, reason: str, head: Head) -> None:
    count = mails.lately_quarantined(tx, tx.now - timedelta(hours=1), ALARMS + 1)
    if count <= ALARMS:
        what = "mail_quarantined_last" if count == ALARMS else "mail_quarantined"
        about = {"mail": raw_id, "size": len(raw), "sender": head.sender[:320], "subject": head.subject[:300]}
        alarm(tx, what, reason, by=clock("intake"), about=about)


def _again(tx: Tx, raw: bytes) -> Received | None:
    """The very same bytes need not be kept twice; what was quarantined may be readable by now."""
    known = mails.same(tx, raw)
    if known is None or known.became == Became.QUARANTINED:
        return None
    claim = claims.find(tx, known.claim_id) if known.claim_id else None
    return Received(Became.DUPLICATE, claim.number if claim else None, f"the same bytes came before, as mail {known.id}")


def _duplicate(tx: Tx, envelope: Envelope, raw: bytes) -> Received | None:
    """The same words under one Message-ID came by two ways; without an id, the same bytes. Other words are another mail:
    some programs give every mail the same id, and nothing a customer wrote may be lost."""
    own = message_id(envelope)
    key = f"{own} {_fingerprint(envelope)}" if own else f"sha256:{sha256(raw).hexdigest()}"
    if seen.first_time(tx, "mail", key):
        return None
    claim_id = messages.claim_of_ids(tx, [own]) if own else None
    claim = claims.find(tx, claim_id) if claim_id else None
    return Received(Became.DUPLICATE, claim.number if claim else None, "came before")


def _fingerprint(envelope: Envelope) -> str:
    """What the sender wrote, whatever the way did to its spaces."""
    files = (each.sha256 for each in envelope.attachments)
    said = "\n".join((envelope.sender, " ".join(envelope.text.split()), *files))
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


def _sorted(tx: Tx, envelope: Envelope, raw_id: int, desk: tuple[str, ...]) -> Received:
    envelope = from_form(envelope, desk)
    claim = belongs(tx, envelope)
    if envelope.sender in desk and envelope.why.startswith(TEST_MAIL):
        return Received(Became.AUTO, None, envelope.why)
    if envelope.sender in desk:
        return _machine(tx, envelope, claim, Became.AUTO, "our own address wrote it")
    if envelope.kind is not MailKind.HUMAN:
        return _machine(tx, envelope, claim, Became(envelope.kind), envelope.why)
    member = people.by_address(tx, envelope.sender) if is_believed(envelope) else None
    told = told_of(tx, envelope, raw_id, desk)
    if member and (colleague := _from_colleague(tx, envelope, told, claim, member, desk)):
        return colleague
    if claim and not may_bring(tx, envelope):
        told = replace(told, parties=())
    if claim:
        return _heard(tx, claim, told, envelope)
    opened = open_claim(tx, told, greet=envelope.answer_wanted, by=customer(told.address))
    return Received(Became.CLAIM, opened.number, envelope.why or "a person wrote")


def from_form(envelope: Envelope, desk: tuple[str, ...]) -> Envelope:
    """A contact form writes in the desk's own name and says by Reply-To who filled it in; our own letters are marked as machines'."""
    asked = envelope.reply_to
    if envelope.sender not in desk or envelope.kind is not MailKind.HUMAN or not asked or asked in desk or not know.is_address(asked):
        return envelope
    return replace(envelope, sender=asked, sender_name="")


def _from_colleague(tx: Tx, envelope: Envelope, told: Told, claim: Claim | None, member: Person, desk: tuple[str, ...]) -> Received | None:
    """A customer's mail handed on is the customer's; one to the customer, vouched for by our own mail server, an answer; else a note."""
    by, inside = person(member.id), customers_mail(tx, envelope)
    if inside and (claim is None or is_customers(tx, claim, inside.sender)):
        return _handed_on(tx, envelope, inside, told, claim, by, desk)
    if claim is None:
        return _first_written(tx, envelope, told, by)
    if envelope.authenticated is True and any(is_customers(tx, claim, address) for address, _ in told.parties):
        wrote(tx, claim, told, by=by)
        return Received(Became.NOTE, claim.number, "a colleague answered the customer")
    return _noted(tx, envelope, claim, by)


def _first_written(tx: Tx, envelope: Envelope, told: Told, by: Actor) -> Received | None:
    """To somebody outside, the desk in copy: theirs from the start. To the desk alone it is the colleague's own matter."""
    to = next((each for each in told.parties if each[0] in envelope.to and know.is_address(each[0])), None)
    if to is None or envelope.authenticated is not True:
        return None
    return Received(Became.CLAIM, wrote_first(tx, to, told, by=by).number, "a colleague wrote to a customer")


def _handed_on(tx: Tx, envelope: Envelope, inside: Envelope, told: Told, claim: Claim | None, by: Actor, desk: tuple[str, ...]) -> Received:
    """The colleague's own words stay as a note."""
    claim = claim or belongs(tx, inside)
    whose = replace(told_of(tx, inside, told.raw_id or 0, desk), raw_id=told.raw_id)
    joined = handed_on(tx, claim, whose, greet=inside.answer_wanted, desk=desk[0] if desk else "", by=by)
    if told.message_id:
        messages.remember_id(tx, joined, told.message_id, ours=False)
    if envelope.text.strip():
        note(tx, joined.number, envelope.text, by=by)
    became = Became.REPLY if claim and joined.id == claim.id else Became.CLAIM
    return Received(became, joined.number, "a colleague handed it on")


def _noted(tx: Tx, envelope: Envelope, claim: Claim, by: Actor) -> Received:
    words = envelope.new_text if envelope.new_text.strip() else envelope.text
    if words.strip() or envelope.attachments:
        note(tx, claim.number, words, attached=envelope.attachments, by=by)
    return Received(Became.NOTE, claim.number, "a colleague wrote about it")


def _heard(tx: Tx, claim: Claim, told: Told, envelope: Envelope) -> Received:
    heard = hear(tx, claim, told, greet=envelope.answer_wanted)
    if heard.id != claim.id:
        return Received(Became.CLAIM, heard.number, f"follows {claim.number}")
    quoted = answered(tx, heard, envelope)
    return Received(Became.REPLY, heard.number, "answers the quote" if quoted else "belongs to it")


def told_of(tx: Tx, envelope: Envelope, raw_id: int, desk: tuple[str, ...]) -> Told:
    copies = ((each, "") for each in (*envelope.to, *envelope.cc) if each not in desk and each != envelope.sender)
    return Told(
        address=envelope.sender if know.is_address(envelope.sender) else customers.UNKNOWN,
        name=envelope.sender_name,
        subject=envelope.subject,
        text=envelope.text,
        new_text=envelope.new_text,
        html=envelope.html,
        language=envelope.language,
        attachments=envelope.attachments,
        notes=envelope.notes,
        parties=tuple(each for each in copies if people.by_address(tx, each[0]) is None),
        message_id=message_id(envelope),
        raw_id=raw_id,
    )


def _machine(tx: Tx, envelope: Envelope, claim: Claim | None, became: Became, why: str) -> Received:
    """A machine's mail is kept, never answered, never a new claim; a bounce tells the owner."""
    if claim is None:
        return Received(became, None, why)
    by, text = customer(envelope.sender), envelope.new_text[:2000]
    if became is Became.BOUNCE:
        undelivered(tx, claim, why, text, by=by)
    else:
        happened(tx, claim, "machine_wrote", by=by, visible=False, why=why, text=text)
    return Received(became, claim.number, why)
