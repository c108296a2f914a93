"""How a claim's due times came about, interval by interval, in words."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.slack import blocks
from bot.slack.post import Post
from bot.slack.text import escaped, pieces
from bot.words import knows, say
from bot.words.times import hours, marked, on, span, zone_name
from claims import service
from commands.explain import Changed, Explained, Reckoned, Stood
from commands.show import Person

SHOWN = 12
"""Intervals that are listed one by one, those at both ends; the rest is summed up."""
DAYS = 10
NAME = 60


def explained(told: Explained, person: Person) -> Post:
    """Both clocks, in the reader's language and zone."""
    lines = "\n".join(_lines(told, person))
    return Post(lines, tuple(blocks.section(each) for each in pieces(lines, blocks.TEXT)))


def _lines(told: Explained, person: Person) -> Iterator[str]:
    language, claim = person.language, told.claim
    yield say(language, "due.head", number=claim.number, priority=claim.priority, plan=_plan(told.resolution.terms.named, language))
    if told.first:
        yield from ("", f"*{say(language, 'due.first')}*")
        yield from _clock(told.first, person, "due.start", "answered")
    yield from ("", f"*{say(language, 'due.resolution')}*")
    solved = "resolved" if claim.resolved_at and claim.resolved_at == told.resolution.ended else "closed"
    yield from _clock(told.resolution, person, "due.again" if told.again else "due.start", solved)
    if claim.update_due:
        values = {"at": marked(claim.update_due, language, person.zone)}
        said = told.promised_at and marked(told.promised_at, language, person.zone)
        yield from ("", say(language, "due.update_said" if said else "due.update", **values, said=said or ""))


def _clock(clock: Reckoned, person: Person, start: str, ended: str) -> Iterator[str]:
    language, (first, target) = person.language, clock.target
    yield say(language, start, at=_at(clock.start, person), minutes=f"{target:,}", priority=first.priority)
    yield from (_changed(each, person) for each in clock.changes)
    yield from _counting(clock, person)
    yield from _counted(clock, person)
    yield from (_stood(each, person) for each in clock.pauses)
    yield from (say(language, "due.struck", start=_at(begin, person)) for begin, _ in clock.struck)
    yield _result(clock, person)
    if clock.terms.target.best_effort and ended != "answered":
        yield say(language, "due.best_effort")
    if clock.ended:
        late = service.late(clock.due, clock.ended)
        yield say(language, f"due.{ended}_{'late' if late else 'timely'}", at=_at(clock.ended, person))


def _at(at: datetime, person: Person) -> str:
    return marked(at, person.language, person.zone)


def _plan(name: str, language: str) -> str:
    key = f"due.plan.{name}"
    return say(language, key) if knows(key) else say(language, "due.plan.named", name=escaped(name, NAME))


def _changed(change: Changed, person: Person) -> str:
    """What changed, and what became of the due time by that."""
    language, (was, minutes) = person.language, change.minutes
    what = say(language, f"due.changed.{_what(change)}", **_named(change, language))
    target = "" if was == minutes else say(language, "due.changed.target", was=f"{was:,}", minutes=f"{minutes:,}")
    effect = say(language, f"due.effect.{change.effect}", used=f"{change.used:,}", minutes=f"{minutes:,}")
    return say(language, "due.changed.line", at=_at(change.at, person), what=f"{what}{target}", effect=effect)


def _what(change: Changed) -> str:
    if change.before.priority is not change.after.priority:
        return "priority"
    if change.before.named != change.after.named:
        return "plan"
    if not change.days:
        return "rules"
    return "off" if change.after.clock.is_holiday(change.days[0]) else "worked"


def _named(change: Changed, language: str) -> dict[str, str]:
    return {
        "before": str(change.before.priority),
        "after": str(change.after.priority),
        "old": _plan(change.before.named, language),
        "new": _plan(change.after.named, language),
        "days": _days(change.days, language),
    }


def _days(days: Sequence[date], language: str) -> str:
    shown = ", ".join(on(each, language) for each in days[:DAYS])
    return shown if len(days) <= DAYS else f"{shown} …"


def _counting(clock: Reckoned, person: Person) -> Iterator[str]:
    """By which hours it counts, and which days it leaves out."""
    language, calendar = person.language, clock.terms.clock
    if calendar.always_open:
        yield say(language, "due.always")
        return
    yield say(language, "due.hours", hours=hours(calendar, language), zone=zone_name(clock.start, language, calendar.zone))
    opening = calendar.next_opening(clock.start)
    if opening > clock.start:
        yield say(language, "due.opening", at=_at(opening, person))
    if clock.off:
        yield say(language, "due.off", days=_days(clock.off, language))


def _counted(clock: Reckoned, person: Person) -> Iterator[str]:
    language, total = person.language, 0
    left_out = range(SHOWN // 2, len(clock.counted) - SHOWN // 2)
    for place, (begin, end, minutes) in enumerate(clock.counted):
        total += minutes
        if place not in left_out:
            yield say(language, "due.counted", span=span(begin, end, language, person.zone), minutes=minutes, total=f"{total:,}")
        elif place == left_out[-1]:
            yield say(language, "due.more", count=len(left_out), total=f"{total:,}")


def _stood(stood: Stood, person: Person) -> str:
    language, why = person.language, say(person.language, f"due.why.{stood.why}")
    if stood.end is None:
        return say(language, "due.pausing", start=_at(stood.start, person), why=why)
    key = "due.paused" if stood.minutes else "due.paused_closed"
    return say(language, key, span=span(stood.start, stood.end, language, person.zone), why=why, minutes=f"{stood.minutes:,}")


def _result(clock: Reckoned, person: Person) -> str:
    language = person.language
    if clock.due is None:
        key = "due.ended" if clock.ended else "due.still"
        return say(language, key, used=f"{clock.used:,}", left=f"{clock.minutes - clock.used:,}")
    return say(language, "due.over" if clock.over else "due.due", at=_at(clock.due, person), minutes=f"{clock.minutes:,}")
