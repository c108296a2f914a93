"""Questions in plain words, Korean or English: rules from the words files, and no service outside."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.slack import periods
from bot.slack.parts import plain
from bot.slack.periods import Told
from bot.slack.say import Said
from bot.slack.text import mentioned
from bot.words import LANGUAGES, say
from claims.errors import Ambiguous, NotFound, Untimely
from claims.group import Group
from claims.period import Named as Lately
from claims.period import Period, after, before, like, period
from commands.know import near
from commands.verbs import named


class Question(StrEnum):
    """What can be asked, in the order in which the rules are tried."""

    COMPARE = "compare"
    DEMAND = "demand"
    PEOPLE = "people"
    MONEY = "money"
    CAUSES = "causes"
    UNOWNED = "unowned"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    WAITING = "waiting"
    REOPENED = "reopened"
    FIRST = "first"
    KEPT = "kept"
    VOTES = "votes"
    PACE = "pace"
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


_LARGE = re.compile(r"(?<=[\w,;:] )[A-Z][\w&.-]*[\w&]")
_HANGUL = re.compile("[가-힣]")
_ENDING = re.compile(r"(?:(?<=\S\S)(?:의|은|는|에서|에)|[,.!?])+$")
"""What stands behind a word and is none of it; of 회의 it is."""


def language(text: str) -> str:
    """In which a question is asked, and answered."""
    return "ko" if _HANGUL.search(text) else "en"


def read(text: str, customers: Iterable[Named], *, now: datetime, zone: str, me: str | None = None) -> Said | None:
    """What a question asks for, as the verb that answers it; None where no rule understands it. `me`: who asks.

    Raises NotFound where it names a customer nobody knows, Ambiguous where several are called so: neither is answered for all; Untimely
    for dates that there are not.
    """
    words = plain(text)
    question = next((each for each in Question if _rule(f"question.{each}").search(words)), None)
    if question is None and not _dated(words, now, zone):
        return None
    told = periods.every(words, now, zone)
    known = tuple(customers)
    whose = _given(text, words, question, known, me)
    if not whose or whose == {"owner": me}:
        asked = _rule(f"question.{question}").sub(lambda found: " " * len(found[0]), words) if question else words
        unknown = _unknown(periods.without(asked, told))
        alone = question in _LISTS and len(unknown) == 1 and language(text) == "ko"
        names = (*_owning(words), *(each for each in unknown if alone or _is_name(each, text, known)))
        if names and not whose:
            whose = {"which": _begun(names[0], known)}
        elif unknown and (question in (None, Question.SUMMARY) or (language(text) == "ko" and question in _LISTS)):
            return None
    return _answering(question or Question.SUMMARY, whose, told, words, now, zone)


def _dated(words: str, now: datetime, zone: str) -> bool:
    """Whether a time is named, by which alone something may be asked."""
    try:
        return bool(periods.every(words, now, zone))
    except Untimely:
        return False


def _answering(question: Question, whose: dict[str, Any], told: Sequence[Told], words: str, now: datetime, zone: str) -> Said:
    """The verb, with whose claims it is about and when."""
    against = _rule("against").search(periods.without(words, told, "§")) is not None
    if question is Question.COMPARE or (len(told) > 1 and against):
        first, second = _sides([each for each, _, _ in told], against, now, zone)
        return Said(_verb("compare"), None, {"before": first, "after": second, **whose}, language=language(words))
    asked = periods.asked(words, told)
    verb, more = ("list", {"group": _LISTS[question]}) if question in _LISTS else ("summary", {"focus": question})
    return Said(_verb(verb), None, {**whose, **({"period": asked} if asked else {}), **more}, language=language(words))


def completed(said: Said, now: datetime, zone: str) -> Said:
    """`compare` with one period, or none, is asked of the obvious ones."""
    if said.verb.name != "compare" or not said.lacking:
        return said
    first, second = _sides([said.given["before"]] if "before" in said.given else [], True, now, zone)
    return replace(said, given={**said.given, "before": first, "after": second}, lacking=())


def is_sentence(text: str) -> bool:
    """Whether a verb is said as people speak, in whose language it is answered then."""
    return _rule("sentence").search(plain(text)) is not None


def is_plain(words: str) -> bool:
    """Whether every word is such as questions are made of."""
    rest = plain(words)
    for question in Question:
        rest = _rule(f"question.{question}").sub(" ", rest)
    return not _unknown(rest)


def is_asked(words: str) -> bool:
    """Whether something is asked, be it understood or not."""
    return "?" in words or has_rule(words)


def has_rule(words: str) -> bool:
    """Whether they ask for one of the things that can be asked."""
    return any(_rule(f"question.{each}").search(plain(words)) for each in Question)


def _sides(told: Sequence[Period], against: bool, now: datetime, zone: str) -> tuple[Period, Period]:
    """What is compared with what: the two that are named, the earlier first; the one that is named with the one before it, or with the
    present one where it is what is compared with (`지난주보다`, `than last month`); last week with this one."""
    if len(told) > 1:
        first, second = sorted(told[:2], key=lambda each: each.first)
        return first, second
    named, today = told[0] if told else period(Lately.WEEK, now, zone), now.astimezone(ZoneInfo(zone)).date()
    if not against or named.last >= today:
        return before(named), named
    present = like(named, today)
    return named, present if named.last < present.first else after(named)


def _given(text: str, words: str, question: Question | None, customers: Sequence[Named], me: str | None) -> dict[str, Any]:
    """Whose claims: of a person who is mentioned, or of who asks, of a customer who is named."""
    people, which = mentioned(text), _customer(words, customers)
    if me and not people and question is not Question.MONEY and _rule("customer.me").search(words):
        people = (me,)
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
        raise NotFound(what="customer", name=name, near=_like(name, customers))
    return _the_one(found, customers)


def _the_one(found: Sequence[Named], customers: Sequence[Named]) -> str:
    """By their name, or by a domain where another customer has the same name. Raises Ambiguous."""
    names = [each.name for each in customers]
    calls = [each.name if names.count(each.name) == 1 or len(each.calls) < 2 else each.calls[1] for each in found]
    if len(found) > 1:
        raise Ambiguous(value=found[0].name, choices=tuple(calls))
    return calls[0]


def _owning(words: str) -> list[str]:
    """Who stands behind "of", or before "'s" or 의."""
    found = (next(name for name in each.groups() if name) for each in _rule("customer.named").finditer(words))
    return [each for each in found if _says_something(each)]


def _unknown(rest: str) -> list[str]:
    """Words of a question, without those that ask and the times, that no rule knows."""
    found = (_rule("customer.company").sub(r"\1", _ENDING.sub("", each)) for each in rest.split())
    return [each for each in found if _says_something(each) and not _rule("customer.predicate").search(each)]


def _says_something(word: str) -> bool:
    return len(word) > 1 and word[0].isalnum() and not _rule("customer.others").match(word) and not _is_asked(word)


def _is_name(word: str, text: str, customers: Sequence[Named]) -> bool:
    """Whether a word that no rule knows may well be a customer's name: written large inside an English question; in a Korean one in the
    form of a company's, in Latin letters, or like a name that there is."""
    if language(text) == "en":
        return word in map(plain, _LARGE.findall(text))
    return bool(_rule("customer.company").search(word)) or word[0].isascii() or bool(_like(word, customers))


def _like(name: str, customers: Sequence[Named]) -> tuple[str, ...]:
    return near(name, ((each.id, each.name, each.calls) for each in customers))


def _is_asked(word: str) -> bool:
    return any(_rule(f"question.{each}").fullmatch(word) for each in Question)


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile("|".join(say(language, f"ask.{name}") for language in LANGUAGES), re.IGNORECASE)


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
