"""Plain text at a width that every mail program shows, Korean broken between words only."""

import re
import unicodedata

WIDTH = 76
_HANGING = re.compile(r"(?:[-*•·‣▪◦]|\d{1,2}[.)])\s+")
_LAID_OUT = re.compile(r"[ >|]")


def wrap(text: str, width: int = WIDTH) -> str:
    """Break long lines at blanks; `width` in columns, where a Hangul syllable takes two. Indented and quoted lines stay."""
    return "\n".join(_wrapped(line, width) for line in text.split("\n"))


def _wrapped(line: str, width: int) -> str:
    if columns(line) <= width or _LAID_OUT.match(line):
        return line
    mark = _HANGING.match(line)
    indent = " " * columns(mark[0]) if mark else ""
    lines, taken = [""], 0
    for word in re.findall(r"\S+\s*", line):
        if lines[-1].strip() and taken + columns(word.rstrip()) > width:
            lines.append(indent)
            taken = len(indent)
        lines[-1] += word
        taken += columns(word)
    return "\n".join(each.rstrip() for each in lines)


def columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
