"""What keeps mail from being fetched, said to the operator once, and once more when it is over."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot.mail.imap import NotLetIn
from claims.errors import TryAgain

log = structlog.get_logger()

Tell = Callable[[str | None], Awaitable[None]]


@dataclass(slots=True)
class Troubles:
    """`tell(text)` hears of every change in plain English, a line per trouble; None: all is well again."""

    tell: Tell
    _now: dict[str, str] = field(default_factory=dict)
    _told: str | None = None

    async def report(self, mailbox: str, why: str | None) -> None:
        """`why` the mailbox cannot be read; None: it can."""
        if why is None:
            self._now.pop(mailbox, None)
        else:
            self._now[mailbox] = why
        if (text := self._text()) != self._told:
            await self._say(text)

    async def _say(self, text: str | None) -> None:
        try:
            await self.tell(text)
        except TryAgain as fault:
            log.warning("trouble not told", why=str(fault))  # the next report says it
        else:
            self._told = text

    def _text(self) -> str | None:
        reasons = dict.fromkeys(self._now.values())
        lines = (f"{', '.join(name for name, each in self._now.items() if each == why)}: {why}" for why in reasons)
        return "\n".join(lines) or None


def reason(fault: BaseException, secret: str) -> str:
    """A fault in plain English, without the password."""
    text = str(fault).removeprefix("b'").removesuffix("'")  # imaplib says some answers as bytes
    if secret:
        text = text.replace(secret, "…")
    if isinstance(fault, NotLetIn):
        return f"the mail server refuses the name, the password or the token ({text})"
    if isinstance(fault, TimeoutError):
        return "the mail server does not answer"
    if isinstance(fault, TryAgain):
        return f"the desk cannot keep mail now ({text})"
    return f"{text or type(fault).__name__}"
