"""A mail comes in: read in a worker process, its files kept first, then one commit with its bytes; only then is it ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import DBAPIError

from bot.desk import Desk
from bot.mail import limits
from bot.mail.limits import Unreadable
from bot.mail.worker import Reader
from claims.errors import TryAgain
from commands.receive import Received, quarantine, receive

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Intake:
    """The one way by which mail enters, whatever wire brought it."""

    desk: Desk
    reader: Reader

    async def take_in(self, raw: bytes, wire: str) -> Received:
        """What the mail became, once that is durable. Raises TryAgain where disk or database refuse: then nothing was kept."""
        try:
            received = await self._kept(raw, wire)
        except (OSError, DBAPIError) as trouble:
            log.error("mail not kept", wire=wire, size=len(raw), why=type(trouble).__name__)
            raise TryAgain(type(trouble).__name__) from trouble
        log.info("mail", wire=wire, became=received.became, claim=received.claim)
        return received

    async def _kept(self, raw: bytes, wire: str) -> Received:
        try:
            reading = await self.reader.read(raw)
        except Unreadable as limit:
            return await self.desk.database.run(quarantine, raw, str(limit), wire=wire)
        for data in reading.files.values():
            await asyncio.to_thread(self.desk.files.keep, data)
        return await self.desk.database.run(receive, reading.envelope, raw, wire=wire, desk=self.desk.settings.addresses)


@asynccontextmanager
async def opened_intake(desk: Desk) -> AsyncIterator[Intake]:
    """The desk's way in for mails, with the process that reads them."""
    known = limits.Desk(frozenset(desk.settings.addresses), desk.settings.authserv_id)
    reader = Reader(known, limits.Limits(size=desk.rules.limits.mail_bytes))
    try:
        yield Intake(desk, reader)
    finally:
        await reader.close()
