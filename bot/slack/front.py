"""What every listener works with, and how it answers: with the result within two seconds, else bare and the result later."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.slack.people import People
from bot.slack.post import Post
from bot.slack.preview import Preview
from bot.slack.refused import sentence, who
from bot.slack.remembered import Remembered
from bot.slack.text import escape, words
from bot.words import say
from claims.errors import Refusal, TryAgain
from commands.show import Person

PATIENCE = 2.0
"""Seconds before a bare acknowledgement; Slack waits three. https://docs.slack.dev/interactivity/handling-user-interaction"""

log = structlog.get_logger()

Answer = dict[str, Any]
"""Arguments of an acknowledgement; empty: a bare one."""
Acknowledge = Callable[..., Awaitable[Any]]


@dataclass(slots=True)
class Front:
    """Where the people of one desk are answered. `patience` in seconds."""

    desk: Desk
    client: AsyncWebClient
    preview: Preview
    people: People
    patience: float = PATIENCE
    remembered: Remembered = field(default_factory=Remembered)
    _late: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def language(self) -> str:
        """The desk's own, for whoever is not known."""
        return self.desk.rules.desk.language

    async def explained(self, refusal: Refusal | TryAgain, language: str, zone: str | None = None) -> str:
        """The refusal in plain words, with the names of those it speaks of: what it repeats of what was typed calls nobody.

        `zone`: the reader's, else the desk's.
        """
        if isinstance(refusal, TryAgain):
            return say(language, "refusals.try_again")
        names = await self.people.names(who(refusal))
        return words(sentence(refusal, language, names, zone or self.desk.rules.desk.zone))

    async def meet(self, identity: str, act: Callable[[Person], Awaitable[Post | None]]) -> Post | None:
        """What `act` answers to the person, or why not, in their language."""
        try:
            return await self.heed(identity, act)
        except TryAgain as refusal:
            return Post(escape(await self.explained(refusal, self.people.spoken(identity))))

    async def heed(self, identity: str, act: Callable[[Person], Awaitable[Post | None]]) -> Post | None:
        """The same for an event, which Slack tells again where it was not acknowledged. Raises TryAgain."""
        try:
            person = await self.people.acting(identity)
        except Refusal as refusal:
            return Post(escape(await self.turned_away(identity, refusal)))
        try:
            return await act(person)
        except Refusal as refusal:
            return Post(escape(await self.explained(refusal, person.language, person.zone)))

    async def turned_away(self, identity: str, refusal: Refusal | TryAgain) -> str:
        """Why somebody cannot act here, in their own language where it is known."""
        language = self.people.spoken(identity) if isinstance(refusal, TryAgain) else await self.people.language(identity)
        return await self.explained(refusal, language)

    async def answer(
        self,
        ack: Acknowledge,
        work: Coroutine[Any, Any, Answer],
        later: Callable[[Answer], Awaitable[None]],
        bare: Answer | None = None,
        *,
        told: bool = False,
        reader: str,
    ) -> None:
        """Acknowledge with what `work` gives; when that takes too long with `bare`, and tell the result by `later`.

        What breaks in time is left to the app's error handler, or `told` where the acknowledgement is what the person, `reader`, reads.
        """
        task = asyncio.ensure_future(work)
        done, _ = await asyncio.wait({task}, timeout=self.patience)
        if done:
            await ack(**(self._result(task, reader) if told else task.result()))
            return
        await ack(**(bare or {}))
        self._keep(self._tell_late(task, later, reader))

    async def settled(self) -> None:
        """Wait for the answers that are still to come."""
        while self._late:
            await asyncio.wait(set(self._late))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _tell_late(self, task: "asyncio.Future[Answer]", later: Callable[[Answer], Awaitable[None]], reader: str) -> None:
        await asyncio.wait({task})
        await later(self._result(task, reader))

    def _result(self, task: "asyncio.Future[Answer]", reader: str) -> Answer:
        """What came of it, or that it broke."""
        broken = task.exception()
        if broken is None:
            return task.result()
        log.error("slack listener broke", exc_info=broken)
        return {"text": say(self.people.spoken(reader), "slack.answer.trouble")}
