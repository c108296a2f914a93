"""An IMAP folder for the event loop: its blocking calls run on a thread of their own, and waiting for news needs none."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

import structlog

from bot.mail.account import Account, Token
from bot.mail.imap import Broken, Folder, NotLetIn, Refused
from bot.mail.oauth import NoToken

log = structlog.get_logger()

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class Line:
    """`run(Folder.after, 7)` calls a folder's method; raises what it raises."""

    account: Account
    name: str
    _thread: ThreadPoolExecutor
    readonly: bool = False
    _folder: Folder | None = None

    async def open(self) -> None:
        """A token that was taken back before its time is refused once: then a fresh one tells."""
        token = self.account.token
        if token is None:
            return await self._on_thread(self._open)
        try:
            await self._open_by(token)
        except NotLetIn:
            await self._open_by(token)

    async def _open_by(self, token: Token) -> None:
        try:
            value = await token()
        except NoToken as refusal:
            raise NotLetIn(str(refusal)) from refusal
        try:
            await self._on_thread(lambda: self._open(value))
        except NotLetIn:
            token.forget(value)
            raise

    async def run(self, call: Callable[Concatenate[Folder, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._on_thread(lambda: call(self.folder, *args, **kwargs))

    async def heard(self, wake: asyncio.Event) -> None:
        """Return once the server says something (or hangs up), or `wake` is set. The folder must be idling."""
        loop = asyncio.get_running_loop()
        descriptor = self.folder.client.socket().fileno()
        loop.add_reader(descriptor, wake.set)
        try:
            await wake.wait()
        finally:
            loop.remove_reader(descriptor)

    async def close(self) -> None:
        """Hang up, whatever the thread is doing."""
        if self._folder:
            self._folder.cut()
        await self._on_thread(self._close)
        self._thread.shutdown(wait=False)

    async def _on_thread(self, call: Callable[[], R]) -> R:
        """Whatever a parser makes of an answer it does not understand, the line is of no more use."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, call)
        try:
            await asyncio.wait([future])
        finally:
            future.cancel()
        fault = future.exception()
        if fault is None or isinstance(fault, OSError | Refused):
            return future.result()
        log.error("imap answer not understood", mailbox=self.account.name(self.name), exc_info=fault)
        raise Broken(f"an answer of the mail server is not understood ({type(fault).__name__})") from fault

    def _open(self, token: str = "") -> None:
        self._folder = Folder.open(self.account, self.name, token, readonly=self.readonly)

    @property
    def folder(self) -> Folder:
        if self._folder is None:
            raise ConnectionError("not connected")
        return self._folder

    def _close(self) -> None:
        if self._folder:
            self._folder.close()


@asynccontextmanager
async def connected(account: Account, name: str, *, readonly: bool = False) -> AsyncIterator[Line]:
    """A line to a selected folder. Raises what Folder.open raises."""
    line = Line(account, name, ThreadPoolExecutor(1, f"imap {name}"), readonly)
    try:
        await line.open()
        yield line
    finally:
        await asyncio.shield(line.close())
