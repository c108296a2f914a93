"""Letters out, over SMTP (RFC 5321), to the one server the operator named."""

import asyncio
import ssl
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from time import monotonic
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from bot.mail.account import Token
from bot.mail.fields import Unwritable, checked_address
from bot.mail.oauth import NoToken
from claims.errors import Misconfigured

R = TypeVar("R")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
ASKS_FOR_LOGIN = {530, 534, 535, 538}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered (RFC 5321 4.2)."""

    code: int
    text: str

    @property
    def final(self) -> bool:
        """Whether asking again is of no use."""
        return self.code >= 500


class Trouble(StrEnum):
    """Why a letter did not leave this time."""

    CONNECTION = "connection"
    ENCRYPTION = "encryption"
    LOGIN = "login"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took the letter for at least one recipient. `refused` are those it took it not for, each with the answer.

    A refused recipient whose reply is not `final` may be tried again alone.
    """

    reply: Reply
    refused: Mapping[str, Reply] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Later:
    """Not now; try again. `perhaps_taken`: the wire was cut after the last byte, so the server may have the letter.

    Trouble.LOGIN and Trouble.ENCRYPTION do not go away by themselves: the operator must hear of them.
    """

    trouble: Trouble
    why: str
    perhaps_taken: bool = False
    refused: Mapping[str, Reply] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: the server refuses the letter (`reply`) or all its recipients."""

    reply: Reply
    refused: Mapping[str, Reply] = field(default_factory=dict)


Outcome = Sent | Later | Refused
RENEWED = 3600.0  # seconds that the authorities, once read, are believed


@dataclass(frozen=True, slots=True)
class Wire:
    """Where and how to connect. `tls`: implicit, starttls (demanded), auto (used where offered, unverified) or none."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: str | None = None

    @classmethod
    def parse(cls, url: str) -> "Wire":
        """smtp://user:password@host:587?tls=starttls|auto|none&ca=/path/to.pem, or smtps://…; parts percent-encoded.

        Without `tls`, a password travels encrypted or not at all, save on this machine. Raises Misconfigured.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not _has_port(parts):
            raise Misconfigured("SMTP_URL must look like smtp://user:password@host:587?tls=starttls or smtps://user:password@host")
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        tls = "implicit" if parts.scheme == "smtps" else options.get("tls") or _default_tls(parts.username, parts.hostname)
        if tls not in ("implicit", "starttls", "auto", "none"):
            raise Misconfigured("SMTP_URL: tls must be starttls, auto or none")
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return cls(parts.hostname, _port(parts.port, tls), tls, user, password, options.get("ca"))

    def context(self) -> ssl.SSLContext:
        """Certificates are verified, save where encryption is only taken when offered."""
        verified = self.tls != "auto" or self.authority is not None
        return _context(self.authority, verified, int(monotonic() // RENEWED))


@lru_cache(4)
def _context(authority: str | None, verified: bool, hour: int) -> ssl.SSLContext:
    """Made once an hour: reading the authorities costs more than all else that a letter costs, and they change while the desk runs."""
    context = ssl.create_default_context(cafile=authority)
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _has_port(parts: SplitResult) -> bool:
    """Whether the port, where there is one, is one."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _default_tls(user: str | None, host: str) -> str:
    return "starttls" if user and host not in LOOPBACK else "auto"


def _port(port: int | None, tls: str) -> int:
    return port or {"implicit": 465, "starttls": 587}.get(tls, 25)


@dataclass(frozen=True, slots=True)
class Post:
    """Sends letters. `address` is the desk's own; `timeout` in seconds for each step, ten times that for a whole letter.

    `token` gives an OAuth 2 access token where `smtp_url` names a user without a password (XOAUTH2).
    """

    smtp_url: str = field(repr=False)
    address: str
    timeout: float = 60.0
    token: Token | None = field(default=None, repr=False)

    async def send(self, raw: bytes, *, sender: str, recipients: Iterable[str]) -> Outcome:
        """Hand one letter over. `sender` "" is the empty return path; where a server refuses that, the desk's address stands in."""
        transaction = _Transaction(raw, sender, self.address, tuple(dict.fromkeys(recipients)))
        return await self._connected(transaction)

    async def check(self) -> Later | Refused | None:
        """Connect, encrypt, log in and leave; None where all went well."""
        outcome = await self._connected(_Greeting())
        return None if isinstance(outcome, Sent) else outcome

    async def takes(self) -> int | None:
        """Bytes of the largest letter that the server takes (RFC 1870), where it says so and lets us in."""
        greeting = _Greeting()
        await self._connected(greeting)
        return greeting.size

    async def _connected(self, talk: "_Talk") -> Outcome:
        """A token that was taken back before its time is refused once: then a fresh one tells."""
        wire = Wire.parse(self.smtp_url)
        if self.token is None or not wire.user or wire.password:
            return await self._talked(self._client(wire), talk)
        outcome = await self._by(self.token, wire, talk)
        return await self._by(self.token, wire, talk) if _not_let_in(outcome) else outcome

    async def _by(self, token: Token, wire: Wire, talk: "_Talk") -> Outcome:
        try:
            value = await token()
        except NoToken as refusal:
            return Later(Trouble.LOGIN, str(refusal))
        except OSError as trouble:
            return Later(Trouble.CONNECTION, str(trouble))
        outcome = await self._talked(self._client(wire, value), talk)
        if _not_let_in(outcome):
            token.forget(value)
        return outcome

    async def _talked(self, client: aiosmtplib.SMTP, talk: "_Talk") -> Outcome:
        try:
            async with asyncio.timeout(self.timeout * 10):
                await client.connect()
                outcome = await talk.run(client)
        except SMTPResponseException as answer:
            outcome = _answered(answer)
        except (SMTPException, OSError, TimeoutError) as trouble:
            return Later(_kind(trouble), _why(trouble), perhaps_taken=talk.last_byte_sent)
        else:
            _farewell(client)
        finally:
            client.close()
        return outcome

    def _client(self, wire: Wire, token: str | None = None) -> aiosmtplib.SMTP:
        async def given() -> str:
            return token or ""

        return aiosmtplib.SMTP(
            hostname=wire.host,
            port=wire.port,
            username=wire.user,
            password=wire.password,
            oauth_token_generator=given if token else None,
            use_tls=wire.tls == "implicit",
            start_tls={"starttls": True, "auto": None}.get(wire.tls, False),
            tls_context=wire.context() if wire.tls != "none" else None,
            local_hostname=self.address.rpartition("@")[2] or "localhost",
            timeout=self.timeout,
        )


def _not_let_in(outcome: Outcome) -> bool:
    return isinstance(outcome, Later) and outcome.trouble is Trouble.LOGIN


def _farewell(client: aiosmtplib.SMTP) -> None:
    """Say QUIT and hang up. What became of the letter is known: waiting for the answer could only lose it."""
    if isinstance(client.transport, asyncio.Transport) and not client.transport.is_closing():
        client.transport.write(b"QUIT\r\n")


@dataclass(slots=True)
class _Greeting:
    last_byte_sent: bool = False
    size: int | None = None

    async def run(self, client: aiosmtplib.SMTP) -> Outcome:
        said = client.esmtp_extensions.get("size", "")
        self.size = int(said) if said.isdecimal() and int(said) else None
        return Sent(Reply(*await client.noop()))


@dataclass(slots=True)
class _Transaction:
    """MAIL, RCPT and DATA, step by step, so that a cut is known to have come before or after the last byte."""

    raw: bytes
    sender: str
    otherwise: str
    recipients: tuple[str, ...]
    last_byte_sent: bool = False

    async def run(self, client: aiosmtplib.SMTP) -> Outcome:
        await _greet(client)
        encoding = "utf-8" if client.supports_extension("smtputf8") else "ascii"
        await self._mail(client, encoding)
        refused = await self._recipients(client, encoding)
        if len(refused) == len(self.recipients):
            return _all_refused(refused)
        self.last_byte_sent = True
        reply = Reply(*await _to_its_end(client.data(self.raw)))
        return Sent(reply, refused)

    async def _mail(self, client: aiosmtplib.SMTP, encoding: str) -> None:
        options = [f"SIZE={len(self.raw)}"] if client.supports_extension("size") else []
        if not (self.sender + "".join(self.recipients)).isascii() and encoding == "utf-8":
            options.append("SMTPUTF8")
        try:
            await client.mail(self.sender, options=options, encoding=encoding)
        except aiosmtplib.SMTPSenderRefused as answer:
            if self.sender or answer.code < 500 or answer.code in (552, *ASKS_FOR_LOGIN):
                raise
            await client.mail(self.otherwise, options=options, encoding=encoding)

    async def _recipients(self, client: aiosmtplib.SMTP, encoding: str) -> dict[str, Reply]:
        refused: dict[str, Reply] = {}
        for recipient in self.recipients:
            try:
                await client.rcpt(checked_address("RCPT", recipient), encoding=encoding)
            except aiosmtplib.SMTPRecipientRefused as answer:
                refused[recipient] = Reply(answer.code, answer.message)
            except (Unwritable, UnicodeEncodeError, ValueError):
                refused[recipient] = Reply(553, "the address cannot be written on this wire")
        return refused


async def _to_its_end(work: Awaitable[R]) -> R:
    """Whoever is told to stop meanwhile hears the server out first, whether it has the letter; told a second time, stops."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if task.cancelled():
            raise
        return await task


async def _greet(client: aiosmtplib.SMTP) -> None:
    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except aiosmtplib.SMTPHeloError:
            await client.helo()


_Talk = _Transaction | _Greeting


def _all_refused(refused: Mapping[str, Reply]) -> Later | Refused:
    waiting = next((reply for reply in refused.values() if not reply.final), None)
    if waiting is not None:
        return Later(Trouble.BUSY, f"{waiting.code} {waiting.text}", refused=refused)
    return Refused(next(iter(refused.values()), Reply(554, "no recipient")), refused)


def _answered(answer: SMTPResponseException) -> Later | Refused:
    """What an answer to the whole letter means; a server that wants another login or greets with a refusal may take it tomorrow."""
    why = f"{answer.code} {answer.message}"
    if isinstance(answer, aiosmtplib.SMTPAuthenticationError) or answer.code in ASKS_FOR_LOGIN:
        return Later(Trouble.LOGIN, why)
    if isinstance(answer, aiosmtplib.SMTPConnectResponseError | aiosmtplib.SMTPHeloError):
        return Later(Trouble.CONNECTION, why)
    if 400 <= answer.code < 500:
        return Later(Trouble.BUSY, why)
    return Refused(Reply(answer.code, answer.message)) if answer.code >= 500 else Later(Trouble.CONNECTION, why)


def _kind(trouble: BaseException) -> Trouble:
    """The first of the trouble and its causes that says more than "no connection"."""
    cause: BaseException | None = trouble
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Trouble.ENCRYPTION
        cause = cause.__cause__ or cause.__context__
    if "STARTTLS" in str(trouble):
        return Trouble.ENCRYPTION
    return Trouble.LOGIN if "authentication" in str(trouble).lower() or "XOAUTH2" in str(trouble) else Trouble.CONNECTION


def _why(trouble: BaseException) -> str:
    return f"{type(trouble).__name__}: {trouble}"[:300]
