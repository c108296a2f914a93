"""What a person typed, read as paragraphs, lists and links, so that it looks in HTML as it looked to its writer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.mail.letters.names import NO_CHARACTERS

_LINK = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,2000}", re.IGNORECASE)
_BULLET = re.compile(r"[-*•·‣▪◦]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")
_UNSEEN = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069{''.join(NO_CHARACTERS)}]")
"""Control characters (Cc), halves of pairs (Cs), and what turns the direction of words."""
_BLANKS = re.compile(r"^ +| {2,}")


@dataclass(frozen=True, slots=True)
class Span:
    """Words; `href` where they are a link."""

    text: str
    href: str | None = None


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: "p" with its lines, "ul" or "ol" with its items; `first`: the number of an ol's first item."""

    kind: str
    lines: tuple[Line, ...]
    first: int = 1


BREAK = Span("\n")


def clean(text: str) -> str:
    """Line ends made one, tabs blanks, control and direction characters gone, no white space at line ends and around."""
    plain = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text).expandtabs(4)
    lines = "\n".join(line.rstrip(" ") for line in _UNSEEN.sub("", plain).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs and lists of a cleaned text, in order. Numbers make a list only where they count 1, 2, …."""
    return tuple(block for paragraph in re.split(r"\n{2,}", text) if paragraph for block in _split(_joined(paragraph)))


def _joined(paragraph: str) -> list[str]:
    """Lines, where an indented one goes on with the list item above it."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if line.startswith(" ") and lines and (_BULLET.match(lines[-1]) or _NUMBER.match(lines[-1])):
            lines[-1] += f"\n{line}"
        else:
            lines.append(line)
    return lines


def _split(lines: list[str]) -> Iterator[Block]:
    numbered = _counts(lines)
    for kind, run in groupby(lines, key=lambda line: _kind(line, numbered)):
        yield _BLOCKS[kind](list(run))


def _counts(lines: list[str]) -> bool:
    numbers = [int(found[1]) for line in lines if (found := _NUMBER.match(line))]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def _kind(line: str, numbered: bool) -> str:
    if _BULLET.match(line):
        return "ul"
    return "ol" if numbered and _NUMBER.match(line) else "p"


def _paragraph(lines: list[str]) -> Block:
    return Block("p", tuple(_item(line) for line in lines))


def _bullets(lines: list[str]) -> Block:
    return Block("ul", tuple(_item(_BULLET.sub("", line, count=1)) for line in lines))


def _numbers(lines: list[str]) -> Block:
    found = _NUMBER.match(lines[0])
    return Block("ol", tuple(_item(_NUMBER.sub("", line, count=1)) for line in lines), first=int(found[1]) if found else 1)


_BLOCKS = {"p": _paragraph, "ul": _bullets, "ol": _numbers}


def _item(text: str) -> Line:
    first, *rest = text.split("\n")
    return sum(((BREAK, *_spans(line)) for line in rest), _spans(first))


def _spans(line: str) -> Line:
    spans, end = list[Span](), 0
    for found in _LINK.finditer(line):
        href = _trimmed(found[0])
        spans += [Span(_kept(line[end : found.start()])), Span(href, href)]
        end = found.start() + len(href)
    return tuple(span for span in (*spans, Span(_kept(line[end:]))) if span.text)


def _trimmed(link: str) -> str:
    """Without the marks that end a sentence, and without a bracket that was opened before the link."""
    while link[-1] in ".,;:!?'*" or (link[-1] in ")]" and link.count(link[-1]) > link.count({")": "(", "]": "["}[link[-1]])):
        link = link[:-1]
    return link


def _kept(text: str) -> str:
    """Blanks that lay something out must not collapse into one."""
    return _BLANKS.sub(lambda found: "\N{NO-BREAK SPACE}" * len(found[0]), text)
