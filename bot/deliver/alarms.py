"""The courier of alarms: by mail to OPERATOR_ADDRESS, as JSON to ALERT_URL; neither needs the other, nor Slack."""

import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from bot.deliver import NotYet, Sent
from bot.deliver.letters import PATIENCE, message_id
from bot.desk import Desk
from bot.mail.post import Post
from bot.mail.post import Sent as Taken
from bot.mail.write import return_path, write
from bot.words import knows, say
from claims.letter import Letter
from commands.alarm import MAIL
from storage import outbox
from storage.database import Tx
from storage.outbox import Door, Intent

MARK = re.compile(r"^:\w+: ?")
"""The picture with which Slack shows an alarm."""
POSTING = aiohttp.ClientTimeout(total=10)


@dataclass(slots=True)
class AlarmCourier:
    """Where a setting is missing nobody is to be told. LETTERS holds nothing back here: it is about customers."""

    desk: Desk
    post: Post
    door: Door = Door.ALERT
    workers: int = 1
    lease: timedelta = timedelta(seconds=PATIENCE * 10 + 30)
    part: str | None = None

    async def deliver(self, intent: Intent) -> Sent:
        """Tell the operator one thing, one way."""
        if not (self.desk.settings.operator_address if intent.intent == MAIL else self.desk.settings.alert_url):
            return Sent("nobody")
        if intent.intent == MAIL:
            await self._send(Letter.thawed(intent.frozen) if intent.frozen else await self._freeze(intent))
        else:
            await self._call(payload(intent.detail, intent.created_at, str(intent.id)))
        return Sent("sent")

    @staticmethod
    def given_up(tx: Tx, intent: Intent, why: str) -> None:
        """Nobody is left to be told; the log and the metrics say it."""

    async def now(self, what: str, why: str, at: datetime) -> bool:
        """Tell it past the outbox, where the database itself is the trouble; whether anybody was reached."""
        detail, reached = {"what": what, "why": why, "number": None}, False
        if self.desk.settings.operator_address:
            reached |= await self._tried(self._send(self._letter(detail, at)))
        if self.desk.settings.alert_url:
            reached |= await self._tried(self._call(payload(detail, at, f"{what} {at.isoformat()}")))
        return reached

    async def _tried(self, telling: Awaitable[None]) -> bool:
        try:
            await telling
        except NotYet:
            return False
        return True

    async def _freeze(self, intent: Intent) -> Letter:
        letter = self._letter(intent.detail, intent.created_at)
        if not await self.desk.database.run(outbox.freeze, intent, letter.frozen()):
            raise NotYet("another replica has it")
        return letter

    def _letter(self, detail: Mapping[str, Any], at: datetime) -> Letter:
        sender, rules = self.desk.settings.addresses[0], self.desk.rules.desk
        text = sentence(detail, rules.language)
        return Letter(
            message_id=message_id(sender),
            date=format_datetime(at.astimezone(ZoneInfo(rules.zone))),
            sender=sender,
            sender_name="claimdesk",
            to=(self.desk.settings.operator_address or "",),
            cc=(),
            subject=f"[claimdesk] {text.splitlines()[0]}",
            text=f"{text}\n\n{self.desk.settings.public_url}\n",
            html="",
            number="operator",
            automatic="auto-generated",
        )

    async def _send(self, letter: Letter) -> None:
        raw = write(letter, self.desk.files.read)
        outcome = await self.post.send(raw, sender=return_path(letter), recipients=letter.to)
        if not isinstance(outcome, Taken):
            raise NotYet(type(outcome).__name__)

    async def _call(self, told: Mapping[str, Any]) -> None:
        """The address may hold a key, so no fault's own words are passed on; nor is a redirect followed with it."""
        url = self.desk.settings.alert_url
        assert url
        try:
            async with (
                aiohttp.ClientSession(timeout=POSTING) as session,
                session.post(url.get_secret_value(), json=told, allow_redirects=False) as answer,
            ):
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise NotYet(type(fault).__name__) from None
        if not 200 <= status < 300:
            raise NotYet(f"HTTP {status}")


def sentence(detail: Mapping[str, Any], language: str) -> str:
    """What happened, in plain words, and what mends it where the other side's own word for it says so."""
    key, fix = f"alarms.operator.{detail['what']}", f"alarms.fix.{detail['why']}"
    known = key if knows(key) else f"alarms.{detail['what']}"
    told = MARK.sub("", say(language, known, why=detail["why"], claim=detail.get("number") or "")).strip()
    return f"{told}\n{say(language, fix)}" if knows(fix) else told


def payload(detail: Mapping[str, Any], at: datetime, identity: str) -> dict[str, Any]:
    """The JSON that ALERT_URL gets; `id` is the same however often it is sent, `text` is what chat webhooks show."""
    text = sentence(detail, "en")
    return {"id": identity, "at": at.isoformat(), "what": detail["what"], "why": detail["why"], "claim": detail.get("number"), "text": text}
