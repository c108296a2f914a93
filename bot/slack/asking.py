"""Questions in plain words, Korean or English: rules from the words files, and no service outside."""

import re
from collections.abc import Iterable
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
from claims.group import Group
from commands.verbs import named


class Question(StrEnum):
    """What can be asked, in the order in which the rules are tried."""

    PEOPLE = "people"
    MONEY = "money"
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


@cache
def _pattern(question: Question) -> re.Pattern[str]:
    return re.compile("|".join(say(language, f"ask.question.{question}") for language in LANGUAGES), re.IGNORECASE)


def read(text: str, customers: Iterable[Named], *, now: datetime, zone: str) -> Said | None:
    """What a question asks for, as the verb that answers it; None where no rule understands it."""
    words = plain(text)
    question = next((each for each in Question if _pattern(each).search(words)), None)
    asked = periods.inside(words, now, zone)
    if question is None and asked is None:
        return None
    given = _given(text, words, customers) | ({"period": asked} if asked else {})
    if question in _LISTS:
        return Said(_verb("list"), None, given | {"group": _LISTS[question]})
    return Said(_verb("summary"), None, given | {"focus": question or Question.SUMMARY})


def _given(text: str, words: str, customers: Iterable[Named]) -> dict[str, Any]:
    """Whose claims: of a person who is mentioned, of a customer who is named."""
    people = mentioned(text)
    found = next((each for each in customers if any(_is_called(call, words) for call in each.calls if len(call) > 1)), None)
    return ({"owner": people[0]} if people else {}) | ({"which": found.name} if found else {})


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
