"""The customers' side of the mail: a real SMTP server that keeps what the desk sends, and their way to write to the desk."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, AnyStr

import aiosmtplib
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.sandbox.changes import Changes, Found
from bot.sandbox.compose import Draft, guessed, write
from bot.sandbox.mailbox import Conversation, Customer, File, Mail, conversations
from bot.sandbox.mailfaults import Faults

_HOSTNAME = "postbox.example"
_LETTERS_KEPT = 2_000
_BYTES_KEPT = 200 * 1024 * 1024
_PATIENCE = 300.0


class NotSent(Exception):
    """The desk's door did not take the mail. `code` is its SMTP reply code, None where there was no reply at all."""

    def __init__(self, text: str, code: int | None = None) -> None:
        super().__init__(text)
        self.text, self.code = text, code


class Postbox:
    """Mailboxes of `customers`, in memory and bounded. `desk` is (host, port) of the desk's SMTP door and may be set later.

    `letters` is what the desk sent, `sent` what customers sent, `copies` what they sent each other, all in order.
    `changes` counts every change and wakes who waits for one.
    """

    def __init__(
        self,
        customers: Iterable[Customer] = (),
        desk: tuple[str, int] | None = None,
        desk_address: str = "help@desk.example",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.customers = list(customers)
        self.desk, self.desk_address = desk, desk_address
        self.letters: list[Mail] = []
        self.sent: list[Mail] = []
        self.copies: list[Mail] = []
        self.faults = Faults()
        self.changes = Changes()
        self._now, self._count = now, 0
        self._seen: set[tuple[str, str]] = set()
        self._open: set[_Door] = set()
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; port 0 takes a free one."""
        self._server = await asyncio.get_running_loop().create_server(lambda: _Door(self), host, port)

    async def stop(self) -> None:
        """Close the door and hang up on whoever is still connected."""
        if self._server is not None:
            self._server.close()
            await asyncio.gather(*(door.hang_up() for door in list(self._open)))
            await self._server.wait_closed()
            self._server = None

    @property
    def smtp_url(self) -> str:
        """What the desk's SMTP_URL has to say."""
        if self._server is None:
            raise RuntimeError("the postbox is not started")
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"smtp://{host}:{port}"

    def customer(self, address: str) -> Customer:
        """The customer at this address; an unknown address is somebody without a name who reads English."""
        known = (customer for customer in self.customers if customer.address.lower() == address.lower())
        return next(known, Customer("", address.lower(), "en", "UTC"))

    def welcome(self, customer: Customer) -> None:
        """One more mailbox; an address that is here already keeps its own."""
        if all(known.address.lower() != customer.address.lower() for known in self.customers):
            self.customers.append(customer)
            self.changes.notify()

    def inbox(self, address: str) -> list[Mail]:
        return sorted((mail for mail in (*self.letters, *self.copies) if address.lower() in mail.rcpt_to), key=lambda mail: mail.number)

    def outbox(self, address: str) -> list[Mail]:
        return [mail for mail in self.sent if mail.mail_from == address.lower()]

    def conversations(self, address: str) -> list[Conversation]:
        return conversations(self.inbox(address), self.outbox(address))

    def mail(self, address: str, ident: str) -> Mail | None:
        """One mail of this person's, by `Mail.id` or Message-ID."""
        mine = (*self.inbox(address), *self.outbox(address))
        return next((mail for mail in mine if ident and ident in (mail.id, mail.message_id)), None)

    def unread(self, address: str) -> set[str]:
        """Ids of mails in the inbox that nobody opened yet."""
        return {mail.id for mail in self.inbox(address) if (address.lower(), mail.id) not in self._seen}

    def read(self, address: str, ids: Iterable[str]) -> None:
        new = {(address.lower(), ident) for ident in ids} - self._seen
        if new:
            self._seen |= new
            self.changes.notify()

    async def send(
        self,
        sender: str,
        subject: str,
        text: str,
        files: Sequence[tuple[str, bytes] | File] = (),
        in_reply_to: Mail | str | None = None,
        html: str | None = None,
        *,
        to: Sequence[str] = (),
        cc: Sequence[str] = (),
        quote: bool = False,
    ) -> Mail:
        """Write to the desk as `sender`, in one SMTP transaction. `in_reply_to` is a mail of theirs or its Message-ID. Raises NotSent."""
        answers = self.mail(sender, in_reply_to) if isinstance(in_reply_to, str) else in_reply_to
        attached = tuple(file if isinstance(file, File) else File(file[0], guessed(file[0]), file[1]) for file in files)
        draft = Draft(tuple(to) or (self.desk_address,), subject, text, tuple(cc), html, attached, answers, quote)
        return await self.post(draft, self.customer(sender))

    async def post(self, draft: Draft, by: Customer) -> Mail:
        """Send a draft. Who is not at the desk's domain gets it straight into the mailbox here. Raises NotSent."""
        message = write(draft, by, self._now())
        return await self.transmit(message.as_bytes(), by.address, (*draft.to, *draft.cc))

    async def transmit(self, raw: bytes, mail_from: str, rcpt_to: Iterable[str]) -> Mail:
        """Send these very bytes. Raises NotSent."""
        everybody = tuple(dict.fromkeys(address.lower() for address in rcpt_to))
        home = self.desk_address.lower().rpartition("@")[2]
        at_desk = [address for address in everybody if address.rpartition("@")[2] == home]
        if at_desk:
            await self._to_desk(raw, mail_from, at_desk)
        mail = self._keep(self.sent, raw, mail_from, everybody)
        others = tuple(address for address in everybody if address not in at_desk)
        if others:
            self._keep(self.copies, raw, mail_from, others)
        self.changes.notify()
        return mail

    def receive(self, envelope: Envelope) -> None:
        """Keep what the desk sent."""
        self._keep(self.letters, _content(envelope), envelope.mail_from or "", tuple(envelope.rcpt_tos))
        self.changes.notify()

    async def until(self, predicate: Callable[[], Found], timeout: float = 300.0) -> Found:  # noqa: ASYNC109
        """What `predicate` returns as soon as it is true, asked at every change. Raises TimeoutError after `timeout` seconds."""
        return await self.changes.until(predicate, timeout)

    def entered(self, door: "_Door") -> None:
        self._open.add(door)

    def left(self, door: "_Door") -> None:
        self._open.discard(door)

    def _keep(self, where: list[Mail], raw: bytes, mail_from: str, rcpt_to: tuple[str, ...]) -> Mail:
        self._count += 1
        mail = Mail(self._count, raw, mail_from.lower(), tuple(address.lower() for address in rcpt_to), self._now())
        where.append(mail)
        _trim(where)
        return mail

    async def _to_desk(self, raw: bytes, mail_from: str, rcpt_to: Sequence[str]) -> None:
        if self.desk is None:
            raise NotSent("The desk has no mail door yet.")
        host, port = self.desk
        try:
            await aiosmtplib.send(
                raw, sender=mail_from, recipients=list(rcpt_to), hostname=host, port=port, start_tls=False, timeout=_PATIENCE
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            first = refused.recipients[0]
            raise NotSent(f"{first.code} {first.message}", first.code) from refused
        except aiosmtplib.SMTPResponseException as refused:
            raise NotSent(f"{refused.code} {refused.message}", refused.code) from refused
        except (aiosmtplib.SMTPException, OSError, ValueError) as broken:
            raise NotSent(str(broken)) from broken


class _Door(SMTP):
    """One connection from the desk."""

    def __init__(self, postbox: Postbox) -> None:
        super().__init__(_Handler(postbox), hostname=_HOSTNAME, ident="postbox", enable_SMTPUTF8=True, loop=asyncio.get_running_loop())
        self._postbox = postbox

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._postbox.entered(self)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._postbox.left(self)

    async def push(self, status: AnyStr) -> None:
        await asyncio.sleep(self._postbox.faults.tarpit)
        await super().push(status)

    async def hang_up(self) -> None:
        session = self._handler_coroutine
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        if session is not None:
            await asyncio.gather(session, return_exceptions=True)


class _Handler:
    """The postbox's answers in an SMTP session."""

    def __init__(self, postbox: Postbox) -> None:
        self._postbox = postbox

    async def handle_MAIL(self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        refusal = self._postbox.faults.refusal("mail")
        if refusal is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return refusal or "250 2.1.0 OK"

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        refusal = self._postbox.faults.refusal("rcpt", address.lower())
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        refusal, cut = self._postbox.faults.refusal("data"), self._postbox.faults.next_cut()
        if refusal is not None:
            return refusal
        if cut is None or cut:
            self._postbox.receive(envelope)
        if cut is not None:
            server.transport.abort()
            await asyncio.Event().wait()  # until the lost connection cancels this session
        return "250 2.0.0 kept"


def _content(envelope: Envelope) -> bytes:
    content = envelope.content
    return content if isinstance(content, bytes) else (content or "").encode("utf-8", "surrogateescape")


def _trim(mails: list[Mail]) -> None:
    held = sum(len(mail.raw) for mail in mails)
    while len(mails) > _LETTERS_KEPT or (held > _BYTES_KEPT and len(mails) > 1):
        held -= len(mails.pop(0).raw)
