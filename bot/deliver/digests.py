"""A digest as it leaves: rendered from the record when it is first attempted."""

from datetime import date, timedelta

from bot.desk import Desk
from bot.slack import demand as demanded
from bot.slack import margins as margined
from bot.slack import periods, problems, report, summary
from bot.slack.answers import lines
from bot.slack.blocks import header, section
from bot.slack.post import Post
from bot.slack.text import pieces
from bot.words import say
from claims import actor
from claims.group import Group
from claims.period import Period, week_of
from claims.roles import Role
from commands import demand, margins
from commands.digest import MORNING
from commands.show import Person
from commands.summarise import Scope, behind, summarise
from commands.trace import trace
from storage import people, surges
from storage import problems as stored
from storage.database import Tx
from storage.outbox import Intent

BOARD = (Group.OVERDUE, Group.DUE_TODAY, Group.UNOWNED, Group.WAITING)


def drawn(tx: Tx, intent: Intent, desk: Desk) -> Post:
    """`intent.recipient` is a lead, who sees people; None: the channel, which does not."""
    reader = _reader(tx, intent, desk)
    day = date.fromisoformat(intent.detail["day"])
    return _board(tx, day, reader, desk) if intent.detail["what"] == MORNING else _week(tx, day, intent, reader, desk)


def pictured(tx: Tx, intent: Intent, desk: Desk) -> dict[str, object]:
    """What the charts of a week show."""
    return report.pictured(trace(tx, _last_week(intent), Scope()), _reader(tx, intent, desk).language)


def has_charts(intent: Intent) -> bool:
    return str(intent.detail["what"]) != MORNING


def _reader(tx: Tx, intent: Intent, desk: Desk) -> Person:
    known = people.find(tx, intent.recipient) if intent.recipient else None
    return known or Person("", "", desk.rules.desk.language, desk.rules.desk.zone, None, Role.AGENT, active=True)


def _last_week(intent: Intent) -> Period:
    return week_of(date.fromisoformat(intent.detail["day"]) - timedelta(days=7))


def _week(tx: Tx, day: date, intent: Intent, reader: Person, desk: Desk) -> Post:
    by = actor.person(intent.recipient) if intent.recipient else intent.actor
    found, zone = summarise(tx, _last_week(intent), by=by), desk.rules.desk.zone
    shown = summary.drawn(found, reader.language, zone, private=bool(intent.recipient), current=True)
    come = demand.demand(tx, _last_week(intent))
    lists = [demanded.causes(come, reader.language), demanded.rush(come, reader.language, zone)]
    if intent.recipient:
        lists.append(
            [
                say(reader.language, "margin.heading.short"),
                *margined.short(margins.figured(tx, found.period, Scope(), by=by), reader.language),
            ]
        )
    more = [section("\n".join([f"*{lines[0]}*", *lines[1:]])) for lines in lists]
    return Post(shown.text, (*shown.blocks[:-2], *more, *shown.blocks[-2:]))


def _board(tx: Tx, day: date, reader: Person, desk: Desk) -> Post:
    """What somebody must look at today."""
    language, today = reader.language, Period(day, day)
    found = summarise(tx, today, by=actor.clock("digest"))
    title = say(language, "summary.post.morning", day=periods.spelled(today, language, desk.rules.desk.zone))
    counts = summary.today(found, language)
    sections = []
    for group in BOARD:
        views = behind(tx, group, today, Scope())
        if views:
            sections.append("\n".join([f"*{say(language, f'slack.group.{group}')} ({len(views)})*", *lines(views, reader, desk.links)]))
    sections += problems.today(stored.due(tx, day), surges.now(tx), reader)
    shown = [section(piece) for text in (counts, *sections) for piece in pieces(text, 3000)]
    return Post("\n".join([title, counts]), (header(title), *shown, summary.opening(found, language)))
