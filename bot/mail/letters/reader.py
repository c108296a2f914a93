"""Who reads a letter: in which language, and by which clock."""

from dataclasses import dataclass
from datetime import datetime

from bot import words
from bot.words import states, times
from claims.rules import Rules
from commands.show import View


@dataclass(frozen=True, slots=True)
class Reader:
    """`zone`: the customer's, else the desk's, `home`; `named`: whether times say their zone although it is the desk's."""

    language: str
    zone: str
    home: str
    named: bool

    @classmethod
    def of(cls, view: View, rules: Rules) -> "Reader":
        """A reader in another language than the desk's is likely elsewhere, so their times always say the zone."""
        language, home = view.claim.language, rules.desk.zone
        zone = view.organisation.zone if view.organisation else None
        return cls(language, zone or home, home, named=zone is None and language != rules.desk.language)

    def say(self, key: str, **values: object) -> str:
        """A sentence of the letters' words."""
        return words.say(self.language, f"letters.{key}", **values)

    def when(self, at: datetime) -> str:
        return times.when(at, self.language, self.zone, home=self.home, named=self.named)

    def day(self, at: datetime) -> str:
        return times.day(at, self.language, self.zone)

    def state(self, view: View) -> str:
        return states.state(view, self.language, self.zone, home=self.home, named=self.named)

    def ball(self, view: View) -> str:
        return states.ball(view, self.language)

    def money(self, amount: int, currency: str) -> str:
        return times.money(amount, currency, self.language)

    def worked(self, minutes: int) -> str:
        return times.worked(minutes, self.language)
