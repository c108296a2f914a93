"""Questions in plain words, Korean or English: rules from the words files, and no service outside."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from bot.slack import periods
from bot.slack.parts import plain
from bot.slack.say import Said
from bot.slack.text import mentioned
from bot.words import LANGUAGES, say
from claims.errors import Ambiguous, NotFound
from claims.group import Group
from commands.verbs import named


class Question(StrEnum):
    """What can be asked, in the order in which the rules are tried."""

    DEMAND = "demand"
    PEOPLE = "people"
    MONEY = "money"
    CAUSES = "causes"
    UNOWNED = "unowned"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    WAITING = "waiting"
    REOPENED = "reopened"
    CHAIN = "chain"
    SUMMARY = "summary"


_LISTS = {
    Question.UNOWNED: Group.UNOWNED,
    Question.DUE_TODAY: Group.DUE_TODAY,
    Question.OVERDUE: Group.OVERDUE,
    Question.WAITING: Group.WAITING,
    Question.REOPENED: Group.REOPENED,
}


@dataclass(frozen=True, slots=True)
class Named:
    """A customer, and what questions call them: the name, and the domains' first parts."""

    id: int
    name: str
    calls: tuple[str, ...]


_HANGUL = re.compile("[가-힣]")
_ENDING = re.compile("(?:의|은|는|에서|에|,|[.!?])+$")


@cache
def _pattern(question: Question) -> re.Pattern[str]:
    return re.compile("|".join(say(language, f"ask.question.{question}") for language in LANGUAGES), re.IGNORECASE)


def language(text: str) -> str:
    """In which a question is asked, and answered."""
    return "ko" if _HANGUL.search(text) else "en"


def read(text: str, customers: Iterable[Named], *, now: datetime, zone: str, me: str | None = None) -> Said | None:
    """What a question asks for, as the verb that answers it; None where no rule understands it. `me`: who asks.

    Raises NotFound where it names a customer nobody knows, Ambiguous where several are called so: neither is answered for all.
    """
    words = plain(text)
    question = next((each for each in Question if _pattern(each).search(words)), None)
    asked = periods.inside(words, now, zone)
    if question is None and asked is None:
        return None
    given = _given(text, words, question, tuple(customers), me) | ({"period": asked} if asked else {})
    verb, more = ("list", {"group": _LISTS[question]}) if question in _LISTS else ("summary", {"focus": question or Question.SUMMARY})
    return Said(_verb(verb), None, given | more, language=language(text))


def _given(text: str, words: str, question: Question | None, customers: Sequence[Named], me: str | None) -> dict[str, Any]:
    """Whose claims: of a person who is mentioned, or of who asks, of a customer who is named."""
    people, which = mentioned(text), _customer(words, customers)
    if me and not people and question is not Question.MONEY and _of_me().search(words):
        people = (me,)
    if which is None and not people and (name := _stranger(words, question)):
        which = _begun(name, customers)
    return ({"owner": people[0]} if people else {}) | ({"which": which} if which else {})


def _customer(words: str, customers: Sequence[Named]) -> str | None:
    """By what the named one is known alone: their name, else a domain of theirs. The longest call that fits counts."""
    fits = [(len(call), each) for each in customers for call in each.calls if len(call) > 1 and _is_called(call, words)]
    longest = max((length for length, _ in fits), default=0)
    found = list({each.id: each for length, each in fits if length == longest}.values())
    return _the_one(found, customers) if found else None


def _begun(name: str, customers: Sequence[Named]) -> str:
    """The customer whose name begins so. Raises NotFound, Ambiguous."""
    found = [each for each in customers if plain(each.name).startswith(name)]
    if not found:
        raise NotFound(what="customer", name=name)
    return _the_one(found, customers)


def _the_one(found: Sequence[Named], customers: Sequence[Named]) -> str:
    """By their name, or by a domain where another customer has the same name. Raises Ambiguous."""
    names = [each.name for each in customers]
    calls = [each.name if names.count(each.name) == 1 or len(each.calls) < 2 else each.calls[1] for each in found]
    if len(found) > 1:
        raise Ambiguous(value=found[0].name, choices=tuple(calls))
    return calls[0]


def _stranger(words: str, question: Question | None) -> str | None:
    """A name that no customer has: behind "of", before "'s", or where a Korean question has whom it is about, before what is asked."""
    found = (each for each in _named().finditer(words))
    names = [next(name for name in each.groups() if name) for each in found]
    if language(words) == "ko":
        head = _pattern(question).split(words)[0] if question else words
        names += [_ENDING.sub("", each) for each in periods.without(head).split()]
    return next((each for each in names if len(each) > 1 and not _others().match(each) and not _is_asked(each)), None)


def _is_asked(word: str) -> bool:
    return any(_pattern(each).fullmatch(word) for each in Question)


@cache
def _named() -> re.Pattern[str]:
    return re.compile("|".join(say(language, "ask.customer.named") for language in LANGUAGES), re.IGNORECASE)


@cache
def _of_me() -> re.Pattern[str]:
    return re.compile("|".join(say(language, "ask.customer.me") for language in LANGUAGES), re.IGNORECASE)


@cache
def _others() -> re.Pattern[str]:
    return re.compile("|".join(say(language, "ask.customer.others") for language in LANGUAGES), re.IGNORECASE)


def _is_called(call: str, words: str) -> bool:
    """Whether a customer is named: "sk" is, in "sk의 늦은 건", but not by "risk"; Korean names are written together with what follows."""
    called = plain(call)
    start = r"(?<![a-z0-9])" if called[:1].isascii() else ""
    end = r"(?![a-z0-9])" if called[-1:].isascii() else ""
    return re.search(f"{start}{re.escape(called)}{end}", words) is not None


def _verb(name: str) -> Any:
    found = named(name)
    assert found is not None
    return found
