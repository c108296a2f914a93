"""The letter that would leave: composed from the claim as it would stand, with nothing changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.deliver.letters import message_id
from bot.desk import Desk
from bot.mail.letters import compose
from bot.slack.preview import Intent
from claims.actor import Actor
from claims.envelope import Attachment
from claims.letter import Letter
from commands.later import later, nonews
from commands.notice import tell_fixed
from commands.objection import affirm, overturn
from commands.rehearse import Rehearsed, rehearse
from commands.reply import ask, reply
from commands.resolve import Resolution, resolve
from commands.show import Message, show

DATED: tuple[Intent, ...] = ("reply", "later", "nonews")
"""Letters that say when the next word comes."""


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """What the Reply form shows before it sends."""

    desk: Desk

    async def __call__(
        self,
        number: str,
        intent: Intent,
        text: str,
        *,
        by: Actor,
        update_due: datetime | None = None,
        resolution: Resolution | None = None,
        attached: Sequence[Attachment] = (),
    ) -> Letter:
        """The exact letter, with its own Message-ID: what is previewed is what leaves. Raises what the command would raise."""
        command = partial(_command(intent), attached=attached, by=by)
        if intent in DATED:
            command = partial(command, update_due=update_due)
        told = resolution if intent == "resolved" else text
        tried: Rehearsed[Message] = await self.desk.database.run(rehearse, command, number, told)
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

    async def _detail(self, number: str, intent: Intent) -> dict[str, str]:
        """What the letter tells of how the claim stands until it leaves."""
        if intent not in ("later", "fixed"):
            return {}
        view = await self.desk.database.read(show, number)
        if intent == "fixed" and view.problem:
            return {"version": view.problem.version, "day": str(view.problem.fixed_on)}
        return {"from": view.claim.update_due.isoformat()} if view.claim.update_due else {}


def _command(intent: Intent) -> Callable[..., Message]:
    commands: dict[Intent, Callable[..., Message]] = {
        "resolved": resolve,
        "ask": ask,
        "affirm": affirm,
        "overturn": overturn,
        "later": later,
        "nonews": nonews,
        "reply": reply,
        "fixed": tell_fixed,
    }
    return commands[intent]
