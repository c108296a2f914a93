"""A desk at work: real commands on a real database, so that letters speak of claims as they are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.links import Links
from bot.mail.letters import compose
from claims.envelope import Envelope
from claims.letter import Letter
from claims.roles import Role
from claims.rules import Rules
from commands import know
from commands.receive import receive
from commands.show import Message, Person, View, show
from storage.database import Database, opened
from tests.clocks import StillClock

SEOUL = ZoneInfo("Asia/Seoul")
ADDRESSES = ("help@desk.example", "support@desk.example")
LINKS = Links("https://help.desk.example", "not a secret")
NUMBER = "1042-7K3M9Q"
KIM = Person("U1", "김민수", "ko", "Asia/Seoul", "minsu@desk.example", Role.LEAD, True)
LEE = Person("U2", "Jiwon Lee", "en", "Asia/Seoul", "jiwon@desk.example", Role.AGENT, True)


@dataclass
class Office:
    """`mail` takes a mail in, `run` runs a command, `letter` composes what an intent stands for."""

    database: Database
    clock: StillClock
    rules: Rules

    async def mail(self, **said: Any) -> str:
        """A mail of the customer's, and the running number of the claim it belongs to."""
        usual = {
            "sender": "jiho@hanbit.example",
            "sender_name": "박지호",
            "to": (ADDRESSES[0],),
            "subject": "보고서가 인쇄되지 않습니다",
            "date": self.clock(),
            "message_id": "first@hanbit.example",
            "references": (),
            "text": "도와주십시오.",
            "new_text": "도와주십시오.",
            "language": "ko",
        }
        envelope = Envelope(**usual | said)
        received = await self.run(receive, envelope, repr(envelope).encode(), wire="test", desk=ADDRESSES)
        assert received.claim
        return str(received.claim)

    async def run(self, command: Any, *args: Any, **named: Any) -> Any:
        return await self.database.run(command, *args, **named)

    async def letter(self, intent: str, number: str, message: Message | None = None, **detail: Any) -> Letter:
        view = await self.database.read(show, number)
        return self.composed(intent, _numbered(view), message, **detail)

    def composed(self, intent: str, view: View, message: Message | None = None, **detail: Any) -> Letter:
        return compose(
            intent,
            view,
            message=message,
            detail=detail,
            addresses=ADDRESSES,
            rules=self.rules,
            links=LINKS,
            message_id="letter@desk.example",
            at=self.clock(),
        )


def _numbered(view: View) -> View:
    """The same number in every run: the tail is chance."""
    follows = "1001-AAAAAA" if view.follows else None
    joined = replace(view.joined, claim=replace(view.joined.claim, number="1001-AAAAAA")) if view.joined else None
    return replace(view, claim=replace(view.claim, number=NUMBER), follows=follows, joined=joined)


@asynccontextmanager
async def opened_office(url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Office]:
    async with opened(url, rules, clock) as database:
        for member in (KIM, LEE):
            await database.run(know.person, member)
        yield Office(database, clock, rules)


def seoul(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026; the 19th is a Thursday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SEOUL)
