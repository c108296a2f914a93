"""Verbs, states, classes and people by the names the reader knows them by."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.words import knows, say
from claims.claim import ClaimClass
from claims.lifecycle import CloseReason, Move, State
from commands.verbs import VERBS

CLOSING: Mapping[str, CloseReason] = {
    Move.CONFIRM: CloseReason.CONFIRMED,
    Move.WITHDRAW: CloseReason.WITHDRAWN,
    Move.REJECT: CloseReason.REJECTED,
    Move.SPAM: CloseReason.SPAM,
}
"""Moves that the verb close makes, by its reason."""
_BY_MOVE: Mapping[str, str] = {str(verb.move): verb.name for verb in VERBS if verb.move} | dict.fromkeys(map(str, CLOSING), "close")


def verb(name: str, language: str) -> str:
    """The name of a verb, or of the verb that makes a move of that name."""
    known = _BY_MOVE.get(name, name)
    key = f"slack.verb.{known}.name"
    return say(language, key) if knows(key) else known


def closing(move: str, language: str) -> str:
    """The verb close with the reason that makes the move, as people write it."""
    return f"{verb('close', language)} {choice(CLOSING[move], language).lower()}"


def verbs(moves: Iterable[str], language: str, *, first: Iterable[str] = (), by_reason: bool = False) -> str:
    """The verbs `first` and those that make these moves, each once; moves of customers and of the clock are nobody's verbs.

    `by_reason`: of the verb close each reason that is possible.
    """
    made = (closing(move, language) if by_reason and move in CLOSING else verb(move, language) for move in moves if move in _BY_MOVE)
    return ", ".join(dict.fromkeys((*(verb(name, language) for name in first), *made)))


def state(value: State, language: str) -> str:
    return say(language, f"slack.state.{value}")


def claim_class(value: ClaimClass, language: str) -> str:
    return say(language, f"slack.class.{value}")


def tongue(language: str) -> str:
    """A language as those who speak it call it."""
    return say(language, "slack.home.language_name")


def field(name: str, language: str) -> str:
    return say(language, f"fields.{name}")


def label(name: str, language: str) -> str:
    """A field's name as it stands above it in a form."""
    told = field(name, language)
    return told[:1].upper() + told[1:]


def vote(detail: Mapping[str, Any], language: str) -> str:
    """What a customer chose: the score, whether it was solved, and what was worst."""
    solved, worst = detail.get("solved"), detail.get("worst")
    said = [say(language, "slack.vote.score", score=detail["score"])]
    said += [say(language, f"page.rate.solved_{solved}")] if solved else []
    said += [say(language, "slack.vote.worst", worst=say(language, f"page.rate.worst_{worst}"))] if worst else []
    return " · ".join(said)


def choice(value: str, language: str) -> str:
    """One of the values a part may have, as people write it."""
    kinds = ("class", "reason", "state", "charge", "factor", "level", "decision", "verb")
    others = (f"people.{kind}.{value}" for kind in ("habit", "role", "right"))
    keys = (*(f"slack.{kind}.{value}" + (".name" if kind == "verb" else "") for kind in kinds), *others)
    known = next((key for key in keys if knows(key)), None)
    return say(language, known).replace(" ", "-") if known else value
