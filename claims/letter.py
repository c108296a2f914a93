"""A letter to a customer, as it leaves: written once, frozen before the wire is touched."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from claims.envelope import Attachment


@dataclass(frozen=True, slots=True)
class Letter:
    """One outgoing mail. `sender` and `to` are bare addresses; ids are without <>; `date` is RFC 5322 text.

    `automatic` is None for a person's letter, else the value of Auto-Submitted: "auto-replied" or "auto-generated" (RFC 3834).
    """

    message_id: str
    date: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    html: str
    number: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    automatic: str | None = None
    attachments: tuple[Attachment, ...] = ()

    def frozen(self) -> dict[str, Any]:
        """As the outbox keeps it."""
        return asdict(self)

    @classmethod
    def thawed(cls, frozen: Mapping[str, Any]) -> Self:
        """The inverse of `frozen`, also after a way through JSON."""
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in frozen.items()}
        return cls(**values | {"attachments": tuple(Attachment(**each) for each in frozen["attachments"])})
