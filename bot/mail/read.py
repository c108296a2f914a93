"""From the bytes of a mail to what it says. Any bytes are read as far as they go; only a limit passed is refused, by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.mail import dates, forwards, language, machines, trust
from bot.mail.addresses import Mailbox, mailboxes
from bot.mail.body import Body, gather
from bot.mail.ids import ids
from bot.mail.limits import Desk, Limits, Unreadable
from bot.mail.notes import Notes
from bot.mail.parts import Part, parse, walk
from bot.mail.quotes import new_part
from bot.mail.subjects import is_forward, is_reply
from bot.mail.words import decode_words
from claims.envelope import Envelope, MailKind

AHEAD = timedelta(hours=1)
HANDS = 3
"""Through how many hands a forwarded mail is followed."""
MAIL_IN_MAIL = ("message/rfc822", "message/global")


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail read: what it says, and the bytes of its files by their sha-256 in hex."""

    envelope: Envelope
    files: Mapping[str, bytes]


def read(raw: bytes, desk: Desk, limits: Limits, *, received: datetime | None = None) -> Reading:
    """Read a mail. `received` (aware) is when it came, for the date of a mail that claims to be from the future.

    Raises Unreadable(reason) beyond the limits of size, parts and depth, and nothing else; what had to be guessed is in `notes`.
    """
    return _read(raw, desk, limits, received, HANDS)


def _read(raw: bytes, desk: Desk, limits: Limits, received: datetime | None, hands: int) -> Reading:
    part = parse(raw, limits)
    notes = Notes()
    hints = _charsets(part)
    body = gather(part, hints, notes)
    envelope = _envelope(part, hints, body, desk, received)
    reading = Reading(envelope, {attachment.sha256: data for attachment, data in body.files})
    return _followed(reading, desk, limits, hands) if hands and envelope.kind is MailKind.HUMAN else reading


def _followed(reading: Reading, desk: Desk, limits: Limits, hands: int) -> Reading:
    """With the mail inside, where this one hands another on."""
    attached = _attached(reading, desk, limits, hands)
    found = attached.envelope if attached else _written(reading.envelope, desk, hands)
    files = attached.files if attached else {}
    return Reading(replace(reading.envelope, forwarded=found), {**files, **reading.files}) if found else reading


def _attached(reading: Reading, desk: Desk, limits: Limits, hands: int) -> Reading | None:
    """The one mail that is attached; of several none is the one. Results of authentication inside may be anybody's writing."""
    attached = [each.sha256 for each in reading.envelope.attachments if each.type in MAIL_IN_MAIL]
    if len(attached) != 1:
        return None
    try:
        found = _read(reading.files[attached[0]], replace(desk, authserv_id=None), limits, None, hands - 1)
    except Unreadable:
        return None
    return found if _is_anothers(found.envelope.sender, desk) else None


def _is_anothers(sender: str, desk: Desk) -> bool:
    """The desk's own letters handed back to it are no news."""
    return bool(sender) and sender not in desk.addresses


def _written(envelope: Envelope, desk: Desk, hands: int) -> Envelope | None:
    found = forwards.inside(envelope.text, subject_says=is_forward(envelope.subject)) if hands else None
    if found is None or not _is_anothers(found.sender, desk):
        return None
    inside = Envelope(
        sender=found.sender,
        sender_name=found.sender_name,
        to=found.to,
        subject=found.subject,
        date=dates.written(found.date, (envelope.date.tzinfo if envelope.date else None) or UTC),
        message_id=None,
        references=(),
        text=found.text,
        new_text=new_part(found.text, forwarded=is_forward(found.subject), reply=is_reply(found.subject)),
        cc=found.cc,
        attachments=envelope.attachments,
        language=language.guess(f"{found.subject}\n{found.text}"),
    )
    return replace(inside, forwarded=_written(inside, desk, hands - 1))


def _envelope(part: Part, hints: tuple[str, ...], body: Body, desk: Desk, received: datetime | None) -> Envelope:
    name, sender = _sender(part, hints)
    to = _addresses(part, "to", hints)
    subject = " ".join(decode_words(part.head("subject") or "", hints).split())
    verdict = machines.judge(machines.Signs(part, sender, to, subject, body.text, desk))
    message_id = next(iter(ids(part.heads("message-id"))), None)
    reply_to = next((address for _, address in mailboxes(part.heads("reply-to"), hints)), None)
    references = tuple(ids([*part.heads("references"), *part.heads("in-reply-to")]))
    words = new_part(body.text, forwarded=is_forward(subject), reply=bool(references) or is_reply(subject))
    _note_missing(body.notes, sender, message_id)
    authenticated = trust.authenticated(part.heads("authentication-results"), desk.authserv_id, sender)
    if authenticated is False:
        body.notes.add("not-authenticated")
    elif authenticated is None and desk.authserv_id:
        body.notes.add("unverified")
    return Envelope(
        sender=sender,
        sender_name=name,
        to=to,
        subject=subject,
        date=_date(part, received, body.notes),
        message_id=message_id,
        references=references,
        text=body.text,
        new_text=words,
        kind=verdict.kind,
        why=verdict.why,
        cc=_addresses(part, "cc", hints),
        reply_to=reply_to,
        html=body.html,
        attachments=tuple(attachment for attachment, _ in body.files),
        about=verdict.about,
        returned=verdict.returned,
        answer_wanted=verdict.answer_wanted,
        authenticated=authenticated,
        language=language.guess(f"{subject}\n{words or body.text}"),
        notes=tuple(body.notes.keys),
    )


def _charsets(part: Part) -> tuple[str, ...]:
    """The charsets the mail names anywhere: raw 8-bit headers are most likely in one of them."""
    return tuple(dict.fromkeys(found for leaf in walk(part) if (found := leaf.type_params.get("charset"))))[:5]


def _sender(part: Part, hints: tuple[str, ...]) -> Mailbox:
    for header in ("from", "sender", "reply-to", "return-path"):
        if found := mailboxes(part.heads(header), hints):
            return found[0]
    return decode_words(part.head("from") or "", hints).strip(), ""


def _addresses(part: Part, header: str, hints: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for _, address in mailboxes(part.heads(header), hints)))


def _date(part: Part, received: datetime | None, notes: Notes) -> datetime | None:
    date = dates.parse(part.head("date"))
    if date is None:
        notes.add("no-date")
    elif received is not None and date > received + AHEAD:
        notes.add("future-date")
        return received
    return date


def _note_missing(notes: Notes, sender: str, message_id: str | None) -> None:
    if not sender:
        notes.add("no-sender")
    if message_id is None:
        notes.add("no-message-id")
