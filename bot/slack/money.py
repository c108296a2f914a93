"""What is told of fees: a quote that left, minutes written down, a statement, and how a claim stands in money."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.slack import blocks
from bot.slack.post import Post
from bot.slack.text import escaped, pieces
from bot.words import say
from bot.words.times import day, money, when, worked
from claims.claim import Claim
from claims.quotes import Quote
from claims.statements import CHARGED
from claims.worklog import Entry
from commands.bill import Statement
from commands.fees import Account
from commands.log import Logged
from commands.quote import Quoted
from commands.show import Person

MONEY = ("quote", "endorse", "unquote", "log", "correct", "start", "stop", "bill", "credit", "uphold")
WHAT = 80
SHOWN = 15
"""Entries and lines that are shown; the page has all."""


def told(verb: str, result: Any, person: Person, names: Mapping[str, str] | None = None) -> Post:
    """What came of a verb, in the reader's language."""
    text = "\n".join(_TOLD[type(result)](verb, result, person, names or {}))
    return Post(text, tuple(blocks.section(each) for each in pieces(text, blocks.TEXT)))


def _quoted(verb: str, result: Quoted, person: Person, names: Mapping[str, str]) -> Iterator[str]:
    language, key = person.language, "held" if result.held else result.quote.state
    yield say(language, f"slack.money.quoted_{key}", number=result.claim.number, quote=result.quote.number)
    yield _offer(result.quote, person)


def _offer(quote: Quote, person: Person) -> str:
    offer, language = quote.offer, person.language
    return say(
        language,
        "slack.money.offer",
        quote=quote.number,
        state=say(language, f"slack.quote_state.{quote.state}"),
        time=worked(offer.estimate, language),
        supply=money(offer.sum.supply, offer.currency, language),
        total=money(offer.sum.total, offer.currency, language),
        until=day(quote.valid_until, language, person.zone) if quote.valid_until else "–",
    )


def _logged(verb: str, result: Logged, person: Person, names: Mapping[str, str]) -> Iterator[str]:
    language, minutes = person.language, sum(each.minutes for each in result.entries)
    yield say(language, "slack.money.logged", number=result.account.claim.number, time=worked(minutes, language))
    if result.free:
        yield say(language, "slack.money.before_approval", time=worked(result.free, language))
    yield from _standing(result.account, person)


def _standing(known: Account, person: Person) -> Iterator[str]:
    language = person.language
    yield say(language, "slack.money.cost", cost=money(known.cost, known.currency, language), time=worked(known.minutes, language))
    if known.approved:
        cap = money(known.approved.offer.cap, known.currency, language)
        yield say(language, "slack.money.used", quote=known.approved.number, percent=known.percent, cap=cap)
    if known.contract:
        left = say(language, "slack.card.incidents", count=known.incidents) if known.incidents is not None else worked(known.left, language)
        yield say(language, "slack.money.left", time=left)


def _account(verb: str, known: Account, person: Person, names: Mapping[str, str]) -> Iterator[str]:
    language = person.language
    yield f"*{say(language, 'slack.money.title', number=known.claim.number)}*"
    yield from _standing(known, person)
    yield from (_offer(each, person) for each in known.quotes)
    yield from (_entry(each, names, person) for each in known.entries[-SHOWN:])
    for each in known.statements:
        yield from _statement(verb, each, person, names)


def _entry(entry: Entry, names: Mapping[str, str], person: Person) -> str:
    language = person.language
    return say(
        language,
        "slack.money.entry",
        entry=entry.id,
        at=when(entry.start, language, person.zone),
        time=worked(entry.minutes, language),
        charge=say(language, f"slack.worked.{entry.charge}"),
        name=escaped(names.get(entry.person, entry.person), WHAT),
        what=escaped(entry.what, WHAT),
    )


def _statement(verb: str, statement: Statement, person: Person, names: Mapping[str, str]) -> Iterator[str]:
    language, place = person.language, 0
    total = money(statement.sum.total, statement.currency, language)
    yield say(language, "slack.money.statement", number=statement.number, total=total)
    for line in statement.lines[:SHOWN]:
        place += line.kind in CHARGED
        amount, dispute = money(line.amount, statement.currency, language), statement.dispute_of(line.id)
        told = say(language, f"slack.money.line_{line.kind}", line=place, time=worked(line.minutes, language), amount=amount)
        yield f"{told} · {say(language, f'slack.money.dispute_{dispute.state}', words=escaped(dispute.words, WHAT))}" if dispute else told


def _claim(verb: str, claim: Claim, person: Person, names: Mapping[str, str]) -> Iterator[str]:
    yield say(person.language, f"slack.money.{verb}", number=claim.number)


_TOLD: Mapping[type, Callable[[str, Any, Person, Mapping[str, str]], Iterator[str]]] = {
    Quoted: _quoted,
    Logged: _logged,
    Account: _account,
    Statement: _statement,
    Claim: _claim,
}
