"""The tracking number, `1042-7K3M9Q`: a running number and a tail of six Crockford base-32 characters (30 random bits).

Staff say `1042`; customers quote all of it, and the tail keeps strangers from guessing. The alphabet leaves out I, L, O and U,
and reading is forgiving, as Douglas Crockford's Base 32 asks (crockford.com/base32.html): case does not matter, O is 0, I and L are 1.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

from claims.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TAIL = 6
BITS = 5 * TAIL
_MIXED_UP = str.maketrans("OIL", "011")
_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\ufe58\ufe63", "-") | {"\u00ad": None, "\u200b": None, "\ufeff": None}
)
_STRICT_TAIL = "[0-9A-HJKMNP-TV-Z]{6}"
_AROUND = " \t\r\n-[](){}<>【】〔〕.,;:"
_PROPER = re.compile(rf"([1-9][0-9]{{0,11}})(?:-({_STRICT_TAIL}))?")
_WHOLE = re.compile(r"#?([0-9OIL]{1,12})(?:~?([0-9A-TV-Z]{6}))?")
_IN_SUBJECTS = (
    re.compile(rf"[\[【〔]\s*#?([0-9]{{1,12}})\s*-\s*({_STRICT_TAIL})\s*[\]】〕]"),
    re.compile(rf"(?<![0-9A-Z-])#?([0-9]{{1,12}})-({_STRICT_TAIL})(?![0-9A-Z])(?!-[0-9A-Z])"),
    re.compile(r"[\[【〔]\s*#?([0-9OIL]{1,12})\s*-\s*([0-9A-TV-Z]{6})\s*[\]】〕]"),
)


def make(running: int, random: bytes | int) -> str:
    """`random`: at least four random bytes, or an int of 30 bits. Raises ValueError for less, and for a running number below 1."""
    if running < 1:
        raise ValueError(f"running number {running}")
    return f"{running}-{tail(random)}"


def tail(random: bytes | int) -> str:
    """The six characters alone, from at least four random bytes or an int of 30 bits."""
    bits = _bits(random)
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(BITS - 5, -1, -5))


def parse(text: str) -> tuple[int, str | None]:
    """Read what a person typed: (running number, tail in capitals or None). Digits alone are a running number.

    Forgiven are lower case, O for 0, I and L for 1, full-width characters, spaces or any dash or nothing between, `#` and brackets.
    Raises Invalid where it is no tracking number.
    """
    if proper := _PROPER.fullmatch(text):
        return int(proper[1]), proper[2]
    typed = re.sub(r"[\s-]+", "-", _plain(text).strip(_AROUND))
    # Only the first gap divides: 1042-7K3M9, a character short, must not become 104 with a tail.
    found = _WHOLE.fullmatch(typed.replace("-", "~", 1).replace("-", ""))
    running, after = found.groups() if found else ("0", None)
    number = int(running.translate(_MIXED_UP))
    if not number:
        raise Invalid(field="number", value=text)
    return number, after and after.translate(_MIXED_UP)


def candidates(subject: str) -> Iterator[str]:
    """Every tracking number a subject may mean, likeliest first: in brackets, then those that lost them, then those retyped."""
    plain = _plain(subject)
    parts = (match.groups() for pattern in _IN_SUBJECTS for match in pattern.finditer(plain))
    found = dict.fromkeys((int(running.translate(_MIXED_UP)), after.translate(_MIXED_UP)) for running, after in parts)
    return (f"{running}-{after}" for running, after in found if running)


def _plain(text: str) -> str:
    """Full-width characters narrowed, every kind of dash made a hyphen, in capitals."""
    return normalize("NFKC", text).translate(_DASHES).upper()


def _bits(random: bytes | int) -> int:
    if isinstance(random, bytes):
        if len(random) * 8 < BITS:
            raise ValueError(f"{len(random)} random bytes")
        return int.from_bytes(random[:4]) & (1 << BITS) - 1
    if not 0 <= random < 1 << BITS:
        raise ValueError(f"{random} is not a number of {BITS} bits")
    return random
