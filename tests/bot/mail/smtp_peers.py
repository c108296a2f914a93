"""A small SMTP server and a raw client for the tests: the outside world, with its refusals and cut wires."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Server:
    """Answers by a script: the first entry of `answers` whose key begins the line wins; None cuts the wire there."""

    answers: dict[str, str | None] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("SIZE 50000000", "8BITMIME")
    greeting: str = "220 peer.example ESMTP"
    lines: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._say(writer, self.greeting)
            while line := (await reader.readline()).decode().rstrip("\r\n"):
                self.lines.append(line)
                if not await self._answer(line, reader, writer):
                    break
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _answer(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        for beginning, answer in self.answers.items():
            if line.startswith(beginning) and beginning != "DATA.":
                if answer is not None:
                    await self._say(writer, answer)
                return answer is not None
        if line.startswith("EHLO"):
            await self._say(writer, "\r\n".join(["250-peer.example", *(f"250-{each}" for each in self.extensions), "250 HELP"]))
        elif line == "DATA":
            return await self._data(reader, writer)
        else:
            await self._say(writer, "221 bye" if line == "QUIT" else "250 OK")
        return line != "QUIT"

    async def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        await self._say(writer, "354 go on")
        self.mails.append((await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n"))
        answer = self.answers.get("DATA.", "250 2.0.0 queued as 1")
        if answer is not None:
            await self._say(writer, answer)
        return answer is not None

    async def _say(self, writer: asyncio.StreamWriter, line: str) -> None:
        writer.write(f"{line}\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Server]:
    tasks: set[asyncio.Task[None]] = set()

    def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(server.serve(reader, writer))
        tasks.add(task)

    listening = await asyncio.start_server(converse, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await asyncio.wait_for(asyncio.gather(*tasks), 300)
        await listening.wait_closed()


@dataclass
class Client:
    """Says lines and hears replies; a reply of several lines comes back as one text."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hear(self) -> str:
        lines = []
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), 300)).decode()
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return "\n".join(lines)

    async def say(self, text: str | bytes) -> str:
        self.tell(text)
        return await self.hear()

    def tell(self, text: str | bytes) -> None:
        self.writer.write((text if isinstance(text, bytes) else text.encode()) + b"\r\n")


@asynccontextmanager
async def dialled(connect: Callable[[], object]) -> AsyncIterator[Client]:
    reader, writer = await connect()  # type: ignore[misc]
    client = Client(reader, writer)
    try:
        yield client
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
