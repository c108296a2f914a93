"""Whom desk.toml names is known from the start: leads hear, and the rota is asked, before they ever typed anything here."""

import asyncio
from dataclasses import dataclass

import structlog

from bot.slack.people import People
from claims.errors import Refusal, TryAgain
from commands import show

log = structlog.get_logger()


@dataclass(slots=True)
class Named:
    """Asks Slack for each of them once, whoever is known already left out; again after `every` seconds where it did not tell."""

    people: People
    every: float = 60.0
    _task: "asyncio.Task[None] | None" = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._meet())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _meet(self) -> None:
        rules = self.people.desk.rules
        left = list(dict.fromkeys((*rules.people.leads, *rules.people.managers, *rules.people.admins, *rules.duty.rota)))
        while left:
            left = [each for each in left if not await self._met(each)]
            await asyncio.sleep(self.every if left else 0)

    async def _met(self, identity: str) -> bool:
        """Whether somebody is known, or Slack told of them, or that there is nobody such."""
        try:
            if await self.people.desk.database.read(show.person, identity) is None:
                await self.people.named(identity)
        except TryAgain:
            return False
        except Refusal as refusal:
            log.warning("desk.toml names who is not of the team", person=identity, why=refusal.key)
        return True
