"""The letter that would leave: composed from the claim as it would stand, with nothing changed."""

from dataclasses import dataclass
from datetime import datetime

from bot.deliver.letters import message_id
from bot.desk import Desk
from bot.mail.letters import compose
from bot.slack.preview import Intent
from claims.actor import Actor
from claims.letter import Letter
from commands.later import later, nonews
from commands.notice import tell_fixed
from commands.objection import affirm, overturn
from commands.rehearse import Rehearsed, rehearse
from commands.reply import ask, reply
from commands.resolve import Resolution, resolve
from commands.show import Message, show


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """What the Reply form shows before it sends."""

    desk: Desk

    async def __call__(
        self, number: str, intent: Intent, text: str, *, by: Actor, update_due: datetime | None = None, resolution: Resolution | None = None
    ) -> Letter:
        """The exact letter, with its own Message-ID: what is previewed is what leaves. Raises what the command would raise."""
        tried = await self._tried(number, intent, text, by, update_due, resolution)
        return compose(
            intent,
            tried.view,
            message=tried.result,
            detail=await self._detail(number, intent),
            addresses=self.desk.settings.addresses,
            rules=self.desk.rules,
            links=self.desk.links,
            message_id=message_id(self.desk.settings.addresses[0]),
            at=self.desk.clock(),
        )

    async def _tried(
        self, number: str, intent: Intent, text: str, by: Actor, update_due: datetime | None, resolution: Resolution | None
    ) -> Rehearsed[Message]:
        run = self.desk.database.run
        if intent == "resolved" and resolution:
            return await run(rehearse, resolve, number, resolution, by=by)
        if intent == "ask":
            return await run(rehearse, ask, number, text, by=by)
        if intent in ("affirm", "overturn"):
            return await run(rehearse, affirm if intent == "affirm" else overturn, number, text, by=by)
        if intent == "fixed":
            return await run(rehearse, tell_fixed, number, text, by=by)
        send = {"later": later, "nonews": nonews}.get(intent, reply)
        return await run(rehearse, send, number, text, update_due=update_due, by=by)

    async def _detail(self, number: str, intent: Intent) -> dict[str, str]:
        """What the letter tells of how the claim stands until it leaves."""
        if intent not in ("later", "fixed"):
            return {}
        view = await self.desk.database.read(show, number)
        if intent == "fixed" and view.problem:
            return {"version": view.problem.version, "day": str(view.problem.fixed_on)}
        return {"from": view.claim.update_due.isoformat()} if view.claim.update_due else {}
