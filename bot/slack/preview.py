"""What the Reply form needs of the mail door: the exact letter that would leave, before anything is changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from claims.actor import Actor
from claims.envelope import Attachment
from claims.letter import Letter
from commands.resolve import Resolution

Intent = Literal["reply", "ask", "resolved", "later", "nonews", "affirm", "overturn", "fixed"]


class Preview(Protocol):
    """Composes the letter for the claim as it would stand after the command, and changes nothing."""

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
        """`resolution` comes with "resolved" and holds the same text. Raises what the command itself would raise."""
        ...
