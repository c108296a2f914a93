"""TXT records of a domain, asked of this machine's own resolver over TCP (RFC 1035, RFC 7766), and what they say of SPF and DMARC."""

import asyncio
import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TXT, INTERNET, RECURSION = 16, 1, 0x0100
NO_ERROR, NO_SUCH_NAME = 0, 3
PATIENCE = 5.0  # seconds

Resolver = tuple[str, int]


class NoAnswer(OSError):
    """The resolver is not there, refuses, or says nothing that can be read."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`spf` and `dmarc` as they are published, None where there is none; `at`: the domain whose DMARC record holds."""

    spf: tuple[str, ...]
    dmarc: str | None
    at: str


def system_resolver(path: Path = Path("/etc/resolv.conf")) -> Resolver:
    """The first that resolv.conf(5) names. Raises NoAnswer where it names none."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError as error:
        raise NoAnswer(f"{path}: {error.strerror}") from error
    found = next((line.split()[1] for line in lines if line.startswith("nameserver ")), None)
    if found is None:
        raise NoAnswer(f"{path} names no resolver")
    return found, 53


async def policy(domain: str, resolver: Resolver) -> Policy:
    """What a domain publishes on who may send for it: RFC 7208 (spf) and RFC 7489 (dmarc, its own or a parent's). Raises NoAnswer."""
    spf = tuple(each for each in await txt(domain, resolver) if each.lower().split(" ")[0] == "v=spf1")
    labels = domain.split(".")
    for start in range(max(len(labels) - 1, 1)):
        at = ".".join(labels[start:])
        found = [each for each in await txt(f"_dmarc.{at}", resolver) if each.lower().replace(" ", "").startswith("v=dmarc1")]
        if found:
            return Policy(spf, found[0], at)
    return Policy(spf, None, domain)


async def txt(name: str, resolver: Resolver) -> list[str]:
    """The TXT records of a name, each put together; none where it has none. Raises NoAnswer."""
    asked = secrets.randbelow(1 << 16)
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await _exchange(_question(asked, name), resolver)
        return list(_records(asked, answer))
    except (TimeoutError, OSError, EOFError, UnicodeError, struct.error, IndexError) as error:
        raise NoAnswer(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__) from error


async def _exchange(question: bytes, resolver: Resolver) -> bytes:
    reader, writer = await asyncio.open_connection(*resolver)
    try:
        writer.write(struct.pack(">H", len(question)) + question)
        (size,) = struct.unpack(">H", await reader.readexactly(2))
        return await reader.readexactly(size)
    finally:
        writer.close()
        await writer.wait_closed()


def _question(asked: int, name: str) -> bytes:
    labels = [label.encode("idna") if label.strip("_").isascii() is False else label.encode("ascii") for label in name.split(".")]
    written = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return struct.pack(">6H", asked, RECURSION, 1, 0, 0, 0) + written + struct.pack(">2H", TXT, INTERNET)


def _records(asked: int, answer: bytes) -> Iterator[str]:
    identity, flags, questions, answers, _, _ = struct.unpack_from(">6H", answer)
    code = flags & 0xF
    if identity != asked or code not in (NO_ERROR, NO_SUCH_NAME):
        raise NoAnswer(f"the resolver refuses (code {code})")
    place = 12
    for _ in range(questions):
        place = _past_name(answer, place) + 4
    for _ in range(answers):
        place = _past_name(answer, place)
        kind, _, _, size = struct.unpack_from(">HHIH", answer, place)
        place += 10
        if kind == TXT:
            yield _strings(answer[place : place + size])
        place += size


def _past_name(answer: bytes, place: int) -> int:
    while answer[place]:
        if answer[place] >= 0xC0:  # a pointer to a name that stood before
            return place + 2
        place += answer[place] + 1
    return place + 1


def _strings(data: bytes) -> str:
    """The strings of one record are one text (RFC 7208, 3.3)."""
    text, place = b"", 0
    while place < len(data):
        text += data[place + 1 : place + 1 + data[place]]
        place += data[place] + 1
    return text.decode("utf-8", "replace")
