"""Encoded words of headers (RFC 2047), joined as bytes before decoding, so that a character split over two words survives."""

import binascii
import re
from collections.abc import Iterable
from itertools import groupby

from bot.mail.charsets import decode
from bot.mail.transfer import from_base64

WORD = re.compile(r"=\?([^?\s*=]{1,60})(?:\*[^?]{0,60})?\?(?:([bB])\?([^?]*)|([qQ])\?(.{0,2000}?))\?=", re.DOTALL)
LINE_END = re.compile(r"[\r\n]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONGEST = 64 * 1024


def decode_words(value: str, hints: Iterable[str] = ()) -> str:
    """A header's text. `value` has 8-bit bytes as surrogates; they are read by `hints`, the charsets named elsewhere in the mail."""
    unfolded = LINE_END.sub("", value[:LONGEST])
    if "=?" not in unfolded and unfolded.isascii():
        return CONTROL.sub("", unfolded)
    tokens = list(_tokens(unfolded))
    pieces = [_decode_run([token for _, token in run], encoded, hints) for encoded, run in groupby(tokens, key=_charset)]
    return CONTROL.sub("", "".join(pieces))


def clean(value: str) -> str:
    """A header's characters as they are, without control characters; 8-bit bytes, kept as surrogates until here, as utf-8."""
    plain = value if value.isascii() else value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return CONTROL.sub("", plain)


def _charset(token: tuple[str, tuple[str, str]]) -> str:
    return token[0]


def _tokens(value: str) -> Iterable[tuple[str, tuple[str, str]]]:
    """(charset, (encoding, text)) for words, ("", ("", text)) for what stands between; blanks between two words are not text."""
    end = 0
    for match in WORD.finditer(value):
        between = value[end : match.start()]
        if between.strip() or not end:
            yield "", ("", between)
        yield match[1].lower(), ("B", match[3]) if match[2] else ("Q", match[5])
        end = match.end()
    yield "", ("", value[end:])


def _decode_run(run: list[tuple[str, str]], charset: str, hints: Iterable[str]) -> str:
    if not charset:
        return "".join(_plain(text, hints) for _, text in run)
    data = b"".join(_payload(encoding, [text for _, text in words]) for encoding, words in groupby(run, key=lambda word: word[0]))
    return decode(data, charset, hints).text


def _plain(text: str, hints: Iterable[str]) -> str:
    if text.isascii():
        return text
    return decode(text.encode("utf-8", "surrogateescape"), None, hints).text


def _payload(encoding: str, texts: list[str]) -> bytes:
    if encoding == "Q":
        return b"".join(binascii.a2b_qp(text.encode("utf-8", "surrogateescape"), header=True) for text in texts)
    # A stream cut at any place, not at four characters, is one stream; padded words are each their own.
    return from_base64("".join(texts).encode("utf-8", "surrogateescape"))[0]
