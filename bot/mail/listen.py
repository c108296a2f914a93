"""The SMTP and LMTP doors: mail is answered 250 only after it is kept (RFC 5321 6.1, RFC 2033), in this event loop."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from claims.errors import Misconfigured, TryAgain

log = structlog.get_logger()

KEPT = "250 2.0.0 kept"
TRY_AGAIN = "451 4.3.0 not kept, please try again"
NOT_HERE = "550 5.1.1 no such address here"
TOO_MANY = "421 4.3.2 too many connections, please try again"
IDLE = 300.0
LONGEST_LINE = 1024 * 1024

TakeIn = Callable[[bytes, str], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a door listens: "127.0.0.1:2525", "[::1]:24", ":2525" (all interfaces) or the path of a Unix socket."""

    host: str | None = None
    port: int = 0
    path: Path | None = None

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Raises Misconfigured."""
        if "/" in text:
            return cls(path=Path(text.removeprefix("unix:")))
        host, colon, port = text.rpartition(":")
        if not colon or not port.isdigit() or int(port) > 65535:
            raise Misconfigured(f"{text}: a door listens at host:port or at the path of a Unix socket")
        return cls(host.strip("[]") or None, int(port))


@dataclass(slots=True)
class Door:
    """One listening door. `addresses` are the desk's own, lower-case: mail for any other is refused, so it never relays.

    `take_in(raw, wire)` keeps a mail for good before it returns; whatever it raises, the sender is told to try again.
    `size` in bytes; `tls` gives the context with which STARTTLS is offered. `connections` at most at once.
    """

    wire: str
    place: Place
    addresses: Collection[str]
    take_in: TakeIn
    size: int
    tls: Callable[[], ssl.SSLContext] | None = None
    connections: int = 100
    _server: asyncio.Server | None = None
    _open: set["_Conversation"] = field(default_factory=set)
    _keeping: set[asyncio.Future[object]] = field(default_factory=set)
    _answering: dict["_Conversation", asyncio.Future[None]] = field(default_factory=dict)

    async def start(self) -> None:
        """Begin to listen. Raises OSError where the place is taken or forbidden."""
        loop = asyncio.get_running_loop()
        if self.place.path is not None:
            await asyncio.to_thread(_clear, self.place.path)
            self._server = await loop.create_unix_server(self._converse, str(self.place.path))
            # A mail server runs as another user; who may reach the socket is said by its folder.
            await asyncio.to_thread(self.place.path.chmod, 0o666)
        else:
            self._server = await loop.create_server(self._converse, self.place.host, self.place.port)

    @property
    def port(self) -> int:
        """The TCP port in use; 0 for a Unix socket."""
        if self._server is None or self.place.path is not None:
            return 0
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self, grace: float = 30.0) -> None:
        """Take no more, finish what is being kept and say so where somebody still listens (within `grace` seconds), then hang up."""
        if self._server is not None:
            self._server.close()
        unfinished: list[asyncio.Future[Any]] = [*self._answering.values(), *self._keeping]
        if unfinished:
            await asyncio.wait(unfinished, timeout=grace)
        await asyncio.gather(*(conversation.hang_up() for conversation in list(self._open)))
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None
        if self.place.path is not None:
            await asyncio.to_thread(self.place.path.unlink, missing_ok=True)

    async def keep(self, conversation: "_Conversation", envelope: Envelope) -> str:
        """The reply to one mail. A cut connection does not stop the keeping: it may be past the point of return."""
        self._answering[conversation] = asyncio.get_running_loop().create_future()
        task = asyncio.ensure_future(self.take_in(_delivered(envelope), self.wire))
        self._keeping.add(task)
        task.add_done_callback(self._kept)
        try:
            await asyncio.shield(task)
        except TryAgain as trouble:
            log.warning("mail not kept", wire=self.wire, why=str(trouble))
            return TRY_AGAIN
        return KEPT

    def answered(self, conversation: "_Conversation") -> None:
        """The reply to a mail is on its way."""
        if (answering := self._answering.pop(conversation, None)) and not answering.done():
            answering.set_result(None)

    def _kept(self, task: asyncio.Future[object]) -> None:
        self._keeping.discard(task)
        if not task.cancelled() and (trouble := task.exception()) and not isinstance(trouble, TryAgain):
            log.error("mail not kept", wire=self.wire, why=type(trouble).__name__)

    def _converse(self) -> "_Conversation":
        speaker = _Lmtp if self.wire == "lmtp" else _Smtp
        return speaker(self)

    def entered(self, conversation: "_Conversation") -> bool:
        """Whether there is room for one more."""
        self._open.add(conversation)
        return len(self._open) <= self.connections

    def left(self, conversation: "_Conversation") -> None:
        """A conversation ended."""
        self._open.discard(conversation)


def _delivered(envelope: Envelope) -> bytes:
    """The mail with its envelope sender on top, as final delivery must note it (RFC 5321 4.4). No time stands in it: a mail
    that comes again after a lost answer is the same bytes."""
    sender = str(envelope.mail_from or "").strip("<>")
    path = f"Return-Path: <{sender}>\r\n".encode("utf-8", "surrogateescape")
    content = envelope.original_content or b""
    return path + content


def _clear(path: Path) -> None:
    """A socket left by a process that died would keep the door shut."""
    if path.is_socket():
        path.unlink()


class _Handler:
    """The hooks that aiosmtpd calls; the order and the names are its contract."""

    def __init__(self, door: Door) -> None:
        self.door = door

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address.lower() not in self.door.addresses:
            return NOT_HERE
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: "_Conversation", session: Session, envelope: Envelope) -> str:
        return await self.door.keep(server, envelope)

    async def handle_exception(self, error: Exception) -> str:
        log.error("mail door", wire=self.door.wire, why=type(error).__name__, exc_info=error)
        return TRY_AGAIN


class _Smtp(SMTP):
    # Programs that do not fold send paragraphs on one line; refusing them would lose mail.
    line_length_limit = LONGEST_LINE

    def __init__(self, door: Door) -> None:
        self.door = door
        super().__init__(
            _Handler(door),
            data_size_limit=door.size,
            enable_SMTPUTF8=True,
            hostname=socket.gethostname(),
            ident="claimdesk",
            tls_context=door.tls() if door.tls else None,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            timeout=IDLE,
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if not self.door.entered(self) and isinstance(transport, asyncio.WriteTransport):
            transport.write(f"{TOO_MANY}\r\n".encode())
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.door.left(self)

    async def smtp_DATA(self, arg: str | None) -> None:
        try:
            await super().smtp_DATA(arg)
        finally:
            self.door.answered(self)

    async def hang_up(self) -> None:
        """Close the connection once what was said is sent, and wait until its task has ended."""
        if self.transport is not None:
            self.transport.close()
        if self._handler_coroutine is not None:
            await asyncio.wait([self._handler_coroutine], timeout=5)


class _Lmtp(_Smtp, LMTP):
    """After the data there is one reply for each accepted recipient (RFC 2033 4.2), which aiosmtpd leaves to us."""

    _replies = 1

    async def smtp_DATA(self, arg: str | None) -> None:
        self._recipients = len(self.envelope.rcpt_tos) if self.envelope else 1
        await super().smtp_DATA(arg)

    async def push(self, status: Any) -> None:
        replies, self._replies = self._replies, 1
        await super().push("\r\n".join([status] * replies))
        if status.startswith("354"):
            self._replies = self._recipients


_Conversation = _Smtp
