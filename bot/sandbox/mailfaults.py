"""What the postbox does wrong on purpose, so that the desk can be seen to live with it."""

from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["mail", "rcpt", "data"]


@dataclass(slots=True)
class Refusal:
    """An SMTP reply (RFC 5321, 4.2) given instead of acceptance; `left` None means for ever."""

    reply: str
    stage: Stage
    recipient: str | None = None
    left: int | None = None

    def fits(self, stage: Stage, recipient: str | None) -> bool:
        return self.stage == stage and self.left != 0 and self.recipient in (None, recipient)


@dataclass(slots=True)
class Faults:
    """The faults now in force. `tarpit`: seconds spent before every reply; `cuts` holds one flag a cut to come: is the letter kept?"""

    tarpit: float = 0.0
    refusals: list[Refusal] = field(default_factory=list)
    cuts: list[bool] = field(default_factory=list)

    def refuse(self, reply: str, *, at: Stage = "rcpt", recipient: str | None = None, times: int | None = None) -> None:
        """Answer e.g. "451 4.3.0 later" or "550 5.1.1 nobody here"; with `recipient`, to that address only."""
        self.refusals.append(Refusal(reply, at, recipient.lower() if recipient else None, times))

    def cut(self, times: int = 1, *, kept: bool = False) -> None:
        """Drop the connection after DATA, before any answer; `kept` is the unlucky case in which the letter had arrived."""
        self.cuts += [kept] * times

    def clear(self) -> None:
        self.tarpit = 0.0
        self.refusals.clear()
        self.cuts.clear()

    def refusal(self, stage: Stage, recipient: str | None = None) -> str | None:
        """The reply to give here, counted as given; None where nothing is wrong."""
        found = next((refusal for refusal in self.refusals if refusal.fits(stage, recipient)), None)
        if found is None:
            return None
        if found.left is not None:
            found.left -= 1
        return found.reply

    def next_cut(self) -> bool | None:
        """None: no cut now. Else whether the letter is kept all the same."""
        return self.cuts.pop(0) if self.cuts else None
