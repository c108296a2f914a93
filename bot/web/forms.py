"""The token of a form: bound to its claim and its purpose, good for some days, and the name by which it counts once."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Forms:
    """`secret` signs (HMAC-SHA-256)."""

    secret: str = field(repr=False)
    clock: Callable[[], datetime]

    def make(self, number: str, purpose: str) -> str:
        """A new token for one form on one page."""
        return str(self._signer().dumps([number, purpose, int(self.clock().timestamp()), secrets.token_urlsafe(12)]))

    def name(self, token: str, number: str, purpose: str) -> str | None:
        """The name of the form that the token was made for; None where it is forged, another form's or too old."""
        try:
            for_number, for_purpose, at, name = self._signer().loads(token)
        except (BadData, ValueError, TypeError):
            return None
        fits = (for_number, for_purpose) == (number, purpose) and self.clock().timestamp() - at < GOOD_FOR.total_seconds()
        return str(name) if fits else None

    def _signer(self) -> URLSafeSerializer:
        options = {"key_derivation": "hmac", "digest_method": sha256}
        return URLSafeSerializer(self.secret, salt="claimdesk.form", signer_kwargs=options)
