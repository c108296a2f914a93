"""The MIME tree of a mail: the standard library's forgiving parser, with our own reading of types, boundaries and bodies.

A nested mail (message/*) stays a leaf with its bytes exactly as they came, and is parsed only where somebody asks for its inside.
"""

import re
from collections.abc import Callable, Iterator
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Policy, compat32
from functools import cached_property

from bot.mail import params, pkcs7
from bot.mail.limits import Limits, Reason, Unreadable
from bot.mail.transfer import undo
from bot.mail.words import decode_words

CHUNK = 64 * 1024
HEAD = 1024 * 1024
BOM = b"\xef\xbb\xbf"
WRAPPED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
GUESSED_BOUNDARY = re.compile(rb"\s*--(?P<boundary>[^\r\n\"\\]{1,200}?)[ \t]*\r?\n")
IS_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")


class Part(Message):
    """One MIME part. Unlike its parent class it never raises on odd headers, and does not descend into message/* parts."""

    _payload: "str | list[Part] | None"
    mended = False

    def head(self, name: str) -> str | None:
        """The first header of that name, unfolding and decoding nothing; 8-bit bytes as surrogates."""
        found = self._index.get(name)
        return found[0] if found else None

    def heads(self, name: str) -> list[str]:
        """All headers of that name (in lower case), from the top down, raw."""
        return self._index.get(name, [])

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for key, value in self.raw_items():
            index.setdefault(key.lower(), []).append(str(value))
        return index

    @cached_property
    def type(self) -> str:
        """`maintype/subtype` in lower case; text/plain where the header says nothing sensible (RFC 2045 5.2)."""
        declared = self._declared[0]
        return declared if IS_TYPE.fullmatch(declared) else self.get_default_type()

    @cached_property
    def type_params(self) -> dict[str, str]:
        """Parameters of Content-Type, decoded."""
        return self._declared[1]

    @cached_property
    def _declared(self) -> tuple[str, dict[str, str]]:
        return params.parse(self.head("content-type") or "")

    @cached_property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """Content-Disposition in lower case ("" where there is none) and its parameters, decoded."""
        return params.parse(self.head("content-disposition") or "")

    @property
    def children(self) -> list["Part"]:
        """The parts of a multipart; [] for a leaf."""
        return [child for child in self._payload if isinstance(child, Part)] if isinstance(self._payload, list) else []

    @property
    def raw_body(self) -> bytes:
        """A leaf's body as it stands in the mail."""
        return str(self._payload or "").encode("utf-8", "surrogateescape") if not isinstance(self._payload, list) else b""

    def content(self) -> tuple[bytes, bool]:
        """A leaf's bytes, transfer encoding undone, and whether they were whole."""
        return undo(self.raw_body, decode_words(self.head("content-transfer-encoding") or "").partition(";")[0])

    def adopt(self, children: list["Part"]) -> None:
        """Become a multipart of these parts, found where the announced boundary found none."""
        if children:
            self._payload = list(children)
            self.mended = True

    def unwrap(self, inside: "Part") -> None:
        """Become what was found within: a signature's content in its place."""
        self._payload = [inside]

    # What the standard parser asks while it splits a mail.

    def get_content_type(self) -> str:
        return "application/x-leaf" if self.type.startswith("message/") else self.type

    def get_content_maintype(self) -> str:
        return self.get_content_type().partition("/")[0]

    def get_content_subtype(self) -> str:
        return self.get_content_type().partition("/")[2]

    def get_boundary(self, failobj: object = None) -> str | None:  # type: ignore[override]
        return params.boundary(self.head("content-type") or "")


def parse(raw: bytes, limits: Limits) -> Part:
    """The tree of a mail. Raises Unreadable where it has more parts or levels than allowed."""
    if len(raw) > limits.size:
        raise Unreadable(Reason.TOO_LARGE)
    try:
        return _parse(raw, limits)
    except RecursionError:
        raise Unreadable(Reason.TOO_DEEP) from None


def _parse(raw: bytes, limits: Limits) -> Part:
    counter = _Counter(limits.parts)
    part = _feed(raw.removeprefix(BOM).lstrip(b"\r\n"), counter)
    _mend(part, counter)
    _open(part, counter)
    if _depth(part) > limits.depth:
        raise Unreadable(Reason.TOO_DEEP)
    return part


def parse_head(raw: bytes) -> Part:
    """Only the headers of a mail, of any size."""
    return _feed(head_of(raw), _Counter(1))


def head_of(raw: bytes) -> bytes:
    """The header lines of a mail as a mail without a body; what they say of the body is taken out."""
    head = re.split(rb"\r?\n\r?\n", raw.removeprefix(BOM).lstrip(b"\r\n")[:HEAD], maxsplit=1)[0]
    return re.sub(rb"(?im)^content-(type|transfer-encoding):", rb"X-Content-\1:", head) + b"\r\n\r\n"


def walk(part: Part) -> Iterator[Part]:
    """The part and all below it, in the order of the mail."""
    yield part
    for child in part.children:
        yield from walk(child)


class _Counter:
    def __init__(self, most: int) -> None:
        self.left = most + 1

    def __call__(self, policy: Policy = compat32) -> Part:
        self.left -= 1
        if self.left < 0:
            raise Unreadable(Reason.TOO_MANY_PARTS)
        return Part(policy=policy)


def _feed(raw: bytes, factory: Callable[..., Part]) -> Part:
    parser: BytesFeedParser[Part] = BytesFeedParser(factory)
    for start in range(0, len(raw), CHUNK):
        parser.feed(raw[start : start + CHUNK])
    return parser.close()


def _mend(part: Part, counter: _Counter) -> None:
    """A multipart whose boundary is missing or another than announced is split again at the one its body begins with."""
    for leaf in list(walk(part)):
        if leaf.type.startswith("multipart/") and not leaf.children and (found := GUESSED_BOUNDARY.match(leaf.raw_body[:2000])):
            head = b"Content-Type: " + leaf.type.encode() + b'; boundary="' + found["boundary"] + b'"\n\n'
            leaf.adopt(_feed(head + leaf.raw_body, counter).children)


def _open(part: Part, counter: _Counter) -> None:
    """What is signed all in one piece stands under its signature, as if it had been signed beside."""
    for leaf in list(walk(part)):
        if leaf.type in WRAPPED and not leaf.children and (found := pkcs7.content(leaf.content()[0])):
            inside = _feed(found, counter)
            _mend(inside, counter)
            _open(inside, counter)
            leaf.unwrap(inside)


def _depth(part: Part) -> int:
    return 1 + max(map(_depth, part.children), default=0)
