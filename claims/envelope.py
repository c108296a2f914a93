"""What a mail says once its bytes are read, whatever shape it arrived in (RFC 5322)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

TEST_MAIL = "claimdesk check"
"""The `why` of a mail that the desk sent to itself to try the way begins with it; its token follows."""


class MailKind(StrEnum):
    """Who wrote a mail: a person, or one of the machines that must never be answered (RFC 3834)."""

    HUMAN = "human"
    AUTO = "auto"
    BOUNCE = "bounce"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message. `size` in bytes; `sha256` in hex names its bytes in the file store."""

    name: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail, read. Addresses are lower-case; ids are without <>; `date` is aware, or None where the mail has none.

    `text` is everything the sender wrote, `new_text` the part above quotes and signatures; `html` the original HTML, unsafe.
    `about` is, for a bounce, the Message-ID of the letter it speaks of, `returned` its subject. `why` says how `kind` was recognised.
    `language` is ko, en or None where the words do not tell.
    `forwarded` is the mail inside one that hands it on, attached or written into the text; its sender is never empty and is only as
    true as the forwarder.
    `authenticated` is True or False by our own server's Authentication-Results (RFC 8601), None where it says nothing.
    """

    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    date: datetime | None
    message_id: str | None
    references: tuple[str, ...]
    text: str
    new_text: str
    kind: MailKind = MailKind.HUMAN
    why: str = ""
    cc: tuple[str, ...] = ()
    reply_to: str | None = None
    html: str | None = None
    attachments: tuple[Attachment, ...] = field(default=())
    about: str | None = None
    returned: str | None = None
    answer_wanted: bool = True
    authenticated: bool | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()
    forwarded: "Envelope | None" = None
