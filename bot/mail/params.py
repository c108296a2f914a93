"""Parameters of MIME headers as they really come: RFC 2045, RFC 2231, RFC 2047 in quotes, both at once, raw 8-bit."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from bot.mail.charsets import decode
from bot.mail.words import decode_words

CONTINUED = re.compile(r"^(?P<name>[^*]+)(?:\*(?P<place>\d{1,3}))?(?P<encoded>\*)?$", re.ASCII)
LONGEST = 64 * 1024


def parse(value: str) -> tuple[str, dict[str, str]]:
    """`value` with 8-bit bytes as surrogates -> its first word in lower case, and the parameters decoded, names in lower case."""
    head, _, rest = value.partition(";")
    gathered: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, place, encoded, text in _pieces(rest):
        gathered.setdefault(name, {}).setdefault(place, (encoded, text))
    return head.strip().lower(), {name: _joined(pieces) for name, pieces in gathered.items()}


def boundary(value: str) -> str | None:
    """The boundary of a multipart's Content-Type, byte for byte; None where it names none."""
    pieces = sorted((place, text) for name, place, _, text in _pieces(value.partition(";")[2]) if name == "boundary")
    return "".join(text for _, text in pieces).rstrip() or None


def _pieces(rest: str) -> Iterator[tuple[str, int, bool, str]]:
    for piece in split_outside_quotes(rest[:LONGEST], ";"):
        name, equals, text = piece.partition("=")
        if equals and (key := CONTINUED.match(name.strip().lower())):
            yield key["name"], int(key["place"] or 0), bool(key["encoded"]), _unquoted(text.strip())


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


def _joined(pieces: dict[int, tuple[bool, str]]) -> str:
    ordered = [pieces[place] for place in sorted(pieces)]
    if not any(encoded for encoded, _ in ordered):
        return decode_words("".join(text for _, text in ordered))
    charset, language_and_text = _charset_of(ordered[0])
    data = b"".join(_bytes(encoded, text) for encoded, text in [(ordered[0][0], language_and_text), *ordered[1:]])
    # Some programs put an RFC 2047 word inside the RFC 2231 value.
    return decode_words(decode(data, charset).text)


def _charset_of(piece: tuple[bool, str]) -> tuple[str | None, str]:
    encoded, text = piece
    if not encoded or text.count("'") < 2:
        return None, text
    charset, _, rest = text.split("'", 2)
    return charset or None, rest


def _bytes(encoded: bool, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    return unquote_to_bytes(raw) if encoded else raw
