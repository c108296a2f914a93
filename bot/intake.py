"""A mail comes in: read in a worker process, its files kept first, then one commit with its bytes; only then is it ours."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from bot.mail import limits
from bot.mail.letters.unread import unread
from bot.mail.limits import Unreadable
from bot.mail.parts import head_of
from bot.mail.read import Reading, read
from bot.mail.reader import Reader
from claims.errors import TryAgain
from commands.receive import Head, Received, quarantine, receive

log = structlog.get_logger()

TRIES = 2  # what one replica was refused because another came first goes well the second time
BROKE = "broke the desk"


@dataclass(frozen=True, slots=True)
class Intake:
    """The one way by which mail enters, whatever wire brought it. `keep` and `set_aside` are the commands for a mail that can be
    read and for one that cannot."""

    desk: Desk
    reader: Reader
    keep: Callable[..., Received] = receive
    set_aside: Callable[..., Received] = quarantine

    async def take_in(self, raw: bytes, wire: str) -> Received:
        """What the mail became, once that is durable. Raises TryAgain where disk or database refuse for now: then nothing was kept."""
        try:
            received = await self._taken(raw, wire)
        except (OSError, SQLAlchemyError) as trouble:
            log.error("mail not kept", wire=wire, size=len(raw), why=type(trouble).__name__)
            raise TryAgain(type(trouble).__name__) from trouble
        log.info("mail", wire=wire, became=received.became, claim=received.claim)
        return received

    async def _taken(self, raw: bytes, wire: str) -> Received:
        """A mail that the desk can make nothing of, now or ever, is kept all the same: sent back it would come again for ever."""
        for _ in range(TRIES):
            try:
                return await self._kept(raw, wire)
            except (TryAgain, OSError):
                raise
            except Exception as fault:  # noqa: BLE001 - whatever it is that one mail does, the mails behind it must come in
                why = f"{BROKE} ({type(fault).__name__})"
                log.error("mail broke the desk", wire=wire, size=len(raw), error=type(fault).__name__, where=_where(fault))
        return await self.desk.database.run(self.set_aside, raw, why, wire=wire)

    async def _kept(self, raw: bytes, wire: str) -> Received:
        try:
            reading = await self.reader.read(raw)
        except Unreadable as limit:
            head = _told(self.desk, raw)
            return await self.desk.database.run(self.set_aside, raw, str(limit), wire=wire, head=head)
        await keep_files(self.desk, reading)
        return await self.desk.database.run(self.keep, reading.envelope, raw, wire=wire, desk=self.desk.settings.addresses)


async def keep_files(desk: Desk, reading: Reading) -> None:
    """Their bytes are there before the command that names them."""
    for data in reading.files.values():
        await asyncio.to_thread(desk.files.keep, data)


def _told(desk: Desk, raw: bytes) -> Head:
    """What people decide by, and the letter for a person who sent it."""
    envelope = head_read(desk, raw).envelope
    letter = unread(envelope, desk.settings.addresses, desk.rules, desk.clock())
    return Head(envelope.sender, envelope.subject, letter.frozen() if letter else None)


def head_read(desk: Desk, raw: bytes) -> Reading:
    """A mail of which only the head is read."""
    return read(head_of(raw), known(desk), limits.Limits(), received=desk.clock())


def known(desk: Desk) -> limits.Desk:
    """What reading must know of the desk."""
    return limits.Desk(frozenset(desk.settings.addresses), desk.settings.authserv_id)


def _where(fault: Exception) -> str:
    """Where it failed, here or in the process that writes; the fault's own words may hold a customer's."""
    return "".join((*traceback.format_tb(fault.__traceback__), *getattr(fault, "__notes__", ())))


@asynccontextmanager
async def opened_intake(desk: Desk) -> AsyncIterator[Intake]:
    """The desk's way in for mails, with the process that reads them."""
    reader = Reader(known(desk), limits.Limits.of(desk.rules.limits))
    try:
        yield Intake(desk, reader)
    finally:
        await reader.close()
