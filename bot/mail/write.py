"""A letter as bytes for the wire (RFC 5322, RFC 2045): the same letter gives the same bytes, however often it is written."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable

from bot.mail import fields
from bot.mail.fields import CRLF
from claims.envelope import Attachment
from claims.letter import Letter

KEPT_REFERENCES = 20
MIME_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}")
AUTOMATIC = ("auto-replied", "auto-generated")


def write(letter: Letter, files: Callable[[str], bytes]) -> bytes:
    """The letter, ready for SMTP: CRLF line ends, no line over 998 bytes. `files` gives an attachment's bytes by its sha-256.

    Raises fields.Unwritable where an address, an id or the date cannot stand in a header.
    """
    words = _words(letter)
    body = _mixed(letter, words, files) if letter.attachments else words
    return CRLF.join([*_head(letter), body]).encode("utf-8")


def return_path(letter: Letter) -> str:
    """The envelope sender: empty for an answer a machine gives to a mail, so that its failure is never answered (RFC 3834 3.3).

    Letters of people, and those the desk writes of its own accord, keep the desk's address: their failures must be heard of.
    """
    return "" if letter.automatic == "auto-replied" else letter.sender


def _head(letter: Letter) -> list[str]:
    head = [
        fields.printable("Date", letter.date),
        fields.mailbox("From", letter.sender_name, letter.sender),
        fields.mailboxes("To", letter.to),
        fields.text("Subject", letter.subject),
        fields.ids("Message-ID", [letter.message_id]),
    ]
    if letter.cc:
        head.insert(3, fields.mailboxes("Cc", letter.cc))
    return [*head, *_thread(letter), *_marks(letter), "MIME-Version: 1.0"]


def _thread(letter: Letter) -> list[str]:
    """What ties the letter to its thread (RFC 5322 3.6.4). An id that cannot be written helps nobody and is left out."""
    known = [each for each in (*letter.references, letter.in_reply_to or "") if fields.ID.fullmatch(each)]
    unique = list(dict.fromkeys(known))
    kept = unique if len(unique) <= KEPT_REFERENCES else [unique[0], *unique[-KEPT_REFERENCES + 1 :]]
    answered = [letter.in_reply_to] if letter.in_reply_to in known else kept[-1:]
    return [fields.ids("In-Reply-To", filter(None, answered)), fields.ids("References", kept)] if kept else []


def _marks(letter: Letter) -> list[str]:
    """Our own mark on every letter, and on a machine's the ones that keep other machines from answering (RFC 3834 5)."""
    marks = [fields.token("X-Claimdesk", letter.number)]
    if letter.automatic is not None:
        if letter.automatic not in AUTOMATIC:
            raise fields.Unwritable("Auto-Submitted", letter.automatic)
        marks += [f"Auto-Submitted: {letter.automatic}", "X-Auto-Response-Suppress: All"]
    return marks


def _words(letter: Letter) -> str:
    """The plain text, and its HTML beside it where there is one."""
    plain = _text("plain", letter.text)
    return _multipart("alternative", letter, [plain, _text("html", letter.html)]) if letter.html else plain


def _mixed(letter: Letter, words: str, files: Callable[[str], bytes]) -> str:
    return _multipart("mixed", letter, [words, *(_attached(each, files(each.sha256)) for each in letter.attachments)])


def _multipart(kind: str, letter: Letter, parts: list[str]) -> str:
    # "=_" occurs in no quoted-printable and no base64 text, so the boundary occurs in no part.
    boundary = "=_" + hashlib.sha256(f"{kind} {letter.message_id}".encode()).hexdigest()[:40]
    head = f'Content-Type: multipart/{kind};{CRLF} boundary="{boundary}"{CRLF}{CRLF}'
    return head + "".join(f"--{boundary}{CRLF}{part}{CRLF}" for part in parts) + f"--{boundary}--{CRLF}"


def _text(subtype: str, text: str) -> str:
    data = re.sub(r"\r\n?|\u2028|\u2029", "\n", text).encode("utf-8", "replace")
    head = f"Content-Type: text/{subtype}; charset=utf-8{CRLF}Content-Transfer-Encoding: "
    quoted = _quoted_printable(data)
    if len(quoted) <= len(data) * 1.5:
        return f"{head}quoted-printable{CRLF}{CRLF}{quoted}"
    canonical = data.replace(b"\n", b"\r\n")
    return f"{head}base64{CRLF}{CRLF}{_base64(canonical)}"


def _quoted_printable(data: bytes) -> str:
    return CRLF.join(binascii.b2a_qp(data, istext=True).decode("ascii").split("\n"))


def _base64(data: bytes) -> str:
    coded = base64.b64encode(data).decode("ascii")
    return "".join(coded[start : start + 76] + CRLF for start in range(0, len(coded), 76)).removesuffix(CRLF)


def _attached(attachment: Attachment, data: bytes) -> str:
    head = [
        fields.parameters(f"Content-Type: {_declared(attachment.type)}", {"name": attachment.name}),
        fields.parameters("Content-Disposition: attachment", {"filename": attachment.name}),
        "Content-Transfer-Encoding: base64",
    ]
    return CRLF.join([*head, "", _base64(data)])


def _declared(type: str) -> str:
    """The file's type, save those whose bytes may not be base64 (RFC 2046 5.2)."""
    known = MIME_TYPE.fullmatch(type.lower()) and not type.lower().startswith(("message/", "multipart/"))
    return type.lower() if known else "application/octet-stream"
