"""A wire between the desk and a mail server that a test can listen to, cut and garble."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Cut:
    """Hang up when `at` is said; `passing`: only after it went through. It happens once."""

    at: bytes
    passing: bool = False


@dataclass
class Relay:
    """Forwards between a client and 127.0.0.1:`target`. `garble`: bytes of the server and what to say instead, of equal length.
    `limits`: after how many bytes, of both sides together, the next connections are cut."""

    target: int
    port: int = 0
    garble: dict[bytes, bytes] = field(default_factory=dict)
    cuts: list[Cut] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    connections: int = 0
    _asked: bytes = b""
    _answered: bytes = b""
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def asked(self, words: bytes) -> None:
        """Wait until the client says so, counted from the last such wait."""
        async with self._news:
            await self._news.wait_for(lambda: words in self._asked)
            self._asked = self._asked.partition(words)[2]

    async def answered(self, words: bytes) -> None:
        """Wait until the server says so, counted from the last such wait."""
        async with self._news:
            await self._news.wait_for(lambda: words in self._answered)
            self._answered = self._answered.partition(words)[2]

    async def closed(self) -> None:
        """Wait until nobody is connected."""
        async with self._news:
            await self._news.wait_for(lambda: not self._open)

    def hang_up(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        pair = {writer, far_writer}
        left = [self.limits.pop(0)] if self.limits else None
        self._open |= pair
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._up(reader, far_writer, pair, left))
                group.create_task(self._down(far_reader, writer, pair, left))
        finally:
            self._open -= pair
            _abort(pair)
            async with self._news:
                self._news.notify_all()

    async def _up(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pair: set[asyncio.StreamWriter], left: list[int] | None
    ) -> None:
        with suppress(ConnectionError):
            while data := _within(await reader.read(65536), left):
                cut = self._cut(data)
                if cut is None or cut.passing:
                    writer.write(data)
                    await writer.drain()
                async with self._news:
                    self._asked += data
                    self._news.notify_all()
                if cut or _spent(left):
                    break
        _abort(pair)

    async def _down(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pair: set[asyncio.StreamWriter], left: list[int] | None
    ) -> None:
        with suppress(ConnectionError):
            while data := _within(await reader.read(65536), left):
                for words, others in self.garble.items():
                    data = data.replace(words, others)
                cut = self._cut(data)
                if cut is None or cut.passing:
                    writer.write(data if cut is None else data[: len(data) // 2])
                    await writer.drain()
                async with self._news:
                    self._answered += data
                    self._news.notify_all()
                if cut or _spent(left):
                    break
        _abort(pair)

    def _cut(self, data: bytes) -> Cut | None:
        found = next((cut for cut in self.cuts if cut.at in data), None)
        if found:
            self.cuts.remove(found)
        return found


def _within(data: bytes, left: list[int] | None) -> bytes:
    """As much of it as may still pass."""
    if left is None:
        return data
    passing = data[: left[0]]
    left[0] -= len(passing)
    return passing


def _spent(left: list[int] | None) -> bool:
    return left is not None and not left[0]


def _abort(pair: set[asyncio.StreamWriter]) -> None:
    for writer in pair:
        writer.transport.abort()


@asynccontextmanager
async def relay(target: int, port: int = 0) -> AsyncIterator[Relay]:
    wire = Relay(target)
    server = await asyncio.start_server(wire.serve, "127.0.0.1", port)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        wire.hang_up()
        await server.wait_closed()
        await wire.closed()
