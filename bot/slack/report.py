"""Summaries asked for: by a verb, in plain words, and by the buttons under one. What is asked only its asker sees."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import structlog

from bot import charts
from bot.slack import asking, figured, periods, summary, vocabulary
from bot.slack import demand as demanded
from bot.slack import margins as margined
from bot.slack.answers import listed
from bot.slack.asking import Question
from bot.slack.front import Front
from bot.slack.post import Post
from bot.slack.say import Said, is_unknown, led, meant_elsewhere, parse
from bot.slack.text import escape
from bot.words import say
from claims.actor import person as actor
from claims.errors import Ambiguous, Elsewhere, NotFound, Refusal, Untimely
from claims.group import NOW, Group
from claims.lifecycle import State
from claims.metrics import ENOUGH
from claims.period import Period
from commands import demand, margins
from commands.acting import is_lead
from commands.compare import compare
from commands.find import numbered
from commands.heed import once
from commands.know import called, is_known, organisation_named
from commands.mark import mark
from commands.show import Listed, Person
from commands.summarise import Scope, behind, summarise
from commands.table import safe
from commands.trace import Traced, rows, trace
from commands.verbs import named

Given = Mapping[str, Any]
COUNTED = 10_000
"""Claims behind a number at most: as many are counted in the heading of their list."""
_SCOPED = ("summary", "list", "compare")
"""Verbs that may be asked of a customer."""

_MISSED = {Group.LATE: Group.RESOLUTION_MISSED, Group.OVERDUE: Group.RESOLUTION_MISSED}
"""What the late ones of a period that is over are."""

COLUMNS = (
    *("number", "groups", "state", "class", "priority", "owner", "customer", "product", "subject", "received", "first_due"),
    *("first_answered", "update_due", "resolution_due", "resolved", "closed", "closed_as", "reopened", "minutes"),
)

log = structlog.get_logger()


async def understood(front: Front, typed: str, person: Person, *, thread: str | None = None) -> Said | Post:
    """A verb, else a question in plain words, else what can be asked. Raises what the parser raises where a verb was meant."""
    zone = front.desk.rules.desk.zone
    try:
        said = asking.completed(led(parse(typed, now=front.desk.clock(), zone=person.zone, thread=thread)), front.desk.clock(), zone)
        said = said if said.verb.name not in _SCOPED or not asking.is_sentence(typed) else replace(said, language=asking.language(typed))
        said = said if said.verb.numbered else said.complete_or_form()  # what names a claim is no question, whatever is wrong with it
    except Refusal as refusal:
        if _is_exact(typed) or _is_stranger(refusal) or _is_no_period(refusal):
            raise
        asked = is_unknown(refusal) or asking.has_rule(typed)  # behind a verb a day alone is one of its parts
        question = await _question(front, typed, person) if asked else None
        if (question or is_unknown(refusal)) and (found := await _of_claim(front, typed, asked=question is not None)):
            return found
        if question is not None:
            return question
        if is_unknown(refusal) and thread is None and _is_asked(typed, sure=isinstance(refusal, Ambiguous)):
            return summary.examples(asking.language(typed))
        raise
    await _meant_here(front, said, thread)
    loose = not said.verb.numbered and not said.verb.parts and len(typed.split()) > 1
    return (await _question(front, typed, person) if loose else None) or await _of_customer(front, said.complete_or_form(), typed, person)


async def _of_customer(front: Front, said: Said, typed: str, person: Person) -> Said | Post:
    """What stands where a customer's name would, and is none: `summary 실적` is a question. One that is not understood is answered with
    what can be asked; any other word may have been a name, and the command says that there is no such one."""
    which = said.given.get("which")
    if which is None or said.verb.name not in _SCOPED or await front.desk.database.read(is_known, which):
        return said
    words = typed if said.verb.name == "compare" else typed.partition(" ")[2]
    question = await _question(front, words, person)
    if isinstance(question, Post):
        return question
    if question and (asking.is_plain(which) or "which" in question.given):
        kept = {name: value for name, value in said.given.items() if name in ("owner", "claim_class")}
        return replace(question, given=kept | question.given)
    return summary.examples(asking.language(words)) if asking.is_asked(which) else said


async def _meant_here(front: Front, said: Said, thread: str | None) -> None:
    """Raises Elsewhere where words typed in one claim's thread begin with another one's number: a customer would read the other's."""
    number = meant_elsewhere(said) if thread and said.number == thread else None
    other = await front.desk.database.read(numbered, number) if number else None
    if other and other.claim.number != thread:
        raise Elsewhere(number=other.claim.number, value=number, verb=said.verb.name)


def _is_exact(typed: str) -> bool:
    """Whether it begins with a verb that does nothing without its parts: what is wrong with them is said, not answered as a question."""
    verb = named((typed.split() or [""])[0])
    return verb is not None and bool(verb.parts) and all(part.needed for part in verb.parts)


def _is_stranger(refusal: Refusal) -> bool:
    """Whether it names somebody Slack knows nobody by: that is no word of a question, though "nobody" is one."""
    return isinstance(refusal, NotFound) and refusal.values["what"] == "named"


def _is_no_period(refusal: Refusal) -> bool:
    """Whether what was meant for a period is none: it is not answered for another one."""
    return isinstance(refusal, Untimely) and refusal.values["why"] == "span"


def _is_asked(typed: str, *, sure: bool) -> bool:
    """Whether it may be a question at all: more than a word, and no claim's number behind a verb that there is not. `sure`: whether it is
    one, as its first word is nearly a verb: "how" is like "show"."""
    words = typed.split()
    asked = "?" in typed or (len(words) > 1 and (not sure or asking.has_rule(typed)))
    return asked and not any(word.strip("#?").isdigit() for word in words)


async def _of_claim(front: Front, typed: str, *, asked: bool) -> Said | None:
    """`1042 how is it?` is asked of the claim, where there is such a one, and not of the desk. `asked`: whether a rule took it as a
    question; else its mark makes it one."""
    number, _, words = typed.strip().partition(" ")
    if not number.lstrip("#").partition("-")[0].isdigit() or not words.strip() or not (asked or words.rstrip().endswith("?")):
        return None
    known = await front.desk.database.read(numbered, number)
    return parse(number, now=front.desk.clock(), zone=front.desk.rules.desk.zone) if known else None


async def _question(front: Front, typed: str, person: Person) -> Said | Post | None:
    """What a question asks for, or why it cannot be answered, in its language."""
    customers = [asking.Named(*each) for each in await front.desk.database.read(called)]
    try:
        return asking.read(typed, customers, now=front.desk.clock(), zone=front.desk.rules.desk.zone, me=person.id)
    except Refusal as refusal:
        return Post(escape(await front.explained(refusal, asking.language(typed), person.zone)))


async def summarised(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    """The summary of a period, or the answer to a question about it."""
    focus = Question(given.get("focus") or Question.SUMMARY)
    if focus in (Question.CAUSES, Question.DEMAND):
        narrowed = {name: given[name] for name in ("claim_class", "which") if given.get(name)}
        come = await front.desk.database.read(demand.demand, given.get("period"), **narrowed)
        return demanded.drawn(come, person.language, front.desk.rules.desk.zone, focus)
    asked = {name: given[name] for name in ("owner", "claim_class", "which") if given.get(name)}
    if focus is Question.MONEY:
        kept = await front.desk.database.read(margins.money, given.get("period"), **asked, by=actor(person.id))
        return margined.drawn(kept, person.language, front.desk.rules.desk.zone, summary.packed(kept.period, kept.scope))
    found = await front.desk.database.read(summarise, given.get("period"), **asked, by=actor(person.id))
    return summary.drawn(found, person.language, front.desk.rules.desk.zone, focus=focus)


async def compared(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    found = await front.desk.database.read(compare, **given, by=actor(person.id))
    return summary.compared(found, person.language, front.desk.rules.desk.zone)


async def marked(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    made = await front.desk.database.run(once, key, mark, given["day"], given["text"], by=actor(person.id))
    if made is None:
        return None
    told = periods.spelled(Period(made.day, made.day), person.language, front.desk.rules.desk.zone)
    return Post(say(person.language, "summary.mark.done", day=told, text=given["text"]))


async def listed_behind(front: Front, given: Given, person: Person) -> Post:
    """The claims of a group, of whoever is named, in the state that is named; where only a period is, those received in it, or ended in
    it where that is their state. What is late now is not what was late in a period that is over: of that one those that missed their
    time are listed."""
    organisation = await front.desk.database.read(organisation_named, given["which"]) if given.get("which") else None
    scope = Scope(given.get("owner"), organisation.id if organisation else None, given.get("claim_class"))
    asked, state = given.get("period"), given.get("state")
    group: Group | None = given.get("group") or (_in_period(state) if asked else None if state else Group.OPEN)
    over = asked is not None and asked.ends(front.desk.rules.desk.zone) <= front.desk.clock()
    return await _behind(front, _MISSED.get(group, group) if over and group else group, asked, scope, person, state)


def _in_period(state: State | None) -> Group:
    """What a period is about where nothing else says it."""
    return {State.RESOLVED: Group.RESOLVED, State.CLOSED: Group.ENDED}.get(state, Group.RECEIVED) if state else Group.RECEIVED


async def opened(front: Front, value: str, person: Person) -> Post:
    """A number was pressed: exactly the claims it counts."""
    group, asked, scope = summary.unpacked(value)
    return await _behind(front, Group(group), asked, scope, person)


async def _behind(
    front: Front, group: Group | None, asked: Period | None, scope: Scope, person: Person, state: State | None = None
) -> Post:
    zone, language, now = front.desk.rules.desk.zone, person.language, front.desk.clock()
    views = await front.desk.database.read(behind, group, asked, scope, COUNTED, state)
    period = periods.named(asked, language, now, zone) if asked and group not in NOW else ""
    key = "title" if period else "title_today" if asked else "again" if group is Group.REOPENED else "title_now"
    title = say(language, f"summary.open.{key}", group=_called(group, state, language), period=period, count=len(views))
    foot = say(language, "summary.open.rate") if group is Group.REOPENED else ""
    return listed(title, views, person, front.desk.links, foot)


def _called(group: Group | None, state: State | None, language: str) -> str:
    name = say(language, f"slack.group.{group}") if group else ""
    if state is None:
        return name
    told = vocabulary.state(state, language)
    return say(language, "summary.open.in_state", group=name, state=told) if group else told


async def send_csv(front: Front, value: str, person: Person) -> Post:
    """Every claim behind the numbers as a table, to the asker alone."""
    _, asked, scope = summary.unpacked(value)
    lead = await front.desk.database.read(is_lead, by=actor(person.id))
    found = await front.desk.database.read(rows, asked, scope, lead=lead or scope.owner == person.id)
    spelled = periods.spelled(asked, person.language, front.desk.rules.desk.zone)
    text = say(person.language, "summary.open.csv_text", period=spelled, n=len(found))
    name = f"claims-{asked.first}-{asked.last}.csv"
    return await _send(front, person, text, [(name, table(found.values()))])


async def send_margins(front: Front, value: str, person: Person) -> Post:
    """The rows that a margin is added up from, to the asker alone. Raises NotAllowed for whoever may not see it."""
    _, asked, scope = summary.unpacked(value)
    found = await front.desk.database.read(margins.figured, asked, scope, by=actor(person.id))
    text = say(
        person.language, "margin.csv_text", period=periods.spelled(asked, person.language, front.desk.rules.desk.zone), n=len(found.rows)
    )
    return await _send(front, person, text, [(f"margin-{asked.first}-{asked.last}.csv", _csv(margined.COLUMNS, margined.table(found)))])


async def send_charts(front: Front, value: str, person: Person) -> Post:
    _, asked, scope = summary.unpacked(value)
    traced = await front.desk.database.read(trace, asked, scope)
    told = pictured(traced, person.language)
    pictures = await charts.drawn(told, front.desk.settings.data_dir / "charts")
    if pictures is None:
        log.error("charts could not be drawn")
        return Post(say(person.language, "summary.open.no_charts"))
    spelled = periods.spelled(asked, person.language, front.desk.rules.desk.zone)
    return await _send(front, person, say(person.language, "summary.open.charts_text", period=spelled), pictures)


async def _send(front: Front, person: Person, text: str, files: list[tuple[str, bytes]]) -> Post:
    """A direct message, and the files under it. https://docs.slack.dev/reference/methods/chat.postMessage#channels"""
    posted = await front.client.chat_postMessage(channel=person.id, text=text)
    uploads = [{"file": data, "filename": name, "title": name} for name, data in files]
    await front.client.files_upload_v2(channel=posted["channel"], thread_ts=posted["ts"], file_uploads=uploads)
    return Post(say(person.language, "summary.open.sent"))


def table(found: Iterable[tuple[Listed, list[Group]]]) -> bytes:
    """Claims with the numbers that count them."""
    return _csv(COLUMNS, (_row(each, groups) for each, groups in found))


def _csv(columns: Sequence[str], found: Iterable[Iterable[Any]]) -> bytes:
    """CSV as spreadsheets open it: UTF-8 with its mark, nothing read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in found)
    return out.getvalue().encode("utf-8-sig")


def _row(each: Listed, groups: list[Group]) -> tuple[Any, ...]:
    claim = each.claim
    times = (
        claim.opened_at,
        claim.first_due,
        claim.first_answered_at,
        claim.update_due,
        claim.resolution_due,
        claim.resolved_at,
        claim.closed_at,
    )
    return (
        *(claim.number, " ".join(groups), claim.state, claim.claim_class, claim.priority, each.owner.name if each.owner else None),
        *(each.organisation.name if each.organisation else each.contact.address, claim.product, claim.subject),
        *(at.isoformat(timespec="seconds") if isinstance(at, datetime) else None for at in times),
        *(claim.close_reason, claim.reopened, claim.minutes),
    )


def pictured(traced: Traced, language: str) -> dict[str, Any]:
    """What bot.charts draws, in words."""
    weeks = traced.backlogs if len(traced.backlogs) > 1 else ()
    bars = [{"day": f"{each.day.month}/{each.day.day}", "ages": list(each.ages), "late": each.late} for each in weeks]
    shares, total = traced.shares, figured.span(traced.shares.total, language)
    shown = shares.minutes if shares.n >= ENOUGH else {}
    stages = sorted((each for each in shown if shown[each]), key=lambda each: -shown[each])
    return {
        "backlog": {
            "title": say(language, "summary.chart.backlog"),
            "ages": say(language, "summary.chart.ages").split(", "),
            "late": say(language, "summary.chart.late"),
            "limit": traced.limit,
            "limit_name": say(language, "summary.chart.limit"),
            "bars": bars,
            "marks": [{"place": _place(traced, mark.day), "text": mark.text[:24]} for mark in traced.marks],
            "none": say(language, "summary.chart.none"),
        },
        "stages": {
            "title": say(language, "summary.chart.chain", n=shares.n),
            "bars": [
                {
                    "stage": str(each),
                    "share": shares.share(each),
                    "name": figured.stage(each, language),
                    "told": f"{figured.share(shares.share(each), language)}, {figured.span(shares.minutes[each], language)}",
                }
                for each in stages
            ],
            "total": say(language, "summary.chart.total", total=total),
            "none": say(language, "summary.little", n=shares.n),
        },
    }


def _place(traced: Traced, day: date) -> float:
    """Where a day lies between the bars, which are a week apart."""
    last = traced.backlogs[-1].day
    return max(-0.5, len(traced.backlogs) - 1 - (last - day).days / 7)
