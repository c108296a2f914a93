"""What the parts of a mail say: the text as its writer saw it, the HTML, and the files."""

import hashlib
import re
from dataclasses import dataclass, field

from bot.mail import html, invitations, names, tnef
from bot.mail.charsets import decode
from bot.mail.notes import Notes
from bot.mail.parts import IS_TYPE, Part, parse_head
from bot.mail.words import decode_words
from claims.envelope import Attachment

PGP, SMIME = "PGP", "S/MIME"
ENCRYPTED, SIGNED = {PGP: "encrypted-pgp", SMIME: "encrypted-smime"}, {PGP: "signed-pgp", SMIME: "signed-smime"}
SEALED = {"application/pkcs7-mime": SMIME, "application/x-pkcs7-mime": SMIME, "application/pgp-encrypted": PGP}
SEALS = {"application/pgp-signature": PGP, "application/pkcs7-signature": SMIME, "application/x-pkcs7-signature": SMIME}
PGP_ARMOUR = re.compile(r"^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----", re.MULTILINE)
STUB = re.compile(r"(?i)\A[^\n]{0,60}(html|mime)[^\n]{0,120}(e-?mail|client|reader|viewer|message|format)[^\n]{0,80}\Z")


@dataclass(slots=True)
class Body:
    """`texts` in the order of the mail; `files` are (what to show, its bytes); `spare` are words for a mail that has no others."""

    notes: Notes
    hints: tuple[str, ...] = ()
    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)
    files: list[tuple[Attachment, bytes]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All the words, parts apart by an empty line."""
        return "\n\n".join(text for text in self.texts if text)

    @property
    def html(self) -> str | None:
        """The original HTML, unsafe; None where the mail has none."""
        return "\n".join(self.htmls) or None


def gather(root: Part, hints: tuple[str, ...], notes: Notes) -> Body:
    """Read the whole tree of a mail."""
    body = Body(notes, hints)
    _part(body, root)
    if not body.text.strip():
        body.texts = body.spare
    if not body.text.strip():
        notes.add("nothing-written")
    return body


def _part(body: Body, part: Part) -> None:
    if part.mended:
        body.notes.add("boundary-guessed")
    if part.type == "multipart/alternative" and part.children:
        return _alternative(body, part)
    if part.children:
        _note_seal(body, part)
        return _row(body, part)
    if _is_text(part):
        return _text(body, part)
    return _file(body, part)


def _row(body: Body, part: Part) -> None:
    for child in part.children:
        _part(body, child)


def _alternative(body: Body, part: Part) -> None:
    """The plain version for its words, the rich one for its looks; what is neither is a file."""
    choices = [_read_apart(body, child) for child in part.children]
    worded = [choice for choice in choices if choice.text.strip() and not STUB.match(choice.text.strip())]
    best = worded[0] if worded else choices[0]
    body.texts += best.texts
    body.htmls += next((choice.htmls for choice in reversed(choices) if choice.htmls), [])
    for choice in choices:
        body.files += choice.files
        body.spare += choice.spare


def _read_apart(body: Body, part: Part) -> Body:
    apart = Body(body.notes, body.hints)
    _part(apart, part)
    return apart


def _is_text(part: Part) -> bool:
    disposition, values = part.disposition
    if part.type not in ("text/plain", "text/html", "text/enriched") and not part.type.startswith("multipart/"):
        return False
    return disposition != "attachment" and not (values.get("filename") or part.type_params.get("name"))


def _text(body: Body, part: Part) -> None:
    data, whole = part.content()
    label = part.type_params.get("charset")
    decoded = decode(data, label or (_meta_charset(data) if part.type == "text/html" else None), body.hints)
    if decoded.reread and decoded.reread not in ("ascii", "utf-8" if label is None else ""):
        body.notes.add("reread", decoded.reread)
    if decoded.lost:
        body.notes.add("lost-characters")
    if not whole:
        body.notes.add("broken-file", "text")
    if part.type == "text/plain" or part.type.startswith("multipart/"):
        _plain(body, decoded.text, part)
    else:
        _html(body, decoded.text)


def _plain(body: Body, text: str, part: Part) -> None:
    if found := PGP_ARMOUR.search(text):
        body.notes.add((ENCRYPTED if found[1] == "MESSAGE" else SIGNED)[PGP])
    if part.type_params.get("format", "").lower() == "flowed":
        text = _unflowed(text, drop_space=part.type_params.get("delsp", "").lower() == "yes")
    body.texts.append(_lines(text))


def _lines(text: str) -> str:
    """Text with line ends as \\n and without NULs, which databases refuse; nothing else is touched."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip("\n")


def _unflowed(text: str, *, drop_space: bool) -> str:
    """Soft line ends taken back (RFC 3676), so that a paragraph is one line; quoted lines and "-- " stay as they are."""
    lines: list[str] = []
    open_line = False
    for line in text.splitlines():
        line = line.removeprefix(" ") if not line.startswith(">") else line
        joins = open_line and not line.startswith(">")
        if joins:
            lines[-1] = (lines[-1].removesuffix(" ") if drop_space else lines[-1]) + line
        else:
            lines.append(line)
        open_line = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)


def _html(body: Body, source: str) -> None:
    text, laid_out = html.to_text(source)
    if not laid_out:
        body.notes.add("html-stripped")
    body.texts.append(text)
    body.htmls.append(source.replace("\x00", ""))


def _meta_charset(data: bytes) -> str | None:
    found = re.search(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_:.-]{2,40})""", data[:4096], re.IGNORECASE)
    return found[1].decode("ascii") if found else None


def _file(body: Body, part: Part) -> None:
    data, whole = part.content()
    _note_seal(body, part)
    if _is_winmail(part, data) and _opened(body, data):
        return
    if part.type == "text/calendar":
        _invited(body, part, data)
    if not data and not _file_name(part):
        return
    attachment = _attachment(part, data, len(body.files) + 1)
    if not whole:
        body.notes.add("broken-file", attachment.name)
    body.files.append((attachment, data))


def _note_seal(body: Body, part: Part) -> None:
    if part.type in SEALS:
        body.notes.add(SIGNED[SEALS[part.type]])
    if part.type in SEALED:
        signed = bool(part.children) or part.type_params.get("smime-type", "").lower() == "signed-data"
        body.notes.add((SIGNED if signed else ENCRYPTED)[SEALED[part.type]])


def _is_winmail(part: Part, data: bytes) -> bool:
    return part.type in ("application/ms-tnef", "application/vnd.ms-tnef") or data.startswith(tnef.SIGNATURE)


def _opened(body: Body, data: bytes) -> bool:
    """The words and files out of winmail.dat in its place; False where it does not open."""
    hidden = tnef.read(data)
    if hidden is None:
        body.notes.add("winmail")
        return False
    body.spare += map(_lines, hidden.texts)
    for name, type, inside in hidden.files:
        kind = type.lower() if IS_TYPE.fullmatch(type.lower()) else "application/octet-stream"
        body.files.append((_named(names.clean(name, kind, len(body.files) + 1), kind, inside), inside))
    body.notes.add("winmail-opened")
    return True


def _invited(body: Body, part: Part, data: bytes) -> None:
    invitation = invitations.read(decode(data, part.type_params.get("charset") or "utf-8", body.hints).text)
    body.notes.add(invitation.what, invitation.line)
    body.spare.append(_lines(invitation.text))


def _named(name: str, type: str, data: bytes) -> Attachment:
    return Attachment(name, type, len(data), hashlib.sha256(data).hexdigest())


def _attachment(part: Part, data: bytes, place: int) -> Attachment:
    name = names.clean(_file_name(part) or _nested_subject(part, data), part.type, place)
    return _named(name, part.type, data)


def _file_name(part: Part) -> str:
    return part.disposition[1].get("filename") or part.type_params.get("name") or part.type_params.get("filename") or ""


def _nested_subject(part: Part, data: bytes) -> str:
    """A forwarded mail is named after its subject."""
    if part.type not in ("message/rfc822", "message/global"):
        return ""
    subject = decode_words(parse_head(data).head("subject") or "").strip()
    return re.sub(r"[/\\]", "_", subject) + ".eml" if subject else ""
