"""What holds for one claim: its plan, its targets, and the calendars by which they are counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from claims.calendar import Calendar
from claims.claim import Claim, Priority
from claims.plans import Plan
from claims.rules import Rules
from claims.service import Target, target, working_time


class DayKind(StrEnum):
    """What was decided of a day: off, worked although it is a holiday, or again as the calendar has it."""

    OFF = "off"
    WORKED = "worked"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Decided:
    """A day decided while the desk ran. `calendar`: its name, or None for all that ever close."""

    calendar: str | None
    day: date
    kind: DayKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """`calendar`: the customer's business days, for spans of days; `clock`: what the targets are counted by, which for a P1 may be
    plain clock time; `named`: the plan's name."""

    named: str
    priority: Priority
    plan: Plan
    calendar: Calendar
    clock: Calendar
    target: Target

    @property
    def round_the_clock(self) -> bool:
        """Whether somebody may be called at any hour for what is grave."""
        return self.plan.round_the_clock or self.calendar.always_open


@dataclass(frozen=True, slots=True)
class Book:
    """The desk's calendars and plans with the days decided while it runs, oldest decision first."""

    rules: Rules
    decided: tuple[Decided, ...] = ()

    def of(self, claim: Claim) -> Terms:
        return self.terms(claim.plan, claim.priority)

    def terms(self, plan: str | None, priority: Priority) -> Terms:
        """`plan`: its name; one that is not known any more, and None, is the desk's own."""
        promised = self.rules.plan(plan)
        calendar = self.calendar(promised.calendar)
        return Terms(
            plan if plan in self.rules.plan_names else self.rules.desk.plan,
            priority,
            promised,
            calendar,
            working_time(priority, calendar, round_the_clock=promised.round_the_clock),
            target(priority, contract=promised.contract, targets=self.rules.targets_of(plan)),
        )

    def calendar(self, name: str = "") -> Calendar:
        """A calendar by its name, "" the desk's own, with the days decided for it. Raises Invalid, naming those there are."""
        plain = self.rules.calendar(name)
        kinds = {each.day: each.kind for each in self._deciding(plain)}
        off, worked = (frozenset(day for day, kind in kinds.items() if kind is wanted) for wanted in (DayKind.OFF, DayKind.WORKED))
        return self.rules.calendar(name, off, worked) if off or worked else plain

    def as_of(self, at: datetime) -> "Book":
        """The book as it was known at that moment."""
        return Book(self.rules, tuple(each for each in self.decided if each.at <= at))

    def _deciding(self, calendar: Calendar) -> Iterable[Decided]:
        """For all first, then for this one by name, so that the nearer decision wins."""
        if not calendar.always_open:
            yield from (each for each in self.decided if each.calendar is None)
        yield from (each for each in self.decided if each.calendar == calendar.name)
