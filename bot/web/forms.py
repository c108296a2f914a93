"""The token of a form: bound to its claim and its purpose, good for some days, and the name by which it counts once."""

import secrets
from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from datetime import datetime, timedelta

from itsdangerous import BadData, Signer

from bot.links import signer

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Forms:
    """`secret` signs (HMAC-SHA-256)."""

    secret: InitVar[str]
    clock: Callable[[], datetime]
    _signer: Signer = field(init=False, repr=False)

    def __post_init__(self, secret: str) -> None:
        object.__setattr__(self, "_signer", signer(secret, "claimdesk.form"))

    def make(self, number: str, purpose: str) -> str:
        """A new token for one form on one page."""
        return self._signer.sign(f"{number}.{purpose}.{self._seconds()}.{secrets.token_urlsafe(12)}").decode("ascii")

    def name(self, token: str, number: str, purpose: str) -> str | None:
        """The name of the form that the token was made for; None where it is forged, another form's or too old."""
        try:
            for_number, for_purpose, at, name = self._signer.unsign(token).decode("ascii").split(".")
        except (BadData, ValueError):
            return None
        fits = (for_number, for_purpose) == (number, purpose) and self._seconds() - int(at) < GOOD_FOR.total_seconds()
        return name if fits else None

    def _seconds(self) -> int:
        return int(self.clock().timestamp())
