"""The courier of Slack: cards are drawn as the claim stands now, posts are frozen; one post a second and channel for all replicas,
and redraws counted apart from them."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot import charts
from bot.deliver import BY, Impossible, NotYet, Sent, digests
from bot.deliver.nudges import drawn
from bot.desk import Desk
from bot.slack.alarms import alarm
from bot.slack.cards import card
from bot.slack.days import announced
from bot.slack.post import Post
from bot.slack.posts import post as render
from bot.slack.problems import proposed, surged
from bot.slack.send import Later, SlackWire, Unclear
from bot.slack.send import Refused as RefusedBySlack
from bot.words import say
from claims.claim import Claim
from commands.dispatch import DM, bounced, sent
from commands.show import Message, Person, Place, Stored, View, view
from storage import messages, outbox, paces, people, places
from storage.database import Tx
from storage.outbox import Door, Intent

log = structlog.get_logger()

TURN = timedelta(seconds=20)  # as long as one waits for the channel's turn with a row in hand, well within its lease
AFTER = timedelta(seconds=0.05)  # until it is looked again whether the card before is there
EDITS, EDIT = "edits", 1.2
"""The pace of chat.update, of a method's own 50 a minute: https://docs.slack.dev/apis/web-api/rate-limits"""


@dataclass(slots=True)
class PostCourier:
    """Posts into the desk's channel in the desk's language."""

    desk: Desk
    wire: SlackWire
    channel: str
    door: Door = Door.SLACK
    workers: int = 2
    lease: timedelta = timedelta(seconds=120)
    part: str | None = "slack"

    async def deliver(self, intent: Intent) -> Sent:
        """Post or redraw what one intent stands for."""
        try:
            if intent.intent == "digest":
                return await self._digest(intent)
            if intent.intent == "nudge":
                return await self._nudge(intent)
            if intent.intent in ("proposed", "surge_on", "surge_off"):
                return await self._problem(intent)
            if intent.intent == "days_decided":
                return await self._days(intent)
            if intent.claim_id is None:
                return await self._alarm(intent)
            seen = await self.desk.database.read(_gathered, intent)
            return await (self._card(intent, seen) if intent.intent == "card" else self._post(intent, seen))
        except Later as trouble:
            raise NotYet("Slack asks us to wait", trouble.seconds, door=True) from trouble
        except Unclear as trouble:
            raise NotYet(str(trouble), door=True) from trouble
        except RefusedBySlack as trouble:
            raise Impossible(str(trouble)) if trouble.final else NotYet(str(trouble), door=True) from trouble

    async def _nudge(self, intent: Intent) -> Sent:
        """What several claims want of one person, in one message of their own, or in the channel where they wish it there."""
        direct = intent.recipient if intent.detail["how"] == DM else None
        channel = await self.wire.direct(direct) if direct else self.channel
        if not await self._found(intent, channel, None):
            shown = await self.desk.database.run(drawn, intent, self.desk.links)
            if shown is None:
                return Sent("overtaken")
            await self._posted(intent, shown, channel, None)
        return Sent("posted", partial(sent, ids=intent.detail["nudges"]))

    @staticmethod
    def given_up(tx: Tx, intent: Intent, why: str) -> None:
        """What Slack refuses cannot be told in Slack; the operator hears of it, and the claim itself is kept."""
        if intent.intent == "nudge" and intent.recipient:
            bounced(tx, intent.detail["nudges"])

    async def _alarm(self, intent: Intent) -> Sent:
        if not await self._found(intent, self.channel, None):
            await self._posted(intent, alarm(intent.detail, self._language), self.channel, None)
        return Sent("posted")

    async def _problem(self, intent: Intent) -> Sent:
        """What the clock proposes, or that a surge began or ended."""
        if await self._found(intent, self.channel, None):
            return Sent("posted")
        if intent.intent == "proposed":
            shown = proposed(intent.detail, self._language)
        else:
            who = await self.desk.database.read(people.find, intent.actor.id)
            shown = surged(intent.intent, intent.detail, who.name if who else intent.actor.id, self._language, self._zone)
        await self._posted(intent, shown, self.channel, None)
        return Sent("posted")

    async def _days(self, intent: Intent) -> Sent:
        """What a decided day moved: to an owner in their own language, or to the channel."""
        owner = intent.recipient or ""
        channel = await self.wire.direct(owner) if owner else self.channel
        if not await self._found(intent, channel, None):
            reader = await self.desk.database.read(people.find, owner) if owner else None
            shown = announced(intent.detail, reader.language if reader else self._language, owner)
            await self._posted(intent, shown, channel, None)
        return Sent("posted")

    async def _digest(self, intent: Intent) -> Sent:
        """A summary, to a lead or to the channel; the charts of a week follow in its thread."""
        lead, usual = intent.recipient, self.desk.rules.summaries.channel or self.channel
        channel = await self.wire.direct(lead) if lead else usual
        shown = _thawed(intent.frozen) if intent.frozen else await self._keep(intent, await self._digested(intent))
        found = await self._found(intent, channel, None)
        ts = found or await self._posted(intent, shown, channel, None)
        if digests.has_charts(intent):
            told = await self.desk.database.read(digests.pictured, intent, self.desk)
            if not (found and await self.wire.shared(channel, ts, ts)):
                await self._pictures(intent, channel, ts, told)
        return Sent("posted")

    async def _pictures(self, intent: Intent, channel: str, ts: str, told: Mapping[str, object]) -> None:
        """Under the summary; where they cannot be drawn, that is said."""
        pictures = await charts.drawn(told, self.desk.settings.data_dir / "charts")
        if pictures:
            await self.wire.upload(channel, ts, pictures)
        else:
            log.error("charts could not be drawn", intent=intent.id)
            await self._posted(intent, Post(say(self._language, "summary.open.no_charts")), channel, ts)

    async def _digested(self, intent: Intent) -> Post:
        return await self.desk.database.read(digests.drawn, intent, self.desk)

    async def _card(self, intent: Intent, seen: "Scene") -> Sent:
        drawn = card(seen.view, language=self._language, zone=self._zone, links=self.desk.links)
        place, before = seen.view.place, self.desk.links.thread(seen.view)
        channel = place.channel if place else self.channel
        ts = place.thread if place else await self._found(intent, channel, None)
        if ts is None or not await self._update(channel, ts, drawn):
            channel = self.channel
            ts = await self._found(intent, channel, None) or await self._posted(intent, drawn, channel, None, in_order=place is None)
        stands = partial(_stands, claim=seen.view.claim, channel=channel, thread=ts, before=before)
        return Sent("redrawn" if place else "posted", stands)

    async def _post(self, intent: Intent, seen: "Scene") -> Sent:
        place = seen.view.place or await self._placed(intent, seen)
        shown = _thawed(intent.frozen) if intent.frozen else await self._freeze(intent, seen)
        found = await self._found(intent, place.channel, place.thread)
        ts = found or await self._posted(intent, shown, place.channel, place.thread)
        attached = seen.message.attachments if seen.message and intent.intent == "mail_in" else ()
        if attached and not (found and await self.wire.shared(place.channel, place.thread, ts)):
            await self._upload(place, attached)
        return Sent("posted")

    async def _placed(self, intent: Intent, seen: "Scene") -> Place:
        """A claim without a card (it was given up, or is history) gets it before the first word in its thread."""
        drawn = card(seen.view, language=self._language, zone=self._zone, links=self.desk.links)
        ts = await self._found(intent, self.channel, None) or await self._posted(intent, drawn, self.channel, None)
        await self.desk.database.run(places.add, seen.view.claim.id, self.channel, ts)
        return Place(seen.view.claim.id, self.channel, ts)

    async def _found(self, intent: Intent, channel: str, thread: str | None) -> str | None:
        """Where an earlier attempt whose answer was lost put it, if it did."""
        return await self.wire.find(channel, thread, intent.id, intent.created_at) if intent.attempts > 1 else None

    async def _posted(self, intent: Intent, shown: Post, channel: str, thread: str | None, *, in_order: bool = False) -> str:
        """`in_order`: not before the cards that came before it, whoever has them in hand."""
        async with self._turn(self.channel, 1.0, intent if in_order else None):
            return await self.wire.post(channel, shown, thread=thread, outbox_id=intent.id)

    async def _update(self, channel: str, ts: str, drawn: Post) -> bool:
        """Draw a card again; False where somebody deleted it."""
        try:
            async with self._turn(f"{channel} {EDITS}", EDIT):
                await self.wire.update(channel, ts, drawn)
        except RefusedBySlack as refusal:
            if not refusal.deleted:
                raise
            return False
        return True

    async def _upload(self, place: Place, attached: Sequence[Stored]) -> None:
        files = [(each.file.name, self.desk.files.read(each.file.sha256)) for each in attached]
        await self.wire.upload(place.channel, place.thread, files)

    @asynccontextmanager
    async def _turn(self, pace: str, seconds: float, card: Intent | None = None) -> AsyncIterator[None]:
        """Wait for the next turn at this pace; where Slack asks for more time, nobody goes at it until that is over."""
        await self._slot(pace, timedelta(seconds=seconds / self.desk.rules.limits.posts_a_second), card)
        try:
            yield
        except Later as trouble:
            await self.desk.database.run(paces.hold, pace, timedelta(seconds=trouble.seconds))
            raise

    async def _slot(self, pace: str, interval: timedelta, card: Intent | None) -> None:
        while wait := await self.desk.database.run(_slot, pace, interval, card, self.lease):
            if wait > TURN:
                raise NotYet("Slack asked the channel to wait", wait.total_seconds(), door=True)
            await asyncio.sleep(wait.total_seconds())

    async def _freeze(self, intent: Intent, seen: "Scene") -> Post:
        shown = render(
            intent.intent,
            intent.detail,
            seen.view,
            seen.message,
            actor=seen.actor,
            by=intent.actor,
            language=self._language,
            zone=self._zone,
            links=self.desk.links,
        )
        return await self._keep(intent, shown)

    async def _keep(self, intent: Intent, shown: Post) -> Post:
        if not await self.desk.database.run(outbox.freeze, intent, {"text": shown.text, "blocks": list(shown.blocks)}):
            raise NotYet("another replica has it")
        return shown

    @property
    def _language(self) -> str:
        return self.desk.rules.desk.language

    @property
    def _zone(self) -> str:
        return self.desk.rules.desk.zone


@dataclass(frozen=True, slots=True)
class Scene:
    """What a post is about, read at one moment."""

    view: View
    message: Message | None
    actor: Person | None


def _stands(tx: Tx, claim: Claim, channel: str, thread: str, before: str | None) -> None:
    """Where the card is; in a new thread it is said where the one before is."""
    if places.move(tx, claim.id, channel, thread) and before:
        outbox.put(tx, claim, Door.SLACK, "moved", by=BY, before=before)


def _slot(tx: Tx, pace: str, interval: timedelta, card: Intent | None, lease: timedelta) -> timedelta:
    """The next slot, but for a card: that which came before it goes first, unless whoever took it has had its turn and seems dead."""
    until = tx.now + max(lease - TURN, timedelta())
    before = card is not None and outbox.card_before(tx, card, until)
    return paces.slot(tx, pace, interval, behind=AFTER if before else timedelta())


def _gathered(tx: Tx, intent: Intent) -> Scene:
    found = view(tx, intent.claim_id) if intent.claim_id else None
    if found is None:
        raise Impossible("a post without a claim")
    message = messages.find(tx, intent.detail["message"]) if "message" in intent.detail else None
    return Scene(found, message, people.find(tx, intent.actor.id))


def _thawed(frozen: Mapping[str, Any]) -> Post:
    return Post(frozen["text"], tuple(frozen["blocks"]))
