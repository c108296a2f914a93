"""Parameters of MIME headers as they really come: RFC 2045, RFC 2231, RFC 2047 in quotes, both at once, raw 8-bit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from bot.mail.charsets import decode
from bot.mail.words import decode_words

CONTINUED = re.compile(r"^(?P<name>[^*]+)(?:\*(?P<place>\d{1,3}))?(?P<encoded>\*)?$", re.ASCII)
LONGEST = 64 * 1024


def parse(value: str) -> tuple[str, dict[str, str]]:
    """`value` with 8-bit bytes as surrogates -> its first word in lower case, and the parameters decoded, names in lower case."""
    head, _, rest = value.partition(";")
    gathered: dict[str, list[Piece]] = {}
    for piece in _pieces(rest):
        gathered.setdefault(piece.name, []).append(piece)
    return head.strip().lower(), {name: _joined(pieces) for name, pieces in gathered.items()}


def boundary(value: str) -> str | None:
    """The boundary of a multipart's Content-Type, byte for byte; None where it names none."""
    pieces = [piece for piece in _pieces(value.partition(";")[2]) if piece.name == "boundary"]
    return "".join(piece.text for piece in _ordered(pieces)).rstrip() or None


@dataclass(frozen=True, slots=True)
class Piece:
    """One `name*place*=text`; place -1 where the parameter is not in pieces."""

    name: str
    place: int
    encoded: bool
    text: str


def _pieces(rest: str) -> Iterator[Piece]:
    for segment in split_outside_quotes(rest[:LONGEST], ";"):
        name, equals, text = segment.partition("=")
        if equals and (key := CONTINUED.match(name.strip().lower())):
            yield Piece(key["name"], int(key["place"] or -1), bool(key["encoded"]), _unquoted(text.strip()))


def split_outside_quotes(value: str, separator: str) -> Iterator[str]:
    """`value` cut at a separator, but not inside double quotes."""
    piece: list[str] = []
    quoted = escaped = False
    for character in value:
        quoted ^= character == '"' and not escaped
        escaped = quoted and character == "\\" and not escaped
        if character == separator and not quoted:
            yield "".join(piece)
            piece.clear()
        else:
            piece.append(character)
    yield "".join(piece)


def _unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text
    inner = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    # A Windows path is not a row of quoted pairs: only quotes and backslashes are unescaped.
    return re.sub(r'\\(["\\])', r"\1", inner)


def _ordered(pieces: list[Piece]) -> list[Piece]:
    """In their order, each place once; a plain value beside an encoded one or one in pieces is a stand-in for old programs."""
    best = [piece for piece in pieces if piece.encoded or piece.place >= 0] or pieces[:1]
    return sorted({piece.place: piece for piece in reversed(best)}.values(), key=lambda piece: piece.place)


def _joined(pieces: list[Piece]) -> str:
    ordered = _ordered(pieces)
    if not ordered[0].encoded:
        return decode_words("".join(piece.text for piece in ordered))
    charset, _, text = ordered[0].text.split("'", 2) if ordered[0].text.count("'") > 1 else ("", "", ordered[0].text)
    rest = "".join(piece.text if piece.encoded else piece.text.replace("%", "%25") for piece in ordered[1:])
    data = unquote_to_bytes((text + rest).encode("utf-8", "surrogateescape"))
    # Some programs put an RFC 2047 word inside the RFC 2231 value.
    return decode_words(decode(data, charset).text)
