"""What the asker sees of the team: leave with its claims to hand over, the rota, and a colleague."""

from datetime import datetime

from bot.desk import Desk
from bot.links import Links
from bot.slack import blocks
from bot.slack.answers import SHOWN, line
from bot.slack.post import Block, Post
from bot.slack.text import escaped
from bot.words import say
from bot.words.times import day, days, leave, until
from claims.availability import NEVER
from commands.away import Absence
from commands.duty import Change, Roster, Turn
from commands.show import Listed, Person
from commands.staff import Colleague

NAME = 60
HANDOVER = "handover"
"""The action_id of the buttons that hand over; the value is `number person`, the number `*` for all of the presser's."""
ALL = "*"


def shown(told: Absence | Roster | Colleague, person: Person, desk: Desk) -> Post:
    """What one of the verbs about colleagues gave."""
    match told:
        case Absence():
            return absent(told, person, desk.links)
        case Roster():
            return rota(told, person, desk.rules.desk.zone)
        case Colleague():
            return colleague(told, person)


def absent(told: Absence, person: Person, links: Links) -> Post:
    """When somebody is away, and each open claim they own with a button that hands it to whoever acts for them."""
    language = person.language
    title = "title" if told.leaves else "here"
    lines = [f"*{say(language, f'people.away.{title}', name=escaped(told.person.name, NAME))}*", *_leaves(told, person)]
    lines += [_deputy(told, language), say(language, "people.away.claims", count=len(told.claims))]
    rows = [_row(each, told, person, links) for each in told.claims[:SHOWN]]
    left = len(told.claims) - SHOWN
    if left > 0:
        rows.append(blocks.context(say(language, "slack.list.more", count=left)))
    drawn = [blocks.section("\n".join(lines)), *rows, *_all(told, language)]
    return Post("\n".join([*lines, *(line(each, person, links) for each in told.claims[:SHOWN])]), tuple(drawn))


def _deputy(told: Absence, language: str) -> str:
    return say(language, "people.away.deputy", name=escaped(told.deputy.name, NAME)) if told.deputy else say(language, "people.away.nobody")


def _leaves(told: Absence, person: Person) -> list[str]:
    language, zone = person.language, told.person.zone
    return [leave(each.starts, each.ends, language, zone) for each in told.leaves[:5]]


def _row(claim: Listed, told: Absence, person: Person, links: Links) -> Block:
    shown = line(claim, person, links)
    if told.deputy is None:
        return blocks.section(shown)
    label = say(person.language, "people.away.hand", name=told.deputy.name)
    return blocks.section(shown, accessory=blocks.button(HANDOVER, label, f"{claim.claim.number} {told.deputy.id}"))


def _all(told: Absence, language: str) -> list[Block]:
    if told.deputy is None or len(told.claims) < 2:
        return []
    label = say(language, "people.away.hand_all", name=told.deputy.name)
    value = f"{ALL}{told.person.id} {told.deputy.id}"
    return [blocks.actions("handover", [blocks.button(HANDOVER, label, value, primary=True)])]


def rota(told: Roster, person: Person, zone: str) -> Post:
    """What was changed and how to take it back, who is on duty now, who would be called next, and the weeks to come."""
    language = person.language
    lines = [_change(told.change, told.at, language, zone)] if told.change else []
    lines.append(f"*{say(language, 'people.duty.now', name=_name(told.now[0] if told.now else None, language))}*")
    if told.now[1:]:
        lines.append(say(language, "people.duty.then", names=", ".join(_name(each, language) for each in told.now[1:])))
    for monday, who in told.weeks:
        lines.append(say(language, "people.duty.week", day=day(monday, language, zone), name=_name(who, language)))
    for turn in told.by_hand[:SHOWN]:
        span, name = _days(turn, told.at, language, zone), _name(turn.person, language)
        lines.append(say(language, "people.duty.by_hand", days=span, name=name))
    return Post("\n".join(lines))


def _change(change: Change, at: datetime, language: str, zone: str) -> str:
    span, name, other = _days(change.turn, at, language, zone), _name(change.turn.person, language), _name(change.other, language)
    return say(language, "people.duty.taken_back" if change.off else "people.duty.put", days=span, name=name, other=other)


def _days(turn: Turn, at: datetime, language: str, zone: str) -> str:
    """When a turn is; of one that has begun, till when."""
    if turn.starts > at:
        return days(turn.starts, turn.ends, language, zone)
    return say(language, "people.duty.until", day=until(turn.ends, language, zone))


def _name(who: Person | None, language: str) -> str:
    return escaped(who.name, NAME) if who else say(language, "slack.nobody")


def colleague(told: Colleague, person: Person) -> Post:
    """A person's settings, as they hold."""
    language, unset = person.language, say(person.language, "slack.customer.unset")
    facts = {
        "load": say(language, "people.card.of", load=told.load, limit=told.limit),
        "mention": say(language, f"people.mention.{told.mention}"),
        "quiet": f"{told.quiet} ({escaped(told.person.zone, NAME)})" if told.quiet != str(NEVER) else say(language, "people.card.never"),
        "calendar": told.habits.calendar or unset,
        "deputy": escaped(told.deputy.name, NAME) if told.deputy else unset,
        "role": say(language, f"people.role.{told.role}"),
        "rights": ", ".join(say(language, f"people.right.{each}") for each in told.rights) or unset,
        "skills": escaped(", ".join(told.skills), 300) or unset,
    }
    lines = [f"{say(language, f'people.card.{name}')}: {value}" for name, value in facts.items()]
    return Post("\n".join([f"*{escaped(told.person.name, NAME)}*", *lines, say(language, "people.card.how")]))
