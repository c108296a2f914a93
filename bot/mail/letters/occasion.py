"""What a letter is about, and what it says between its greeting and its closing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.links import Links
from bot.mail.letters.reader import Reader
from claims.calendar import Calendar
from claims.rules import Rules
from commands.show import Message, View


@dataclass(frozen=True, slots=True)
class Occasion:
    """Everything a letter is about. `at` is now; `message` holds a person's words; `detail` is the intent's own."""

    intent: str
    view: View
    message: Message | None
    detail: Mapping[str, Any]
    rules: Rules
    links: Links
    at: datetime
    reader: Reader

    @property
    def hours(self) -> Calendar:
        """When somebody answers this claim."""
        return self.view.terms.clock if self.view.terms else self.rules.calendar()

    @property
    def addressee(self) -> str:
        """Whom it goes to: who asked, where the intent names nobody else."""
        return str(self.detail.get("addressee") or self.view.contact.address)

    @property
    def is_asker(self) -> bool:
        return self.addressee == self.view.contact.address

    @property
    def page(self) -> str:
        """Where its reader looks: whoever only approves has a page of their own."""
        number, approver = self.view.claim.number, self.detail.get("approver")
        return self.links.page(number) if self.is_asker or approver is None else self.links.approver(number, int(approver))

    @property
    def words(self) -> str:
        return self.message.new_text if self.message else ""


@dataclass(frozen=True, slots=True)
class Body:
    """Plain text, then perhaps answers to choose from, more text, and what the link to the survey is called."""

    text: str
    choices: tuple[str, ...] = ()
    after: str = ""
    rate: str = ""


def paragraphs(*texts: str) -> str:
    """Those that say anything."""
    return "\n\n".join(text for text in texts if text)
