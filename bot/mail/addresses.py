"""Addresses out of a header, however it is written: RFC 5322 lists and groups, names with stray commas, names that hide the address."""

import re
from collections.abc import Iterable, Iterator

from bot.mail.words import clean, decode_words

BETWEEN = re.compile(r"[\s<>(),;:\"']+")
QUOTED_LOCAL = re.compile(r'("(?:[^"\\]|\\.)+"@[^\s<>(),;:"]+)')
ANGLE = re.compile(r"<([^<>]*)>[^<>]*$")
COMMENT = re.compile(r"\(([^()]*)\)")
MOST = 2_000
LONGEST_NAME = 200

Mailbox = tuple[str, str]


def mailboxes(values: Iterable[str], hints: Iterable[str] = ()) -> list[Mailbox]:
    """(name, address) of every mailbox in these header values; addresses in lower case, names decoded, nothing without an @."""
    found: list[Mailbox] = []
    for value in values:
        found += _mailboxes(re.sub(r"[\r\n]+", "", value[: 64 * 1024]), tuple(hints))
    return found[:MOST]


def _mailboxes(value: str, hints: tuple[str, ...]) -> Iterator[Mailbox]:
    waiting = ""
    for piece in _split(value):
        address, name = _read(waiting + piece)
        if not address:
            # "Hong, Gildong <hong@x>": the comma belongs to the name.
            waiting = _hidden(waiting[-LONGEST_NAME:] + piece + ", ", hints)
            continue
        waiting = ""
        yield _clean(decode_words(name, hints)), clean(address).lower()


def _hidden(text: str, hints: tuple[str, ...]) -> str:
    """An encoded word may hold the whole "name <address>"."""
    decoded = decode_words(text, hints) if "=?" in text else text
    return decoded if "@" in decoded else text


def _read(piece: str) -> tuple[str, str]:
    """(address, raw name) of one mailbox, ("", "") where there is none."""
    if (angle := ANGLE.search(piece)) and (address := _first(angle[1])):
        return address, piece[: angle.start()] or piece[angle.end(1) + 1 :]
    if "=?" in piece and "@" not in piece and "@" in (decoded := decode_words(piece)):
        return _read(decoded)
    address = _first(COMMENT.sub(" ", piece))
    comment = COMMENT.search(piece)
    return address, comment[1] if comment else ""


def _first(text: str) -> str:
    if "@" not in text:
        return ""
    if quoted := QUOTED_LOCAL.search(text):
        return quoted[0]
    return next((token for token in map(_bare, BETWEEN.split(text)) if "@" in token), "")


def _bare(token: str) -> str:
    return token.strip("@.")


def _clean(name: str) -> str:
    text = re.sub(r"\s+", " ", name).strip().rstrip(",")
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return re.sub(r'\\(["\\])', r"\1", text).strip().strip('"')


def _split(value: str) -> Iterator[str]:
    """The value at commas and semicolons outside quotes, comments and angles; a group's name is dropped (RFC 5322 3.4)."""
    piece, quoted, depth, angle, escaped = "", False, 0, False, False
    for character in value:
        if escaped or (character == "\\" and quoted):
            escaped = not escaped
        elif character == '"' and not depth:
            quoted = not quoted
        elif not quoted:
            depth = max(0, depth + (character == "(") - (character == ")"))
            angle = (angle or character == "<") and character != ">"
            if character in ",;" and not depth and not angle:
                yield piece
                piece = ""
                continue
            if character == ":" and not depth and not angle and "@" not in piece and "=?" not in piece:
                piece = ""
                continue
        piece += character
    yield piece
