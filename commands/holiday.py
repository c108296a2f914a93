"""Days decided while the desk runs, such as 임시공휴일: due times are reckoned anew, and owners hear which of theirs moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from claims.actor import Actor
from claims.errors import Invalid, Missing
from claims.terms import DayKind, Decided
from commands import clocks
from commands.acting import redraw, require_lead
from commands.calendars import book
from commands.crew import Crew
from storage import claims, holidays, outbox
from storage.database import Tx
from storage.holidays import Entry
from storage.outbox import Door

__all__ = ["DayKind", "Entry"]  # the doors read these through here

PAST, FUTURE = timedelta(days=60), timedelta(days=3 * 366)
"""How far from today a day may be decided."""
QUOTES = "\"'“”‘’"
_AROUND = timedelta(days=1)  # no zone is further from UTC


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is decided from some days ago on, by day; `made`: what was decided just now, `moved`: numbers of the claims whose due
    times that moved, `works`: whether the desk works on that day by now."""

    entries: tuple[Entry, ...]
    moved: tuple[str, ...] = ()
    made: Entry | None = None
    works: bool = False


def holiday(
    tx: Tx, day: date | None = None, name: str = "", *, kind: DayKind = DayKind.OFF, calendar: str | None = None, by: Actor
) -> Decisions:
    """Decide that a day is off, worked, or again as usual, for one `calendar` or all that ever close; without a day only list.

    A `name` may begin with a calendar's, and stand in quotes. Raises NotAllowed for whoever is no lead, Invalid for a day far away,
    for what is no day and for an unknown calendar, Missing for a decision without a day.
    """
    if day is None and (name or calendar or kind is not DayKind.OFF):
        raise Invalid(field="day", value=name or calendar) if name or calendar else Missing(field="day")
    if day is None:
        return _listed(tx)
    calendar, name = _parted(tx, calendar, name)
    require_lead(tx, by)
    today = tx.now.date()
    if not today - PAST <= day <= today + FUTURE:
        raise Invalid(field="decided_day", value=day.isoformat())
    if calendar is not None and calendar not in tx.rules.calendar_names:
        raise Invalid(field="closing", value=calendar, allowed=tx.rules.calendar_names)
    made = Entry(Decided(calendar, day, kind, tx.now), name, by)
    holidays.add(tx, made.decided, name, by=by)
    moved = _moved(tx, day, by)
    claims.look_again_at_all(tx)
    if moved:
        announce(tx, moved, {"day": day.isoformat(), "kind": kind, "name": name}, by)
    return Decisions(_listed(tx).entries, tuple(number for number, _ in moved), made, _works(tx, day, calendar))


def _parted(tx: Tx, calendar: str | None, name: str) -> tuple[str | None, str]:
    """Which calendar was meant, and the name without it and without quotes."""
    first, _, rest = name.strip().partition(" ")
    if calendar is None and first in tx.rules.calendar_names:
        calendar, name = first, rest
    return calendar, name.strip().strip(QUOTES).strip()


def _works(tx: Tx, day: date, calendar: str | None) -> bool:
    known = book(tx).calendar(calendar or "")
    begin, end = (datetime.combine(each, time(), known.tz) for each in (day, day + timedelta(days=1)))
    return known.minutes_between(begin, end) > 0


def announce(tx: Tx, moved: Sequence[tuple[str, str]], about: Mapping[str, Any], by: Actor) -> None:
    """The channel hears of it and of nobody's claims; each owner in one message, at their hours, of theirs."""
    whose = {owner: [number for number, has in moved if has == owner] for owner in dict.fromkeys(owner for _, owner in moved)}
    crew = Crew.read(tx)
    known = {owner: numbers for owner, numbers in whose.items() if owner in crew.habits}
    left = {owner: numbers for owner, numbers in whose.items() if owner not in known}
    outbox.put(tx, None, Door.SLACK, "days_decided", by=by, **about, moved=left, count=len(moved))
    for owner, numbers in known.items():
        after = timedelta() if owner == by.id else max(crew.free(owner) - tx.now, timedelta())
        outbox.put(tx, None, Door.SLACK, "days_decided", by=by, recipient=owner, after=after, **about, moved={owner: numbers})


def _moved(tx: Tx, day: date, by: Actor) -> Sequence[tuple[str, str]]:
    """Reckon anew what the day may touch; numbers and owners ("": nobody) of what moved, or what is promised for that day."""
    begin = datetime.combine(day, time(), UTC)
    found: list[tuple[str, str]] = []
    for identity in claims.due_after(tx, begin - _AROUND, opened_before=begin + 2 * _AROUND):
        claim = claims.find(tx, identity, lock=True)
        if claim is None:
            continue
        now = clocks.refresh_if_other(tx, claim)
        if now is not claim:
            redraw(tx, now, by=by)
            found.append((claim.number, claim.owner or ""))
    return found


def _listed(tx: Tx) -> Decisions:
    """The newest decision of each day and calendar, those of long ago left out."""
    newest = {(each.decided.calendar, each.decided.day): each for each in holidays.entries(tx)}
    shown = [each for each in newest.values() if each.decided.day >= tx.now.date() - PAST]
    return Decisions(tuple(sorted(shown, key=lambda each: each.decided.day)))
