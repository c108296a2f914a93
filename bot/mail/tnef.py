"""winmail.dat, in which Outlook hides the text and the files of a mail (MS-OXTNEF).

Our own reader: the one library for it has seen no release since 2021, and a hostile file holds it for ever.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.mail import html, rtf
from bot.mail.charsets import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
MESSAGE_PROPERTIES, BODY, CODEPAGE = 0x9003, 0x800C, 0x9007
FILE_BEGINS, FILE_PROPERTIES, FILE_NAME, FILE_DATA = 0x9002, 0x9005, 0x8010, 0x800F
PLAIN, RICH, HTML, INTERNET_CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
DATA, SHORT_NAME, LONG_NAME, SHOWN_NAME, TYPE = 0x3701, 0x3704, 0x3707, 0x3001, 0x370E
EMBEDDED = bytes.fromhex("0703020000000000c000000000000046")
FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
OBJECT, STRING, UNICODE, BINARY = 0x0D, 0x1E, 0x1F, 0x102
SEVERAL = 0x1000
NAMED = 0x8000
DEEPEST = 3
MOST = 1_000


@dataclass(slots=True)
class Hidden:
    """`texts` are plain words; `files` are (name, type or "", bytes)."""

    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)


def read(data: bytes, depth: int = DEEPEST) -> Hidden | None:
    """What is hidden in it, as far as it goes; None where it is no TNEF or holds neither words nor files."""
    if not data.startswith(SIGNATURE) or not depth:
        return None
    hidden, charset, file = Hidden(), "cp1252", _File()
    for name, value in _attributes(data):
        if name == CODEPAGE and len(value) >= 4:
            charset = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == BODY:
            hidden.texts.append(_text(value, charset))
        elif name == MESSAGE_PROPERTIES:
            hidden.texts += filter(None, [_words(dict(_properties(value)), charset)])
        elif name == FILE_BEGINS:
            file.into(hidden, depth)
            file = _File()
        else:
            file.heed(name, value, charset)
    file.into(hidden, depth)
    return hidden if hidden.texts or hidden.files else None


@dataclass(slots=True)
class _File:
    name: str = ""
    type: str = ""
    data: bytes = b""

    def heed(self, name: int, value: bytes, charset: str) -> None:
        if name == FILE_NAME:
            self.name = self.name or _text(value, charset)
        elif name == FILE_DATA:
            self.data = value
        elif name == FILE_PROPERTIES:
            said = dict(_properties(value))
            names = (_text(*said[each]) for each in (LONG_NAME, SHORT_NAME, SHOWN_NAME) if each in said)
            self.name = next(filter(None, names), self.name)
            self.type = _text(*said[TYPE]) if TYPE in said else ""
            self.data = said[DATA][0] if DATA in said else self.data

    def into(self, hidden: Hidden, depth: int) -> None:
        """Among what was hidden; a mail in it is opened too."""
        inside = read(self.data.removeprefix(EMBEDDED), depth - 1) if SIGNATURE in self.data[:32] else None
        if inside:
            hidden.texts += inside.texts
            hidden.files += inside.files
        elif self.data:
            hidden.files.append((self.name, self.type, self.data))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """A level, a name, a type, a length, the value and a checksum, one after the other."""
    place = 6
    for _ in range(MOST):
        if place + 9 > len(data):
            return
        _, name, _, length = struct.unpack_from("<BHHI", data, place)
        yield name, data[place + 9 : place + 9 + length]
        place += 9 + length + 2


def _properties(data: bytes) -> Iterator[tuple[int, tuple[bytes, str]]]:
    """(id, (value, charset)); the first value where there are several. What is cut off or unknown ends it."""
    place = 4
    try:
        for _ in range(MOST):
            kind, identity = struct.unpack_from("<HH", data, place)
            place = _after_name(data, place + 4) if identity >= NAMED else place + 4
            values, place = _values(data, place, kind)
            if values:
                yield identity, (values[0], {UNICODE: "utf-16-le", STRING: ""}.get(kind & ~SEVERAL, ""))
    except struct.error:
        return


def _after_name(data: bytes, place: int) -> int:
    kind, length = struct.unpack_from("<II", data, place + 16)
    return place + 24 + (_padded(length) if kind else 0)


def _values(data: bytes, place: int, kind: int) -> tuple[list[bytes], int]:
    several, bare = kind & SEVERAL, kind & ~SEVERAL
    variable = bare in (OBJECT, STRING, UNICODE, BINARY)
    if not variable and bare not in FIXED:
        raise struct.error("a type nobody knows")
    count = 1
    if several or variable:
        (count,) = struct.unpack_from("<I", data, place)
        place += 4
    values = []
    for _ in range(min(count, MOST)):
        length = FIXED.get(bare, 0)
        if variable:
            (length,) = struct.unpack_from("<I", data, place)
            place += 4
        values.append(data[place : place + length])
        place += _padded(length)
    return values, place


def _padded(length: int) -> int:
    return -(-length // 4) * 4


def _text(value: bytes, charset: str) -> str:
    text = value.decode("utf-16-le", "replace") if charset == "utf-16-le" else decode(value.rstrip(b"\0"), charset).text
    return text.rstrip("\0").strip("\r\n")


def _words(said: dict[int, tuple[bytes, str]], charset: str) -> str:
    """The plain body, else the HTML, else the rich text."""
    page = said.get(INTERNET_CODEPAGE)
    html_charset = f"cp{struct.unpack('<I', page[0])[0]}" if page and len(page[0]) == 4 else charset
    if PLAIN in said and (text := _text(said[PLAIN][0], said[PLAIN][1] or charset)):
        return text
    if HTML in said and (text := html.to_text(_text(said[HTML][0], "utf-8" if html_charset == "cp65001" else html_charset))[0]):
        return text
    return rtf.to_text(rtf.unpacked(said[RICH][0])) if RICH in said else ""
