"""Bytes to text, believing a charset's label only as far as the bytes do.

Labels mean what mail programs mean by them, as browsers do (WHATWG Encoding Standard): `euc-kr` is cp949, `gb2312` is gb18030,
`iso-8859-1` is cp1252. Wrong and missing labels are met by trying utf-8, then cp949, then a statistical guess.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

MEANT = {
    label: codec
    for codec, labels in {
        "cp949": "euckr ksc56011987 ksc56011989 ksc5601 korean isoir149 cseuckr windows949 ms949 uhc cp949 xwindows949 949",
        "gb18030": "gb2312 gbk xgbk gb231280 cp936 windows936 ms936 chinese csgb2312 euccn xeuccn gb18030",
        "cp932": "shiftjis xsjis sjis windows31j mskanji csshiftjis cp943c xmscp932",
        "big5hkscs": "big5 xbig5 cnbig5 big5hkscs",
        "cp1252": "iso88591 latin1 l1 windows1252 cp1252 xansi ansi",
        "cp874": "iso885911 tis620 windows874",
        "iso2022_jp_ext": "iso2022jp iso2022jpms csiso2022jp cp50220 cp50221",
        "iso-2022-kr": "iso2022kr csiso2022kr",
        "utf-8": "utf8 utf8mb4 xutf8 unicode11utf8 utf",
    }.items()
    for label in labels.split()
}
SAYS_NOTHING = {"", "ascii", "usascii", "unknown", "unknown8bit", "xunknown", "default", "defaultcharset", "8bit", "7bit", "none", "binary"}
SURROGATE = re.compile(r"[\ud800-\udfff]")
HANGUL = re.compile(r"[\uac00-\ud7a3\u3131-\u318e]")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
NOT_WESTERN = re.compile(r"[^\xc0-\xd6\xd8-\xf6\xf8-\xff\xa0\xa1\xab\xb0\xb7\xbb\xbf\u20ac\u2018-\u201e\u2013\u2014\u2026]")
WIDE = re.compile(r"[\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef]")
EAST_ASIAN = {"cp949", "gb18030", "cp932", "big5hkscs", "johab", "euc_jp"}
SAMPLE = 64 * 1024
LOST = "\ufffd"
BOM = "\ufeff"
NOT_CHARSETS = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """`reread` names the charset used where the label was wrong or silent about 8-bit bytes; `lost` is True where bytes had no meaning."""

    text: str
    reread: str | None = None
    lost: bool = False


def decode(data: bytes, label: str | None, hints: Iterable[str] = ()) -> Decoded:
    """The text of `data`. `hints` are charsets named elsewhere in the same mail, tried where the label says nothing."""
    name = meant(label)
    if name == "iso-2022-kr" or b"\x1b$)C" in data[:SAMPLE]:
        return _decode_iso_2022_kr(data, labelled=name == "iso-2022-kr")
    if data.isascii() and (name is None or name in EAST_ASIAN or name in ("utf-8", "cp1252")):
        return _decode_seven_bit(data)
    if name is None:
        return _guess(data, hints)
    return _as_labelled(data, name, hints)


def meant(label: str | None) -> str | None:
    """The codec a label stands for, or None where it says nothing or nothing known."""
    bare = re.sub(r"[^a-z0-9]", "", (label or "").lower())
    if bare in SAYS_NOTHING:
        return None
    if bare in MEANT:
        return MEANT[bare]
    try:
        codec = codecs.lookup((label or "").strip().strip("\"'"))
        # base64 and its like are codecs, but not of text.
        b"x".decode(codec.name, "replace")
    except (LookupError, ValueError):
        return None
    return None if codec.name in NOT_CHARSETS else codec.name


def _decode_seven_bit(data: bytes) -> Decoded:
    if b"\x1b$B" in data or b"\x1b$@" in data:
        text, lost = _forgiving(data, "iso2022_jp_ext")
        return Decoded(text, "iso-2022-jp", lost)
    return Decoded(data.decode("ascii"))


def _decode_iso_2022_kr(data: bytes, *, labelled: bool) -> Decoded:
    """RFC 1557: between SO and SI (or the line's end) two bytes of seven bits are one character of KS C 5601."""
    plain = data.replace(b"\x1b$)C", b"")
    shifted = re.sub(rb"\x0e([^\x0f\r\n]*)\x0f?", lambda run: _high(run[1]), plain).replace(b"\x0f", b"")
    text, lost = _forgiving(shifted, "cp949")
    return Decoded(text, None if labelled else "iso-2022-kr", lost)


def _high(run: bytes) -> bytes:
    return bytes(byte | 0x80 if byte > 0x20 else byte for byte in run)


def _as_labelled(data: bytes, name: str, hints: Iterable[str]) -> Decoded:
    if other := _mislabelled(data, name):
        return other
    if (text := _strict(data, name)) is not None:
        return Decoded(text.removeprefix(BOM))
    text, lost = _forgiving(data, name)
    if text.count(LOST) <= max(2, len(text) // 50):
        return Decoded(text.removeprefix(BOM), None, lost)
    return _guess(data, (*hints, name))


def _mislabelled(data: bytes, name: str) -> Decoded | None:
    """Old programs label utf-8 with the local charset, and Korean text with the Western one."""
    if name not in EAST_ASIAN and name != "cp1252":
        return None
    text = _strict(data, "utf-8")
    if text is not None and (name == "cp1252" or WIDE.search(text)):
        return Decoded(text.removeprefix(BOM), "utf-8")
    text = _strict(data, "cp949") if name == "cp1252" else None
    return Decoded(text, "cp949") if text and _mostly_hangul(text) else None


def _guess(data: bytes, hints: Iterable[str]) -> Decoded:
    if (text := _strict(data, "utf-8")) is not None:
        return Decoded(text.removeprefix(BOM), "utf-8")
    named = [name for hint in hints if (name := meant(hint)) and name != "utf-8"]
    local = [name for name in named if name in EAST_ASIAN]
    for name, fits in [
        *((name, _any) for name in local),
        ("cp949", _mostly_hangul),
        ("cp1252", _western),
        *((name, _any) for name in named),
    ]:
        if (text := _strict(data, name)) is not None and fits(text):
            return Decoded(text, name)
    return _statistical(data)


def _any(text: str) -> bool:
    return True


def _western(text: str) -> bool:
    foreign = NOT_ASCII.findall(text)
    return len(foreign) * 4 < len(text) and not NOT_WESTERN.search("".join(foreign))


def _mostly_hangul(text: str) -> bool:
    """Whether half of what is not ASCII are the syllables people use: other charsets read as cp949 give rare ones."""
    sample = text[:SAMPLE]
    foreign = len(NOT_ASCII.findall(sample))
    pairs = "".join(HANGUL.findall(sample)).encode("cp949", "ignore")
    common = sum(0xB0 <= lead <= 0xC8 and trail >= 0xA1 for lead, trail in zip(pairs[::2], pairs[1::2], strict=True))
    return common * 2 > foreign


def _statistical(data: bytes) -> Decoded:
    near = [(name, *_forgiving(data, name)) for name in ("utf-8", "cp949")]
    name, text, _ = min(near, key=lambda found: found[1].count(LOST))
    if text.count(LOST) <= len(text) // 50 and _mostly_hangul(text):
        return Decoded(text, name, lost=True)
    guessed = _normalizer(data[:SAMPLE]) or "cp1252"
    text, lost = _forgiving(data, guessed)
    return Decoded(text, guessed, lost)


def _normalizer(sample: bytes) -> str | None:
    # Imported where it is needed: few mails need it, and it is slow to import.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, preemptive_behaviour=False).best()
    return best.encoding if best is not None else None


def _strict(data: bytes, name: str) -> str | None:
    try:
        return SURROGATE.sub(LOST, data.decode(name))
    except (UnicodeError, LookupError, ValueError):
        return None


def _forgiving(data: bytes, name: str) -> tuple[str, bool]:
    try:
        text = SURROGATE.sub(LOST, data.decode(name, "replace"))
    except (UnicodeError, LookupError, ValueError):
        text = data.decode("latin-1")
    return text, LOST in text
