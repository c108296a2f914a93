"""How much of a mail the desk is willing to read, and the refusal that names what was too much."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:  # the reading process need not wait for them
    from claims import rules

MEBIBYTE = 1024 * 1024


class Reason(StrEnum):
    """Why a mail was kept unread."""

    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_DEEP = "too_deep"
    TOO_SLOW = "too_slow"
    TOO_HUNGRY = "too_hungry"
    CRASHED = "crashed"


class Unreadable(Exception):
    """The mail passes a limit or kills its reader: its bytes are to be kept and put where people see them."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of reading one mail: bytes as received, MIME parts, nesting, seconds of computing, and bytes of memory for the process."""

    size: int = 25 * MEBIBYTE
    parts: int = 100
    depth: int = 20
    seconds: float = 10.0
    memory: int = 300 * MEBIBYTE

    @classmethod
    def of(cls, limits: "rules.Limits") -> Self:
        """As desk.toml has them."""
        return cls(limits.mail_bytes, limits.mail_parts, limits.mail_depth, limits.mail_seconds, limits.mail_memory)

    def raised(self, size: int) -> "Limits":
        """For a mail of `size` bytes that a person asks to be read all the same."""
        return Limits(max(size, self.size), self.parts * 20, 100, self.seconds * 6, self.memory * 4)


@dataclass(frozen=True, slots=True)
class Desk:
    """What reading must know of the desk: its own addresses in lower case, and the name its mail server signs results with (RFC 8601)."""

    addresses: frozenset[str] = frozenset()
    authserv_id: str | None = None
