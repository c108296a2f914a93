"""A customer's mailbox: mails as a mail client shows them, put together in conversations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from functools import cached_property
from typing import Literal, cast

Folder = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who writes to the desk. `language` is "ko" or "en"; `zone` an IANA name, the clock on their wall."""

    name: str
    address: str
    language: str = "ko"
    zone: str = "Asia/Seoul"


@dataclass(frozen=True, slots=True)
class File:
    """A file in a mail. `cid` is its Content-ID without <>, for pictures shown inside the text (RFC 2392)."""

    name: str
    type: str
    content: bytes
    cid: str | None = None


@dataclass(frozen=True)
class Mail:
    """One mail as it crossed the wire: the bytes, their SMTP envelope (RFC 5321) and when that was. `number` counts arrivals."""

    number: int
    raw: bytes
    mail_from: str
    rcpt_to: tuple[str, ...]
    at: datetime

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def id(self) -> str:
        return f"m{self.number}"

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "").strip()

    @property
    def references(self) -> tuple[str, ...]:
        """Ids with their <>, the oldest first; In-Reply-To last where References lacks it (RFC 5322, 3.6.4)."""
        named = f"{self.message['References'] or ''} {self.message['In-Reply-To'] or ''}".split()
        return tuple(dict.fromkeys(named))

    @property
    def automatic(self) -> bool:
        """Whether a machine wrote it (RFC 3834)."""
        return str(self.message["Auto-Submitted"] or "no").strip().lower() != "no"

    @cached_property
    def text(self) -> str:
        return _body(self.message, "plain") or ""

    @cached_property
    def html(self) -> str | None:
        return _body(self.message, "html")

    @cached_property
    def files(self) -> tuple[File, ...]:
        return tuple(_files(self.message))

    def people(self, *headers: str) -> list[tuple[str, str]]:
        """(name, address) of everybody in these headers."""
        values = [str(value) for header in headers for value in self.message.get_all(header, [])]
        return [(name, address.lower()) for name, address in getaddresses(values) if address]

    @property
    def sender(self) -> tuple[str, str]:
        return next(iter(self.people("From")), ("", self.mail_from.lower()))


Sided = tuple[Folder, Mail]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Mails that belong together, the oldest first, each with the side of the mailbox it lies on."""

    mails: tuple[Sided, ...]

    @property
    def id(self) -> str:
        return self.mails[0][1].id

    @property
    def subject(self) -> str:
        return self.mails[0][1].subject

    @property
    def last(self) -> Mail:
        return self.mails[-1][1]


def conversations(received: Iterable[Mail], sent: Iterable[Mail]) -> list[Conversation]:
    """The newest first. Mails hang together by their ids alone, also through a mail that is not here; never by subject."""
    groups: list[tuple[set[str], list[Sided]]] = []
    for sided in _in_order([*(("in", mail) for mail in received), *(("out", mail) for mail in sent)]):
        names = _names(sided[1])
        together = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        groups.append((names.union(*(ids for ids, _ in together)), [one for _, mails in together for one in mails] + [sided]))
    found = [Conversation(tuple(_in_order(mails))) for _, mails in groups]
    return sorted(found, key=lambda conversation: conversation.last.number, reverse=True)


def _in_order(mails: Iterable[Sided]) -> list[Sided]:
    return sorted(mails, key=lambda sided: sided[1].number)


def _names(mail: Mail) -> set[str]:
    return {name for name in (mail.id, mail.message_id, *mail.references) if name}


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body(preferencelist=(kind,))
    return None if part is None else decoded(cast("EmailMessage", part))


def decoded(part: EmailMessage) -> str:
    """A text part's words, whatever its charset is called: a client shows something rather than nothing."""
    content = _content(part)
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
    except LookupError:
        return content.decode("utf-8", "replace").replace("\r\n", "\n")


def _files(message: EmailMessage) -> Iterator[File]:
    shown = {id(message.get_body(preferencelist=(kind,))) for kind in ("plain", "html")}
    for part in _leaves(message):
        if id(part) in shown:
            continue
        name = part.get_filename() or part.get_content_type().replace("/", ".")
        cid = str(part["Content-ID"] or "").strip("<> ") or None
        yield File(name, part.get_content_type(), _content(part), cid)


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    if not part.is_multipart() or part.get_content_type() == "message/rfc822":
        yield part
        return
    for inner in part.iter_parts():
        yield from _leaves(cast("EmailMessage", inner))


def _content(part: EmailMessage) -> bytes:
    if part.is_multipart():
        return b"".join(inner.as_bytes() for inner in cast("list[EmailMessage]", part.get_payload()))
    return cast("bytes", part.get_payload(decode=True) or b"")
