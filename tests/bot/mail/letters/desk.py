"""A desk at work: real commands on a real database, so that letters speak of claims as they are."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.links import Links
from bot.mail.letters import compose
from claims.actor import customer, person
from claims.envelope import Envelope
from claims.letter import Letter
from claims.rules import Rules
from commands import know
from commands.receive import receive
from commands.show import Message, View, show
from storage.database import Database, opened
from storage.migrate import migrate
from storage.people import Person, Role

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)
ADDRESSES = ("help@desk.example", "support@desk.example")
LINKS = Links("https://help.desk.example", "not a secret")
KIM = Person("U1", "김민수", "ko", "Asia/Seoul", "minsu@desk.example", Role.LEAD, True)
LEE = Person("U2", "Jiwon Lee", "en", "Asia/Seoul", "jiwon@desk.example", Role.AGENT, True)


@dataclass
class Clock:
    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def pass_(self, **span: int) -> None:
        self.now += timedelta(**span)


@dataclass
class Office:
    """`mail` takes a mail in; `run` runs any command; `letter` composes what an intent stands for."""

    database: Database
    clock: Clock
    rules: Rules
    mails: int = field(default=0)

    async def mail(self, sender: str = "jiho@hanbit.example", name: str = "박지호", subject: str = "보고서가 인쇄되지 않습니다", **more: Any) -> str:
        self.mails += 1
        envelope = Envelope(
            sender=sender,
            sender_name=name,
            to=(ADDRESSES[0],),
            subject=subject,
            date=self.clock(),
            message_id=f"{self.mails}@{sender.rpartition('@')[2]}",
            **{"references": (), "text": "도와주십시오.", "new_text": "도와주십시오.", "language": "ko"} | more,
        )
        received = await self.database.run(receive, envelope, str(envelope).encode(), wire="test", desk=ADDRESSES)
        assert received.claim
        return received.claim

    async def run(self, command: Any, *args: Any, **more: Any) -> Any:
        return await self.database.run(command, *args, **more)

    async def view(self, number: str) -> View:
        return await self.database.read(show, number)

    async def letter(self, intent: str, number: str, message: Message | None = None, **detail: Any) -> Letter:
        return compose(
            intent,
            await self.view(number),
            message=message,
            detail=detail,
            addresses=ADDRESSES,
            rules=self.rules,
            links=LINKS,
            message_id="letter@desk.example",
            at=self.clock(),
        )


@asynccontextmanager
async def opened_office(folder: Any, rules: Rules | None = None) -> Any:
    url, clock, rules = f"sqlite:///{folder}/desk.db", Clock(), rules or Rules()
    await migrate(url)
    async with opened(url, rules, clock) as database:
        for member in (KIM, LEE):
            await database.run(know.person, member)
        yield Office(database, clock, rules)


__all__ = ["ADDRESSES", "KIM", "LEE", "LINKS", "MONDAY", "Clock", "Office", "customer", "opened_office", "person"]
