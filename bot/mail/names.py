"""File names made safe to show and to save, whatever the sender's program called the file."""

import mimetypes
import re
import unicodedata

# Control characters, and the marks that turn the reading direction so that "exe.pdf" looks like "fdp.exe".
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
UNSAFE = re.compile(r'[<>:"|?*]')
LONGEST = 120


def clean(name: str, type: str, place: int) -> str:
    """A bare file name: no folder, no control or direction characters, composed Hangul, at most 120 characters; made up where empty."""
    composed = unicodedata.normalize("NFC", UNSEEN.sub("", name))
    bare = re.split(r"[/\\]", composed)[-1]
    tidy = re.sub(r"\s+", " ", UNSAFE.sub("_", bare)).strip(" .")
    return _shortened(tidy) if tidy else f"file-{place}{_extension(type)}"


def _extension(type: str) -> str:
    if type == "message/rfc822":
        return ".eml"
    return mimetypes.guess_extension(type) or ".bin"


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 12:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(extension) - 1]}.{extension}"
