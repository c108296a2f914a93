"""TXT records over TCP, asked of a tiny resolver of our own."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.mail.dns import NoAnswer, Resolver, policy, system_resolver, txt

Records = Mapping[str, list[tuple[str, ...]]]
Answer = Callable[[bytes], bytes]


@asynccontextmanager
async def resolving(answer: Answer) -> AsyncIterator[Resolver]:
    """A resolver on this machine that answers each question by `answer`."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (size,) = struct.unpack(">H", await reader.readexactly(2))
        told = answer(await reader.readexactly(size))
        writer.write(struct.pack(">H", len(told)) + told if told else b"")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()


def zone(records: Records) -> Answer:
    """What a resolver with these records says; a record may have several strings, and a CNAME stands before them."""

    def answer(question: bytes) -> bytes:
        asked, place, labels = question[:2], 12, []
        while question[place]:
            labels.append(question[place + 1 : place + 1 + question[place]].decode())
            place += question[place] + 1
        found = records.get(".".join(labels))
        head = asked + struct.pack(">5H", 0x8180 if found is not None else 0x8183, 1, len(found or ()) + 1, 0, 0)
        alias = b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 60, 2) + b"\xc0\x0c"
        return head + question[12 : place + 5] + alias + b"".join(_record(each) for each in found or ())

    return answer


def _record(strings: tuple[str, ...]) -> bytes:
    data = b"".join(bytes([len(each)]) + each.encode() for each in strings)
    return b"\xc0\x0c" + struct.pack(">HHIH", 16, 1, 60, len(data)) + data


async def test_the_strings_of_a_record_are_one_text() -> None:
    async with resolving(zone({"desk.example": [("v=spf1 include:a", ".example -all"), ("other",)]})) as resolver:
        assert await txt("desk.example", resolver) == ["v=spf1 include:a.example -all", "other"]
        assert await txt("nowhere.example", resolver) == []


async def test_a_policy_is_the_domains_own_or_its_parents() -> None:
    records = {"help.desk.example": [("V=SPF1 -all",), ("v=spf10 no",)], "_dmarc.desk.example": [("v=DMARC1; p=reject",)]}
    async with resolving(zone(records)) as resolver:
        found = await policy("help.desk.example", resolver)
        assert (found.spf, found.dmarc, found.at) == (("V=SPF1 -all",), "v=DMARC1; p=reject", "desk.example")
        assert (await policy("other.example", resolver)).dmarc is None


async def test_a_name_that_is_not_ascii() -> None:
    async with resolving(zone({"xn--3e0b707e.example": [("v=spf1 -all",)]})) as resolver:
        assert await txt("한국.example", resolver) == ["v=spf1 -all"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda question: b"",
        lambda question: b"\0\0",
        lambda question: question[:2] + struct.pack(">5H", 0x8182, 1, 0, 0, 0),  # SERVFAIL
        lambda question: bytes([question[0] ^ 1]) + question[1:2] + struct.pack(">5H", 0x8180, 0, 0, 0, 0),  # somebody else's
        lambda question: question[:2] + struct.pack(">5H", 0x8180, 0, 9, 0, 0),
        lambda question: question[:2] + struct.pack(">5H", 0x8180, 9, 0, 0, 0) + b"\x3f",
    ],
)
async def test_nonsense_is_no_answer(answer: Answer) -> None:
    async with resolving(answer) as resolver:
        with pytest.raises(NoAnswer):
            await txt("desk.example", resolver)


async def test_nobody_there_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        await txt("desk.example", ("127.0.0.1", 1))


def test_the_machines_own_resolver(tmp_path: Path) -> None:
    conf = tmp_path / "resolv.conf"
    with pytest.raises(NoAnswer):
        system_resolver(conf)
    conf.write_text("# none\nsearch example\n")
    with pytest.raises(NoAnswer):
        system_resolver(conf)
    conf.write_text("search example\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n")
    assert system_resolver(conf) == ("192.0.2.1", 53)
