"""What desk.toml may say of working hours and of promises: calendars, targets, plans. What it leaves out stays as packaged."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from claims.calendar import PRESETS, Calendar
from claims.claim import Priority
from claims.service import DEFAULTS, Target
from claims.workyear import DAY, Hours

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–~]\s*(\d{1,2}):(\d{2})")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Section(BaseModel):
    """A table of desk.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _hours(value: object) -> object:
    """`09:00-12:00, 13:00-18:00`; nothing: closed."""
    if not isinstance(value, str):
        return value
    return tuple(_span(each.strip()) for each in value.split(",") if each.strip())


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError('write hours such as "09:00-12:00, 13:00-18:00", and "" for a day that is closed')
    opening, closing = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if not 0 <= opening < closing <= DAY or int(found[2]) > 59 or int(found[4]) > 59:
        raise ValueError(f"{text} is no span within a day: its end comes after its beginning, at 24:00 at the latest")
    return opening, closing


WorkingHours = Annotated[Hours, BeforeValidator(_hours)]


class CalendarRule(Section):
    """Working hours. `hours` hold from Monday to Friday, a day's own name says otherwise; `extra` days are off and `worked` ones are
    not, whatever the `country` says ("": nobody's public holidays). `day_minutes`: what one business day means in a promise.
    """

    zone: str | None = None
    hours: WorkingHours | None = None
    monday: WorkingHours | None = None
    tuesday: WorkingHours | None = None
    wednesday: WorkingHours | None = None
    thursday: WorkingHours | None = None
    friday: WorkingHours | None = None
    saturday: WorkingHours | None = None
    sunday: WorkingHours | None = None
    country: str | None = None
    extra: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()
    day_minutes: int | None = Field(None, gt=0)

    def calendar(self, name: str, zone: str) -> Calendar:
        """The packaged calendar of that name, else the usual one, with what is written here. Raises Misconfigured."""
        usual = PRESETS.get(name, PRESETS["default"])
        return replace(
            usual,
            name=name,
            zone=self.zone or zone,
            week=self._week(usual),
            country=usual.country if self.country is None else self.country or None,
            extra_holidays=frozenset(self.extra),
            removed_holidays=frozenset(self.worked),
            day_minutes=self.day_minutes or usual.day_minutes,
        )

    def _week(self, usual: Calendar) -> tuple[Hours, ...]:
        base = usual.week if self.hours is None else (self.hours,) * 5 + usual.week[5:]
        said = (getattr(self, day) for day in WEEKDAYS)
        return tuple(each if own is None else own for each, own in zip(base, said, strict=True))


class TargetRule(Section):
    """How soon one priority is promised what, in business minutes; see claims.service.Target."""

    first_response: int | None = Field(None, gt=0)
    update: int | None = Field(None, gt=0)
    resolution: int | None = Field(None, gt=0)
    nudge: int | None = Field(None, gt=0)
    assign: int | None = Field(None, gt=0)

    @property
    def said(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True)


class Plan(Section):
    """What one group of customers is promised. Without a `contract` the first answer is one class slower and the resolution best
    effort; `calendar` "": the desk's own; `round_the_clock`: a P1 counts in plain clock time."""

    contract: bool = True
    calendar: str = ""
    round_the_clock: bool = False
    targets: Mapping[Priority, TargetRule] = {}


PLANS: Mapping[str, Plan] = MappingProxyType({"standard": Plan(), "none": Plan(contract=False)})


def targets(*rules: Mapping[Priority, TargetRule]) -> dict[Priority, Target]:
    """The packaged targets with those of each table on top, the later over the earlier."""
    found = dict(DEFAULTS)
    for table in rules:
        found |= {priority: replace(found[priority], **rule.said) for priority, rule in table.items()}
    return found
