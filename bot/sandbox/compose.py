"""Mails as a customer's mail client writes them (RFC 5322, RFC 2045): reply headers, the quote below, files."""

import mimetypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_datetime as in_words

from bot.sandbox.mailbox import Customer, File, Mail

_REFERENCES_KEPT = 20
_QUOTE_STYLE = "margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the customer wants sent. `answers` is the mail replied to; `quote` puts its text below the answer."""

    to: tuple[str, ...]
    subject: str
    text: str
    cc: tuple[str, ...] = ()
    html: str | None = None
    files: tuple[File, ...] = ()
    answers: Mail | None = None
    quote: bool = False


def write(draft: Draft, by: Customer, now: datetime) -> EmailMessage:
    """The whole mail, ready for the wire."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(by.name, addr_spec=by.address)
    message["To"] = ", ".join(draft.to)
    if draft.cc:
        message["Cc"] = ", ".join(draft.cc)
    message["Subject"] = " ".join(draft.subject.split())
    message["Date"] = format_datetime(now.astimezone(ZoneInfo(by.zone)))
    message["Message-ID"] = make_msgid(domain=by.address.rpartition("@")[2])
    _point_back(message, draft.answers)
    _fill(message, draft, by)
    for file in draft.files:
        attach(message, file)
    return message


def reply_subject(subject: str) -> str:
    """One "Re: " in front, however many were there."""
    bare = subject
    while bare[:3].lower() == "re:":
        bare = bare[3:].lstrip()
    return f"Re: {bare}"


def attach(message: EmailMessage, file: File) -> None:
    kind, _, subkind = (file.type or guessed(file.name)).partition("/")
    message.add_attachment(file.content, maintype=kind, subtype=subkind or "octet-stream", filename=file.name)


def guessed(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def attribution(mail: Mail, by: Customer) -> str:
    """The line above a quote, in the reader's own manner and clock."""
    at = mail.at.astimezone(ZoneInfo(by.zone))
    name, address = mail.sender
    if by.language == "ko":
        return f"{in_words(at, 'yyyy년 M월 d일 (EEE) aaaa h:mm', locale='ko')}, {name or address} <{address}>님이 작성:"
    return f"On {in_words(at, 'EEE, MMM d, yyyy', locale='en')} at {in_words(at, 'h:mm a', locale='en')} {name} <{address}> wrote:"


def quoted(mail: Mail, by: Customer) -> str:
    """A mail's text as it stands below an answer: the line that names its writer, then every line behind "> "."""
    lines = (f"> {line}" if line and not line.startswith(">") else f">{line}" for line in mail.text.rstrip().split("\n"))
    return "\n".join([attribution(mail, by), "", *lines])


def _point_back(message: EmailMessage, answered: Mail | None) -> None:
    if answered is None or not answered.message_id:
        return
    chain = [name for name in answered.references if name != answered.message_id] + [answered.message_id]
    message["In-Reply-To"] = answered.message_id
    message["References"] = " ".join([chain[0], *chain[1:][-_REFERENCES_KEPT:]])


def _fill(message: EmailMessage, draft: Draft, by: Customer) -> None:
    if draft.answers is None or not draft.quote:
        message.set_content(draft.text)
        if draft.html is not None:
            message.add_alternative(draft.html, subtype="html")
        return
    message.set_content(f"{draft.text.rstrip()}\n\n{quoted(draft.answers, by)}\n")
    message.add_alternative(draft.html or _answer_page(draft.text, draft.answers, by), subtype="html")


def _answer_page(text: str, answered: Mail, by: Customer) -> str:
    above, line = _lines(text.rstrip().split("\n")), escape(attribution(answered, by))
    below = _lines(answered.text.rstrip().split("\n"))
    quote = f'<div dir="ltr">{line}<br></div><blockquote style="{_QUOTE_STYLE}">{below}</blockquote>'
    return f'<div dir="ltr">{above}</div><br><div class="quote">{quote}</div>\n'


def _lines(lines: Iterable[str]) -> str:
    return "<br>\n".join(escape(line) for line in lines)


def parsed(addresses: str) -> tuple[str, ...]:
    """Bare addresses out of what somebody typed into a To or Cc field."""
    separated: Sequence[str] = addresses.replace(";", ",").split(",")
    return tuple(address.strip().rpartition("<")[2].rstrip(">").strip() for address in separated if address.strip())
