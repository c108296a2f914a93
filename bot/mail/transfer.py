"""Content-Transfer-Encodings undone (RFC 2045), broken ones as far as they go."""

import binascii
import re
from itertools import islice

BLANKS = b" \t\r\n\x0b\x0c\x00"
FOREIGN = re.compile(rb"[^A-Za-z0-9+/]")
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
PADDED_RUN = re.compile(rb"[^=]+={0,2}")
MOST_RUNS = 10_000
UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


def undo(payload: bytes, encoding: str) -> tuple[bytes, bool]:
    """The bytes under a transfer encoding, and whether they were whole. An unknown encoding leaves the bytes as they are."""
    name = encoding.strip().lower()
    if name == "base64":
        return from_base64(payload)
    if name == "quoted-printable":
        return binascii.a2b_qp(payload), True
    if name in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _from_uu(payload)
    return payload, name in ("", "7bit", "8bit", "binary")


def from_base64(payload: bytes) -> tuple[bytes, bool]:
    """All that base64 text says, and whether it was whole: streams joined after padding, foreign characters and a lone last one dropped."""
    clean = payload.translate(None, BLANKS)
    if len(clean) % 4 == 0 and len(clean) - len(clean.rstrip(b"=")) < 3 and not FOREIGN.search(clean.rstrip(b"=")):
        return binascii.a2b_base64(clean), True
    decoded: list[bytes] = []
    whole = True
    footer = _last_foreign(clean)
    for run in islice(PADDED_RUN.finditer(clean), MOST_RUNS):
        # What follows the padding and is not base64 is a footer some list server glued on.
        if decoded and footer >= run.start():
            return b"".join(decoded), False
        data, fine = _run(NOT_BASE64.sub(b"", run[0]).rstrip(b"="))
        decoded.append(data)
        whole = whole and fine and not NOT_BASE64.search(run[0])
    return b"".join(decoded), whole


def _last_foreign(clean: bytes) -> int:
    return max((match.start() for match in NOT_BASE64.finditer(clean)), default=-1)


def _run(text: bytes) -> tuple[bytes, bool]:
    spare = len(text) % 4
    if spare == 1:
        return binascii.a2b_base64(text[:-1]), False
    return binascii.a2b_base64(text + b"=" * (-spare % 4)), True


def _from_uu(payload: bytes) -> tuple[bytes, bool]:
    begin = UU_BEGIN.search(payload)
    lines = payload[begin.end() if begin else 0 :].splitlines()
    decoded = []
    for line in lines:
        if line.strip() == b"end":
            break
        decoded.append(_uu_line(line))
    return b"".join(decoded), begin is not None


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders pad the line wrongly: trust its length byte.
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:wanted])
        except binascii.Error:
            return b""
