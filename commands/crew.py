"""The team at one moment: who is here, who acts for whom, whose turn it is, and who can take one more claim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from claims.absence import Leave, away, stand_in
from claims.availability import Quiet, free, local
from claims.calendar import Calendar
from claims.duty import Shift, on_duty
from claims.roles import Role
from claims.rules import Rules
from claims.terms import Book
from commands.calendars import book
from storage import habits, people, spans
from storage.database import Tx
from storage.habits import Habits


@dataclass(frozen=True, slots=True)
class Crew:
    """Read once for everything that is decided at `now`."""

    now: datetime
    habits: Mapping[str, Habits]
    leaves: tuple[Leave, ...]
    shifts: tuple[Shift, ...]
    leads: tuple[str, ...]
    managers: tuple[str, ...]
    load: dict[str, int]
    book: Book = field(repr=False)

    @property
    def rules(self) -> Rules:
        return self.book.rules

    @classmethod
    def read(cls, tx: Tx) -> "Crew":
        known, rules = habits.of_everyone(tx), tx.rules.people
        appointed = [each.id for each in people.everyone(tx) if each.role is not Role.AGENT]
        leads = tuple(dict.fromkeys(each for each in (*rules.leads, *appointed) if each in known))
        managers = tuple(each for each in rules.managers if each in known)
        return cls(tx.now, known, spans.leaves_from(tx, tx.now), spans.shifts_from(tx, tx.now), leads, managers, habits.load(tx), book(tx))

    def away(self, person: str, at: datetime | None = None) -> Leave | None:
        return away(self.leaves, person, at or self.now)

    def stand_in(self, person: str, at: datetime | None = None) -> str | None:
        """Who acts for a person now: they themselves, a deputy, else the duty person."""
        deputies = {each.person: each.deputy for each in self.habits.values()}
        found = stand_in(person, at or self.now, self.leaves, deputies)
        others = (each for each in self.on_duty(at) if each != person)
        return found if found in self.habits else next(others, None)

    def on_duty(self, at: datetime | None = None) -> tuple[str, ...]:
        """The duty person, then their deputies, without those who are away."""
        moment = at or self.now
        called = on_duty(self.rules.duty.rota, moment, self.rules.desk.zone, self.shifts, self.leaves)
        return tuple(each for each in called if each in self.habits)

    def fits(self, person: str) -> bool:
        """Whether a person may be given one more claim now: known, here, and below their limit of work in progress."""
        theirs = self.habits.get(person)
        return theirs is not None and self.away(person) is None and self.load.get(person, 0) < self.limit(theirs)

    def limit(self, theirs: Habits) -> int:
        own = theirs.work_in_progress
        return self.rules.people.work_in_progress if own is None else own

    def took(self, person: str) -> None:
        """Count one more claim for a person from now on."""
        self.load[person] = self.load.get(person, 0) + 1

    def least_loaded(self, persons: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(persons, key=lambda each: (self.load.get(each, 0), each)))

    def here(self, persons: Sequence[str]) -> Sequence[str]:
        """Of several those who may be disturbed now; where nobody may, all of them."""
        return [each for each in persons if self.free(each) <= self.now] or persons

    def free(self, person: str) -> datetime:
        """The first moment from now on at which the person may be disturbed."""
        theirs = self.habits[person]
        quiet = Quiet.parse(theirs.quiet or self.rules.people.quiet)
        return free(self.now, self.calendar(theirs), quiet, theirs.zone, (each for each in self.leaves if each.person == person))

    def calendar(self, theirs: Habits) -> Calendar:
        """A person's own, or the desk's hours on their own clock; with the days that were decided meanwhile."""
        if theirs.calendar in self.rules.calendar_names:
            return self.book.calendar(theirs.calendar)
        return local(self.book.calendar(), theirs.zone)
