"""Whether letters can leave, looked at although none waits: a password that ended at night is known before the first answer is written."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field

import structlog

from bot.desk import Desk
from bot.mail.lease import Lease
from bot.mail.post import Later, Post, Refused, Trouble, Wire
from bot.mail.troubles import Tell, Troubles
from claims.errors import TryAgain

log = structlog.get_logger()

LASTING = (Trouble.LOGIN, Trouble.ENCRYPTION)  # these do not pass by themselves


@dataclass(frozen=True, slots=True)
class Rounds:
    """Seconds. `between`: from one look to the next; `lease`: until another process looks in a dead one's place; `grace`: until a trouble
    that may pass is told. Together they stay below five minutes."""

    between: float = 90.0
    lease: float = 120.0
    grace: float = 120.0


@dataclass(slots=True)
class Watch:
    """Logs in at the SMTP server now and then; one process for all. `tell(text)` hears of every change, None: all is well again."""

    desk: Desk
    post: Post
    tell: Tell
    rounds: Rounds = Rounds()
    _task: asyncio.Task[None] | None = None
    _ill_since: float | None = None
    _troubles: Troubles = field(init=False)

    def __post_init__(self) -> None:
        self._troubles = Troubles(self.tell, _told="")  # a process that is gone may have told of a trouble that is over

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="watch letters")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        lease = Lease(self.desk, self._name, self.rounds.lease)
        try:
            while True:
                await asyncio.sleep(self.rounds.between)
                with contextlib.suppress(TryAgain):  # the database is away: others say so, and the next round comes
                    if await lease.keep():
                        await self.look()
        finally:
            await lease.let_go()

    async def look(self) -> None:
        """Connect, log in, leave; tell what keeps letters here."""
        outcome, now = await self.post.check(), time.monotonic()
        if outcome is None:
            self._ill_since = None
            await self._troubles.report(self._name, None)
            return
        log.warning("letters cannot leave", why=why(outcome))
        self._ill_since = now if self._ill_since is None else self._ill_since
        if _lasting(outcome) or now - self._ill_since >= self.rounds.grace:
            await self._troubles.report(self._name, why(outcome))

    @property
    def _name(self) -> str:
        """As people and the database know the server; never with its password."""
        wire = Wire.parse(self.post.smtp_url)
        return f"smtp {wire.user or ''}@{wire.host}:{wire.port}"


def _lasting(outcome: Later | Refused) -> bool:
    return isinstance(outcome, Refused) or outcome.trouble in LASTING


def why(outcome: Later | Refused) -> str:
    """In plain English."""
    if isinstance(outcome, Refused):
        return f"the mail server refuses the desk ({outcome.reply.code} {outcome.reply.text})"
    said = {
        Trouble.LOGIN: "the mail server refuses the name, the password or the token",
        Trouble.ENCRYPTION: "the connection cannot be encrypted as it must be",
        Trouble.CONNECTION: "the mail server does not answer as it should",
        Trouble.BUSY: "the mail server has no time",
    }
    return f"{said[outcome.trouble]} ({outcome.why})"
