"""Header fields as they are written: each value is checked or encoded here, so that no text can begin a header of its own."""

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote

CRLF = "\r\n"
LINE = 76
PLAIN = re.compile(r"[\x20-\x7e]*")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
ADDRESS = re.compile(r"[^\s<>(),;:\\\"\[\]\x00-\x20\x7f-\x9f]{1,200}@[^\s<>(),;:\\\"\x00-\x20\x7f-\x9f]{1,255}")
ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,900}")
TOKEN = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,100}")


class Unwritable(Exception):
    """A letter names something that cannot stand in a header: `what` says the field, `value` the value."""

    def __init__(self, what: str, value: str) -> None:
        super().__init__(f"{what}: {value!r}")
        self.what, self.value = what, value


def token(name: str, value: str) -> str:
    """A field whose value is one word of letters, digits and few marks. Raises Unwritable."""
    if not TOKEN.fullmatch(value):
        raise Unwritable(name, value)
    return f"{name}: {value}"


def printable(name: str, value: str) -> str:
    """A field of at most 200 printable ASCII characters, such as a date. Raises Unwritable."""
    if not PLAIN.fullmatch(value) or not value.strip() or len(value) > 200:
        raise Unwritable(name, value)
    return f"{name}: {value}"


def text(name: str, value: str) -> str:
    """An unstructured field (RFC 5322 2.2.1): as it is where it is short plain words, else as encoded words (RFC 2047)."""
    line = one_line(value)
    if PLAIN.fullmatch(line) and "=?" not in line and all(len(word) < LINE - 10 for word in line.split(" ")):
        return fold(f"{name}:", line.split(" "))
    plain, coded = _plain_beginning(line)
    return fold(f"{name}:", [*plain.split(), *encoded_words(coded)])


def _plain_beginning(line: str) -> tuple[str, str]:
    """The number in brackets stays readable in front of the encoded words."""
    match = re.match(r"(?:(?!=\?)[\x21-\x7e]{1,60} )*", line)
    return (line[: match.end()], line[match.end() :]) if match else ("", line)


def mailbox(name: str, display: str, address: str) -> str:
    """A field with one mailbox (RFC 5322 3.4). Raises Unwritable."""
    return fold(f"{name}:", _named(name, display, address))


def mailboxes(name: str, addresses: Iterable[str]) -> str:
    """A field with bare addresses, one a line. Raises Unwritable."""
    checked = [checked_address(name, address) for address in addresses]
    return fold(f"{name}:", [f"{address}," for address in checked[:-1]] + checked[-1:])


def ids(name: str, values: Iterable[str]) -> str:
    """A field of Message-IDs, one a line. Raises Unwritable."""
    return fold(f"{name}:", [checked_id(name, value) for value in values])


def checked_id(name: str, value: str) -> str:
    """`<id>`; raises Unwritable where it is none."""
    if not ID.fullmatch(value):
        raise Unwritable(name, value)
    return f"<{value}>"


def checked_address(name: str, address: str) -> str:
    """The address, its domain in ASCII (RFC 5890); raises Unwritable where it is none."""
    if not ADDRESS.fullmatch(address):
        raise Unwritable(name, address)
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise Unwritable(name, address) from None


def parameters(head: str, values: dict[str, str]) -> str:
    """A MIME field with parameters, a line each: quoted where plain, else by RFC 2231 in pieces of at most a line."""
    lines = [head]
    for key, value in values.items():
        lines += _parameter(key, one_line(value))
    return f";{CRLF} ".join(lines)


def fold(head: str, words: list[str]) -> str:
    """Words on lines of at most 76 characters where blanks allow it (RFC 5322 2.2.3)."""
    lines = [head]
    for word in words:
        # Never right after the colon, nor before a blank word: a line of blanks alone ends the header for some programs.
        if len(lines[-1]) + 1 + len(word) > LINE and word and lines[-1] != head:
            lines.append(f" {word}")
        else:
            lines[-1] += f" {word}"
    return CRLF.join(lines)


def one_line(value: str) -> str:
    """`value` without line ends and control characters."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+", " ", value).strip()


def encoded_words(line: str) -> list[str]:
    """RFC 2047 words of at most 75 characters, none of which splits a character."""
    chunks, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > 39:
            chunks.append("")
            size = 0
        chunks[-1] += character
        size += width
    return [f"=?utf-8?B?{base64.b64encode(chunk.encode()).decode()}?=" for chunk in chunks]


def _named(name: str, display: str, address: str) -> list[str]:
    angle = f"<{checked_address(name, address)}>"
    line = one_line(display)
    if not line:
        return [angle]
    if ATOMS.fullmatch(line) and "=?" not in line and len(line) < LINE - 12:
        return [*line.split(), angle]
    if PLAIN.fullmatch(line) and "=?" not in line and len(line) < LINE - 12:
        escaped = re.sub(r'(["\\])', r"\\\1", line)
        return [f'"{escaped}"', angle]
    return [*encoded_words(line), angle]


def _parameter(key: str, value: str) -> list[str]:
    if PLAIN.fullmatch(value) and len(value) < 60 and '"' not in value and "\\" not in value:
        return [f'{key}="{value}"']
    coded = quote(value, safe="")
    pieces = re.findall(r"(?:%[0-9A-F]{2}|[^%]){1,18}", coded)
    if len(pieces) == 1:
        return [f"{key}*=utf-8''{coded}"]
    first, *others = pieces
    return [f"{key}*0*=utf-8''{first}", *(f"{key}*{place}*={piece}" for place, piece in enumerate(others, 1))]
