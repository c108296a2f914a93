"""The long signed link of a claim: whoever holds it reads the conversation."""

from dataclasses import dataclass, field
from hashlib import sha256

from itsdangerous import BadSignature, Signer


@dataclass(frozen=True, slots=True)
class Links:
    """`public_url` has no slash at its end; `secret` signs (HMAC-SHA-256, 256 bits), so a link cannot be guessed or forged."""

    public_url: str
    secret: str = field(repr=False)

    def page(self, number: str) -> str:
        """The address of the whole conversation, for the customer's letters."""
        return f"{self.public_url}/c/{self.token(number)}"

    def status(self, number: str) -> str:
        """The address of the state alone, which anybody may see who has the number."""
        return f"{self.public_url}/s/{number}"

    def token(self, number: str) -> str:
        return self._signer().sign(number).decode("ascii")

    def number(self, token: str) -> str | None:
        """The number that a token was made for, or None where it is forged."""
        try:
            number = self._signer().unsign(token).decode("ascii")
        except (BadSignature, UnicodeError):
            return None
        return number if self.token(number) == token else None  # base64 leaves bits unused: one link has one spelling

    def _signer(self) -> Signer:
        return Signer(self.secret, salt="claimdesk.page", key_derivation="hmac", digest_method=sha256)
