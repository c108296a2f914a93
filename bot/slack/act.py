"""Run what was said: one command, and what the asker is told of it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.quarantine import undecided
from bot.slack import answers, guide, help, problems, report, suggesting, team, vocabulary, wishes
from bot.slack import text as markup
from bot.slack.alarms import waiting
from bot.slack.answers import customer_card, done, found, leaving, listed, shown, taken_back
from bot.slack.cards import guarded
from bot.slack.days import decided
from bot.slack.due import explained
from bot.slack.front import Front
from bot.slack.money import MONEY, told
from bot.slack.post import Post
from bot.slack.say import Said, asked_about
from bot.words import say
from bot.words.times import marked
from claims.actor import person as actor
from claims.article import Use
from claims.claim import Claim
from claims.errors import Helping, Missing, NotFound, Taken
from commands import take as taking
from commands.acting import is_lead
from commands.escalate import leads
from commands.explain import explain
from commands.feature import board, decide
from commands.fees import fees
from commands.find import find, list_claims
from commands.guide import playbook
from commands.heed import once
from commands.holiday import holiday
from commands.know import Customer, customer
from commands.merge import merge
from commands.note import changed
from commands.notice import announced
from commands.open import Told, open_claim
from commands.problem import Caused
from commands.problem import listed as listed_problems
from commands.resolve import Resolution
from commands.show import Entry, Person, show, story
from commands.soon import Soon, reply_soon, resolve_soon, undo
from commands.staff import Colleague
from commands.suggest import suggest
from commands.verbs import Kind, Verb

Given = Mapping[str, Any]

_CLAIM = re.compile(r"#?\d{1,12}(?:-[0-9A-Za-z]{6})?")

_CHANNELS = {"open": "slack", "phone": "phone"}
SUBJECT = 120
"""Characters of a first line that becomes the subject of a claim opened here."""


async def act(front: Front, said: Said, person: Person, *, key: str | None = None) -> Post | None:
    """Do it in the name of `person`. `key`: the event's id; None then means it was done before. Raises what the command raises."""
    given = await plain(front, said.verb, said.given)
    if said.language:
        person = replace(person, language=said.language)
    return await _RUNS.get(said.verb.name, _run)(front, said, given, person, key)


async def plain(front: Front, verb: Verb, given: Given) -> dict[str, Any]:
    """The parts with Slack's markup turned into plain words, and whoever is named made known. Raises NotAllowed for a guest."""
    if not given:
        return {}
    typed = {part.name for part in verb.parts if part.kind in (Kind.TEXT, Kind.TEXTS)}
    named = [each for name in typed for each in markup.mentioned(str(given.get(name, "")))]
    names = await front.people.called(named)
    for each in _persons(verb, given):
        await front.people.named(each)
    return {name: _plain(value, names) if name in typed else value for name, value in given.items()}


def _plain(value: Any, names: Mapping[str, str]) -> Any:
    """A text, or one in each language."""
    if isinstance(value, Mapping):
        return {name: markup.words(each, names) for name, each in value.items()}
    return markup.words(value, names)


def _persons(verb: Verb, given: Given) -> list[str]:
    """Everybody whom the parts name by their id."""
    habits = given.get("habits") or {}
    named = [given[part.name] for part in verb.parts if part.kind in (Kind.PERSON, Kind.DEPUTY) and part.name in given]
    return [*named, *(value for name, value in habits.items() if name == "deputy" and value != "off")]


def resolution(given: Given) -> Resolution:
    """From the parts of the verb resolve."""
    factor, cause = given["cause"]
    use, article = given.get("noted") or (Use.NEW, "")
    done = (given["claim_class"], factor, cause, given["text"], given["minutes"], given["chargeable"])
    return Resolution(*done, given.get("department"), use, article)


async def _run(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """Every verb whose command takes the number and the parts by name."""
    result = await _ran(front, said, given, person, key)
    return None if result is None else _done(said, result, person)


async def _ran(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Any:
    """What the verb's command gives; None where it was done before."""
    command: Callable[..., Any] = said.verb.run
    return await front.desk.database.run(once, key, command, said.number, **given, by=actor(person.id))


def _done(said: Said, result: Any, person: Person) -> Post:
    return done(said.verb.name, (said.number or "").lstrip("#"), person, result if isinstance(result, Claim) else None)


async def _promise(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """The receipt says what the customer reads, in the customer's zone."""
    read, number = front.desk.database.read, said.number or ""
    was = (await read(show, number)).claim.update_due
    result = await _ran(front, said, given, person, key)
    if result is None:
        return None
    organisation = (await read(show, result.number)).organisation
    zone = (organisation.zone if organisation else None) or front.desk.rules.desk.zone
    return answers.promised(result, was, given.get("reason_told") or "", person, zone)


async def _escalate(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """The receipt says who was asked."""
    result = await _ran(front, said, given, person, key)
    if result is None:
        return None
    asked = [given["to"]] if given.get("to") else await front.desk.database.read(leads)
    if not asked:
        return done("escalate_nobody", result.number, person)
    names = await front.people.names(asked)
    return done("escalate", result.number, person, to=markup.escape(", ".join(names.get(each, each) for each in asked)))


async def _callback(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    result = await _ran(front, said, given, person, key)
    if result is None:
        return None
    if given.get("off"):
        return done("called_back", result.number, person)
    return done("callback", result.number, person, at=marked(given["at"], person.language, person.zone))


async def _mute(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    result = await _ran(front, said, given, person, key)
    return None if result is None else done("unmute" if given.get("off") else "mute", result.number, person)


async def _take(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """A claim that somebody else has is kept as wanted, too, unless whoever wants it helps with it: two people nearly did the same work."""
    try:
        return await _run(front, said, given, person, key)
    except Helping:
        raise
    except Taken as refusal:
        if refusal.values["owner"] == person.id:
            return Post(say(person.language, "refusals.taken_yours", number=refusal.values["number"]))
        if said.number:
            await front.desk.database.run(once, key, taking.refused, said.number, by=actor(person.id))
        raise


async def _link(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    result = await _ran(front, said, given, person, key)
    return None if result is None else answers.mates(result, person.language, off=bool(given.get("off")))


async def _merge(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    result = await front.desk.database.run(once, key, merge, said.number or "", given["into"], by=actor(person.id))
    if result is None:
        return None
    seen = await front.desk.database.read(show, result.number)
    into = seen.joined.claim.number if seen.joined else given["into"]
    days = front.desk.rules.days.undo
    return Post(say(person.language, "slack.answer.merge", number=result.number, into=into, days=days))


async def _resolve(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """A result typed in one line may be taken back as an answer may; the receipt says where its class is another one."""
    was = (await front.desk.database.read(show, said.number or "")).claim.claim_class
    result = await front.desk.database.run(once, key, resolve_soon, said.number or "", resolution(given), by=actor(person.id))
    changed = answers.another_class(was, given["claim_class"], person.language)
    if isinstance(result, Soon):
        return _leaving(front, said, result, person, changed)
    return None if result is None else Post(_done(said, result, person).text + changed)


async def _triage(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """The receipt says what was undone by it, and of what works as designed first what that needs."""
    read, number = front.desk.database.read, said.number or ""
    before = await read(fees, number)
    result = await _ran(front, said, given, person, key)
    if result is None:
        return None
    receipt = done("triage", result.number, person, result, first=guarded(await read(show, result.number)))
    return answers.undone(receipt, before, await read(fees, result.number), person)


async def _reply(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """An answer typed in one line may be taken back for some seconds."""
    result = await front.desk.database.run(once, key, reply_soon, said.number or "", given["text"], by=actor(person.id))
    if isinstance(result, Soon):
        return _leaving(front, said, result, person)
    return None if result is None else _done(said, result, person)


def _leaving(front: Front, said: Said, soon: Soon, person: Person, more: str = "") -> Post:
    return leaving((said.number or "").lstrip("#"), soon, front.desk.rules.limits.undo_seconds, person.language, more)


async def take_back(front: Front, identity: str, person: Person, *, seen: bool) -> Post:
    """The button behind an answer that has not left yet; `seen`: its words stand in the thread. Raises NotFound where it has."""
    taken = await front.desk.database.run(undo, identity, seen=seen, by=actor(person.id))
    return taken_back(taken, person.language)


async def _open(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """A claim in a customer's name, who telephoned perhaps; the first line is its subject where none is given."""
    text = given["text"]
    subject = given.get("subject") or markup.one_line(text.strip().splitlines()[0], SUBJECT)
    told = Told(address=given["address"], name=given.get("name") or "", subject=subject, text=text)
    result = await front.desk.database.run(once, key, open_claim, told, channel=_CHANNELS[said.verb.name], by=actor(person.id))
    return None if result is None else _done(said, result, person)


async def _customer(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    command: Callable[..., Any] = customer
    which, settings = await _which(front, given["which"]), given.get("settings") or {}
    if settings.get("account_owner"):
        await front.people.named(settings["account_owner"])
    result = await front.desk.database.run(once, key, command, which, **settings, by=actor(person.id))
    return None if result is None else customer_card(result, person.language, _pages(front, result))


def _pages(front: Front, found: Customer) -> list[str]:
    """Where those who may see all claims of a customer see them."""
    links, days = front.desk.links, front.desk.rules.days.overview
    return [links.overview(each.id, each.overview, front.desk.clock(), days) for each in found.readers if each.overview]


async def _which(front: Front, which: str) -> str:
    """A customer by name or domain, or by one of their claims. Raises NotFound where the claim's customer is no organisation."""
    if not _CLAIM.fullmatch(which):
        return which
    view = await front.desk.database.read(show, which)
    if view.organisation is None:
        raise NotFound(what="customer", name=view.contact.address)
    return view.organisation.name


async def _show(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    view = await front.desk.database.read(show, said.number or "")
    entries = await front.desk.database.read(story, view.claim.number, public=False)
    names = await front.people.names(_actors(entries))
    return shown(view, entries, names, person, front.desk.links, await front.desk.database.read(changed, view.claim.number))


def _actors(entries: tuple[Entry, ...]) -> list[str]:
    return [each.event.actor.id for each in entries if each.event]


async def _team(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """Verbs about colleagues."""
    command: Callable[..., Any] = said.verb.run
    result = await front.desk.database.run(once, key, command, **given, by=actor(person.id))
    if isinstance(result, Colleague):
        front.people.changed(result.person)
        person = result.person if result.person.id == person.id else person
    return None if result is None else team.shown(result, person, front.desk)


async def _holiday(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    command: Callable[..., Any] = holiday
    result = await front.desk.database.run(once, key, command, **given, by=actor(person.id))
    return None if result is None else decided(result, await front.people.names([each.by.id for each in result.entries]), person)


async def _due(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    return explained(await front.desk.database.read(explain, said.number or ""), person)


async def _list(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    if given.keys() - {"state"}:
        return await report.listed_behind(front, given, person)
    state = given.get("state")
    views = await front.desk.database.read(list_claims, state=state)
    name = vocabulary.state(state, person.language) if state else ""
    title = say(person.language, "slack.list.state" if state else "slack.list.all", count=len(views), state=name)
    return listed(title, views, person, front.desk.links)


async def _quarantine(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    return waiting(*await undecided(front.desk), person.language)


async def _mine(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    views = await front.desk.database.read(list_claims, owner=person.id)
    return listed(say(person.language, "slack.list.mine", count=len(views)), views, person, front.desk.links)


async def _unowned(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    views = await front.desk.database.read(list_claims, unowned=True)
    return listed(say(person.language, "slack.list.unowned", count=len(views)), views, person, front.desk.links)


async def _late(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    views = await front.desk.database.read(list_claims, late=True)
    return listed(say(person.language, "slack.list.late", count=len(views)), views, person, front.desk.links)


async def _find(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    if not given.get("words"):
        raise Missing(field="words")
    return found(given["words"], await front.desk.database.read(find, given["words"]), person, front.desk.links)


async def _playbook(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    return guide.shown(await front.desk.database.read(playbook, given.get("claim_class"), language=person.language))


async def _suggest(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    view = await front.desk.database.read(show, said.number or "")
    return suggesting.answered(await front.desk.database.read(suggest, view.claim.number), view.claim.number, person.language)


async def _features(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    return wishes.shown(await front.desk.database.read(board), person)


async def _decide(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    command: Callable[..., Any] = decide
    result = await front.desk.database.run(once, key, command, **given, by=actor(person.id))
    return None if result is None else wishes.decided(result, person)


async def _problem(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    result = await _ran(front, said, given, person, key)
    return None if result is None else problems.linked(result, person)


async def _problems(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    found = await front.desk.database.read(listed_problems, given.get("problem"))
    if isinstance(found, Caused):
        return problems.one(found, await front.people.names([found.problem.owner]), person, front.desk.links)
    return problems.board(found, await front.people.names([each.problem.owner for each in found]), person)


async def _about_problem(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    command: Callable[..., Any] = said.verb.run
    result = await front.desk.database.run(once, key, command, **given, by=actor(person.id))
    return None if result is None else problems.done(said.verb.name, result, person)


async def _fixed(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """With how many notices are to be sent now."""
    command: Callable[..., Any] = said.verb.run
    result = await front.desk.database.run(once, key, command, **given, by=actor(person.id))
    if result is None:
        return None
    ready = await front.desk.database.read(announced, result.name, by=actor(person.id))
    return problems.done("fixed", result, person, count=len(ready.claims))


async def _surge(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    command: Callable[..., Any] = said.verb.run
    result = await front.desk.database.run(once, key, command, **given, by=actor(person.id))
    return None if result is None else problems.surge(result, person)


async def _help(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    """One verb where it is named, also not quite. Raises Ambiguous."""
    if verb := asked_about(str(given.get("about", ""))):
        return help.explained(verb, person)
    mine = await front.desk.database.read(list_claims, owner=person.id)
    unowned = await front.desk.database.read(list_claims, unowned=True)
    lead = await front.desk.database.read(is_lead, by=actor(person.id))
    return help.overview(mine, unowned, person, front.desk.links, lead=lead)


async def _money(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post | None:
    """Verbs about fees; what they leave is told with how the claim stands in money."""
    command: Callable[..., Any] = said.verb.run
    result = await front.desk.database.run(once, key, command, said.number, **given, by=actor(person.id))
    return None if result is None else told(said.verb.name, result, person)


async def _fees(front: Front, said: Said, given: Given, person: Person, key: str | None) -> Post:
    known = await front.desk.database.read(fees, said.number or "")
    names = await front.people.names(list(dict.fromkeys(each.person for each in known.entries)))
    return told("fees", known, person, names)


Run = Callable[[Front, Said, Given, Person, str | None], Awaitable[Post | None]]

_RUNS: Mapping[str, Run] = {
    "take": _take,
    "promise": _promise,
    "escalate": _escalate,
    "callback": _callback,
    "mute": _mute,
    "reply": _reply,
    "resolve": _resolve,
    "triage": _triage,
    "merge": _merge,
    "link": _link,
    "open": _open,
    "phone": _open,
    "customer": _customer,
    "show": _show,
    "due": _due,
    "holiday": _holiday,
    "away": _team,
    "back": _team,
    "duty": _team,
    "people": _team,
    "whoami": _team,
    "list": _list,
    "mine": _mine,
    "unowned": _unowned,
    "late": _late,
    "quarantine": _quarantine,
    "find": _find,
    "summary": report.summarised,
    "compare": report.compared,
    "mark": report.marked,
    "playbook": _playbook,
    "features": _features,
    "suggest": _suggest,
    "decide": _decide,
    "help": _help,
    "problem": _problem,
    "problems": _problems,
    "known": _about_problem,
    "fixed": _fixed,
    "review": _about_problem,
    "surge": _surge,
    "fees": _fees,
    **dict.fromkeys(MONEY, _money),
}
