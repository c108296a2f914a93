"""The courier of letters: composed and frozen at the first attempt, then sent byte for byte the same however often it takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

from bot.deliver import Impossible, NotYet, Sent
from bot.desk import Desk
from bot.mail.letters import compose
from bot.mail.post import Later, Post, Refused, Reply, Trouble
from bot.mail.write import return_path, write
from claims.letter import Letter
from commands.reply import freeze
from commands.show import View, view
from commands.undelivered import undelivered
from storage import claims, messages, outbox, timeline
from storage.database import Tx
from storage.messages import Direction, Message
from storage.outbox import Door, Intent

PATIENCE = 30.0  # seconds a step of SMTP; a whole letter may take ten times that, and the lease outlives it
ONLY = "only"  # in an intent's detail: the recipients that are still to get it
OF = "of_claim"  # the claim of a letter that stands in no queue
_KEY = re.compile(r"/q/[0-9A-Z.-]+\.[\w-]+")
"""An approver's own link, which no other reader of the claim may see."""
ALONE = timedelta(minutes=5)  # until a server is asked again that wants to know a sender for a while (greylisting)


@dataclass(slots=True)
class LetterCourier:
    """`post` speaks SMTP; settings.letters may hold letters back, so that a pilot writes to nobody."""

    desk: Desk
    post: Post
    door: Door = Door.MAIL
    workers: int = 4
    lease: timedelta = timedelta(seconds=PATIENCE * 10 + 30)
    part: str | None = "letters"

    async def deliver(self, intent: Intent) -> Sent:
        """Send the letter of one intent to all whom it may go to."""
        if intent.intent == "closed" and intent.recipient and await self.desk.database.read(_overtaken, intent):
            return Sent("overtaken")
        letter = Letter.thawed(intent.frozen) if intent.frozen else await self._freeze(intent)
        recipients = self._allowed(tuple(intent.detail.get(ONLY) or (*letter.to, *letter.cc)))
        if not recipients:
            return Sent("held", partial(_held, intent=intent))
        return await self._send(intent, letter, recipients)

    @staticmethod
    def given_up(tx: Tx, intent: Intent, why: str) -> None:
        """The owner hears that the customer did not."""
        _undelivered(tx, intent, why)

    async def _send(self, intent: Intent, letter: Letter, recipients: tuple[str, ...]) -> Sent:
        raw = write(letter, self.desk.files.read)
        outcome = await self.post.send(raw, sender=return_path(letter), recipients=recipients)
        if isinstance(outcome, Later):
            raise NotYet(f"{outcome.trouble}: {outcome.why}", door=outcome.trouble is not Trouble.BUSY)
        if isinstance(outcome, Refused):
            raise Impossible(f"{outcome.reply.code} {outcome.reply.text}")
        return Sent("sent", partial(_told, intent=intent, letter=letter, refused=outcome.refused))

    def _allowed(self, recipients: tuple[str, ...]) -> tuple[str, ...]:
        if self.desk.settings.letters == "hold":
            return ()
        domains = self.desk.settings.only_domains
        return recipients if domains is None else tuple(each for each in recipients if each.rpartition("@")[2] in domains)

    async def _freeze(self, intent: Intent) -> Letter:
        seen, message = await self.desk.database.read(_gathered, intent)
        letter = self._composed(intent, seen, message)
        if not await self.desk.database.run(_keep, intent, letter):
            raise NotYet("another replica has it")
        return letter

    def _composed(self, intent: Intent, seen: View, message: Message | None) -> Letter:
        return compose(
            intent.intent,
            seen,
            message=message,
            detail=intent.detail,
            addresses=self.desk.settings.addresses,
            rules=self.desk.rules,
            links=self.desk.links,
            message_id=message_id(self.desk.settings.addresses[0]),
            at=self.desk.clock(),
        )


def message_id(address: str) -> str:
    """A new Message-ID in the desk's own domain, without <> (RFC 5322, 3.6.4)."""
    return f"{uuid4().hex}@{address.rpartition('@')[2]}"


def _gathered(tx: Tx, intent: Intent) -> tuple[View, Message | None]:
    found = view(tx, intent.claim_id) if intent.claim_id else None
    if found is None:
        raise Impossible("a letter without a claim")
    return found, messages.find(tx, intent.detail["message"]) if "message" in intent.detail else None


def _keep(tx: Tx, intent: Intent, letter: Letter) -> bool:
    """Freeze the letter and remember its Message-ID; a machine's letter becomes a message of the claim now."""
    claim = claims.find(tx, intent.claim_id) if intent.claim_id else None
    if claim is None or not outbox.freeze(tx, intent, letter.frozen()):
        return False
    message = messages.find(tx, intent.detail["message"]) if "message" in intent.detail else None
    kept = letter.frozen() | {"text": _KEY.sub("/q/…", letter.text), "html": _KEY.sub("/q/…", letter.html)}
    if message is None:
        message = messages.add(
            tx, claim, Direction.OUT, kept["text"], by=intent.actor, name=letter.sender_name, html=kept["html"], automatic=True
        )
    freeze(tx, claim, message, kept)
    return True


def _told(tx: Tx, intent: Intent, letter: Letter, refused: Mapping[str, Reply]) -> None:
    """Who was refused for good is told of; who was refused for now gets the same letter alone, later."""
    waiting = [address for address, reply in refused.items() if not reply.final]
    for address, reply in refused.items():
        if reply.final:
            _undelivered(tx, intent, f"{address}: {reply.code} {reply.text}")
    if waiting:
        # Of no claim's queue: one address that is refused for a while must not hold back what everybody else is to read.
        detail = {**intent.detail, ONLY: waiting, OF: _claim_of(intent)}
        outbox.put(tx, None, Door.MAIL, intent.intent, by=intent.actor, frozen=letter.frozen(), after=ALONE, **detail)


def _overtaken(tx: Tx, intent: Intent) -> bool:
    """Whether the claim was reopened since: a machine that says it is closed would be wrong by now."""
    claim = claims.find(tx, intent.claim_id) if intent.claim_id else None
    return claim is not None and (claim.closed_at is None or claim.closed_at > intent.created_at)


def _claim_of(intent: Intent) -> int | None:
    return intent.claim_id or intent.detail.get(OF)


def _undelivered(tx: Tx, intent: Intent, why: str) -> None:
    identity = _claim_of(intent)
    claim = claims.find(tx, identity) if identity else None
    if claim:
        undelivered(tx, claim, why, by=intent.actor)


def _held(tx: Tx, intent: Intent) -> None:
    claim = claims.find(tx, intent.claim_id) if intent.claim_id else None
    if claim:
        timeline.append(tx, claim, "letter_held", by=intent.actor, visible=False, intent=intent.intent)
