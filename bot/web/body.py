"""Reads a form as a browser sends it, keeping what was typed even where its files are too much."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import BadHttpMessage

MOST_FILES = 10
MOST_FIELDS = 20
WORDS = 1024 * 1024
_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: the name is the browser's, cleaned of folders and of what cannot be seen."""

    name: str
    type: str
    content: bytes


@dataclass(slots=True)
class Sent:
    """`refused` is the reason why it is not taken: too_long, too_large or too_many."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)
    refused: str | None = None


async def read_form(request: web.Request, room: int, clean: Callable[[str, str, int], str]) -> Sent:
    """Read a form with at most `room` bytes of files. `clean(name, type, place)` makes a file's name safe.

    Raises 400 where it is no form, or has a great many parts.
    """
    try:
        if request.content_type == "multipart/form-data":
            return await _multipart(request, room, clean)
        posted = await request.post()
    except (ValueError, LookupError, BadHttpMessage, web.RequestPayloadError) as error:
        raise web.HTTPBadRequest from error
    return Sent({name: tidy(value) for name, value in posted.items() if isinstance(value, str)})


async def _multipart(request: web.Request, room: int, clean: Callable[[str, str, int], str]) -> Sent:
    sent, parts = Sent(), 0
    async for part in await request.multipart():
        parts += 1
        if not isinstance(part, BodyPartReader) or parts > MOST_FIELDS + MOST_FILES:
            raise web.HTTPBadRequest
        if part.filename is None:
            await _read_field(part, sent)
        else:
            room -= await _read_file(part, sent, room, clean)
        if sent.refused:
            break
    return sent


async def _read_field(part: BodyPartReader, sent: Sent) -> None:
    content = await _content(part, WORDS)
    sent.refused = "too_long" if len(content) > WORDS else None
    sent.fields[part.name or ""] = tidy(content[:WORDS].decode("utf-8", "replace"))


async def _read_file(part: BodyPartReader, sent: Sent, room: int, clean: Callable[[str, str, int], str]) -> int:
    """Its size; a part without name and content is a box in which nothing was chosen."""
    content = await _content(part, room)
    if len(content) > room:
        sent.refused = "too_large"
    elif len(sent.files) >= MOST_FILES:
        sent.refused = "too_many"
    elif content or part.filename:
        sent.files.append(Upload(*_named(part, clean, len(sent.files) + 1), content))
    return len(content)


def _named(part: BodyPartReader, clean: Callable[[str, str, int], str], place: int) -> tuple[str, str]:
    said = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    type = said if _TYPE.fullmatch(said) else "application/octet-stream"
    return clean(_unescaped(part.filename or ""), type, place), type


def _unescaped(name: str) -> str:
    """Undo what browsers do to a file name (html.spec.whatwg.org, multipart/form-data encoding algorithm)."""
    return name.replace("%22", '"').replace("%0D", "").replace("%0A", "")


async def _content(part: BodyPartReader, room: int) -> bytes:
    """All of a part, or where it is more than `room` a little more than that."""
    content = bytearray()
    while len(content) <= room and (chunk := await part.read_chunk(64 * 1024)):
        content += chunk
    return bytes(content)


def tidy(text: str) -> str:
    """Text as people typed it: line ends of one kind, and nothing a database or a page cannot hold."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return plain.encode("utf-8", "replace").decode("utf-8")
