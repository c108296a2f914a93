"""The long signed links of a claim: the customer's, by which they read and write, the staff's, by which one only reads, and an
approver's own, by which they alone say yes to a quote."""

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest

from itsdangerous import Signer

from commands.show import Listed


@dataclass(slots=True)
class Links:
    """`public_url` has no slash at its end; `secret` signs (HMAC-SHA-256, 256 bits), so a link cannot be guessed or forged;
    `slack_url`, with a slash, is empty until Slack has told it."""

    public_url: str
    secret: InitVar[str]
    slack_url: str = ""
    _signer: Signer = field(init=False, repr=False)
    _staff: Signer = field(init=False, repr=False)
    _overviews: Signer = field(init=False, repr=False)
    _approvers: Signer = field(init=False, repr=False)

    def __post_init__(self, secret: str) -> None:
        self._signer = signer(secret, "claimdesk.page")
        self._staff = signer(secret, "claimdesk.staff")
        self._overviews = signer(secret, "claimdesk.organisation")
        self._approvers = signer(secret, "claimdesk.approver")

    def page(self, number: str) -> str:
        """The address of the whole conversation, for the customer's letters."""
        return f"{self.public_url}/c/{self.token(number)}"

    def staff(self, number: str) -> str:
        """The same conversation without a form on it, for the channel: whoever clicks there must not write as the customer."""
        return f"{self.public_url}/i/{self.staff_token(number)}"

    def thread(self, listed: Listed) -> str | None:
        """The claim's thread, once it has one. https://docs.slack.dev/reference/methods/chat.getPermalink"""
        if not (self.slack_url and listed.place):
            return None
        return f"{self.slack_url}archives/{listed.place.channel}/p{listed.place.thread.replace('.', '')}"

    def claim(self, listed: Listed) -> str:
        """Where staff go from a list: to the thread, else to the page."""
        return self.thread(listed) or self.staff(listed.claim.number)

    def status(self, number: str) -> str:
        """The address of the state alone, which anybody may see who has the number."""
        return f"{self.public_url}/s/{number}"

    def token(self, number: str) -> str:
        return self._signer.sign(number).decode("ascii")

    def staff_token(self, number: str) -> str:
        return self._staff.sign(number).decode("ascii")

    def number(self, token: str) -> str | None:
        """The number that a customer's token was made for, or None where it is forged."""
        return _number(token, self.token)

    def staff_number(self, token: str) -> str | None:
        """The number that a staff token was made for, or None where it is forged."""
        return _number(token, self.staff_token)

    def approver(self, number: str, contact_id: int) -> str:
        """The address of the page where one contact answers quotes; it goes to nobody else."""
        return f"{self.public_url}/q/{self.approver_token(number, contact_id)}"

    def approver_token(self, number: str, contact_id: int) -> str:
        return self._approvers.sign(f"{number}.{contact_id}").decode("ascii")

    def approver_of(self, token: str) -> tuple[str, int] | None:
        """The claim's number and the contact's id that a token was made for, or None where it is forged."""
        try:
            number, identity, _ = token.split(".")
            whole = self.approver_token(number, int(identity))
        except ValueError:
            return None
        return (number, int(identity)) if token.isascii() and compare_digest(whole, token) else None

    def overview(self, contact_id: int, key: str, now: datetime, days: int) -> str:
        """The address of the page with all claims of a contact's organisation, good for so many days; one link a day."""
        return f"{self.public_url}/o/{self._overview_token(contact_id, key, now.astimezone(UTC).toordinal() + days)}"

    def overview_of(self, token: str, now: datetime) -> tuple[int, str] | None:
        """The contact's id and key that a token was made for, or None where it is forged or too old."""
        try:
            identity, key, last, _ = token.split(".")
            whole = self._overview_token(int(identity), key, int(last))
        except ValueError:
            return None
        good = token.isascii() and compare_digest(whole, token) and now.astimezone(UTC).toordinal() <= int(last)
        return (int(identity), key) if good else None

    def _overview_token(self, contact_id: int, key: str, last: int) -> str:
        return self._overviews.sign(f"{contact_id}.{key}.{last}").decode("ascii")


def _number(token: str, make: Callable[[str], str]) -> str | None:
    number, _, _ = token.rpartition(".")
    # Signed anew rather than checked: base64 leaves bits unused, and one link has one spelling.
    return number if token.isascii() and compare_digest(make(number), token) else None


def signer(secret: str, purpose: str) -> Signer:
    """Signs for one purpose; its key is derived once, not for every signature."""
    key = Signer(secret, salt=purpose, key_derivation="hmac", digest_method=sha256).derive_key()
    return Signer(key, key_derivation="none", digest_method=sha256)
