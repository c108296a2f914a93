"""The words of rich text, and Outlook's packing of it (MS-OXRTFCP)."""

import re
import struct
from dataclasses import dataclass, field

from bot.mail.charsets import decode

BEGUN_WITH = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
PACKED, UNPACKED = b"LZFu", b"MELA"
WINDOW = 4096
LONGEST = 512 * 1024
TOKEN = re.compile(rb"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\")
SILENT = {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"themedata", b"datastore"}
SYMBOLS = {b"~": b" ", b"_": b"-", b"\n": b"\n", b"\r": b"\n", b"\\": b"\\", b"{": b"{", b"}": b"}"}
SPOKEN = {b"par": b"\n", b"line": b"\n", b"sect": b"\n", b"page": b"\n", b"row": b"\n", b"tab": b"\t", b"cell": b"\t"}
MARKS = {b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"}


def unpacked(data: bytes) -> bytes:
    """The rich text, as far as it goes; b"" where it is none."""
    if len(data) < 16 or data[8:12] not in (PACKED, UNPACKED):
        return b""
    (size,) = struct.unpack_from("<I", data, 4)
    if data[8:12] == UNPACKED:
        return data[16 : 16 + size]
    return _unpacked(data, min(size, LONGEST))


def _unpacked(data: bytes, size: int) -> bytes:
    written = bytearray(BEGUN_WITH)
    wanted, place = len(BEGUN_WITH) + size, 16
    while len(written) < wanted and place < len(data):
        control, place = data[place], place + 1
        for bit in range(8):
            if control >> bit & 1:
                reference = int.from_bytes(data[place : place + 2], "big")
                source, length = _back(len(written), reference >> 4), (reference & 15) + 2
                if source == len(written) or place + 2 > len(data):
                    return bytes(written[len(BEGUN_WITH) :])
                for step in range(length):
                    written.append(written[source + step])
                place += 2
            else:
                written += data[place : place + 1]
                place += 1
    return bytes(written[len(BEGUN_WITH) : wanted])


def _back(end: int, offset: int) -> int:
    """Where in all that was written the ring of 4,096 bytes has this offset."""
    distance = (end - offset) % WINDOW
    return max(0, end - distance)


def to_text(rich: bytes) -> str:
    """The words alone, a line for each paragraph."""
    named = re.search(rb"\\ansicpg(\d{3,5})", rich[:1000])
    words = _Words(f"cp{named[1].decode()}" if named else "cp1252")
    for token in TOKEN.finditer(rich[:LONGEST]):
        words.heed(*token.groups())
    return _whole(words.said())


@dataclass(slots=True)
class _Words:
    """`silent`: for each open group whether it says nothing to people. `width`: so many bytes stand in for a \\u; `skip` are to come."""

    charset: str
    silent: list[bool] = field(default_factory=list)
    width: int = 1
    skip: int = 0
    _pieces: list[str] = field(default_factory=list)
    _pending: bytearray = field(default_factory=bytearray)

    def heed(
        self, code: bytes | None, word: bytes | None, number: bytes | None, symbol: bytes | None, brace: bytes | None, plain: bytes | None
    ) -> None:
        if brace == b"{":
            self.silent.append(bool(self.silent and self.silent[-1]))
        elif brace:
            self.silent[-1:] = []
        elif word in SILENT or symbol == b"*":
            self.silent[-1:] = [True]
        elif not (self.silent and self.silent[-1]):
            self._say(word, int(number or 1), bytes.fromhex(code.decode()) if code else plain or SYMBOLS.get(symbol or b"", b""))

    def _say(self, word: bytes | None, number: int, plain: bytes) -> None:
        if word == b"uc":
            self.width = max(0, min(number, 4))
        elif word == b"u":
            self._character(chr(number % 65536))
            self.skip = self.width
        elif word in MARKS:
            self._character(MARKS[word])
        elif word:
            self._pending += SPOKEN.get(word, b"")
        else:
            self._pending += plain[self.skip :]
            self.skip = max(0, self.skip - len(plain))

    def _character(self, character: str) -> None:
        if self._pending:
            self._pieces.append(decode(bytes(self._pending), self.charset).text)
            self._pending.clear()
        self._pieces.append(character)

    def said(self) -> str:
        self._character("")
        return "".join(self._pieces)


def _whole(text: str) -> str:
    """Characters that came as two halves joined, lines trimmed."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in joined.replace("\0", "").split("\n"))).strip("\n")
