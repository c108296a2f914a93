"""What a result most often is, as its form starts, and in words why."""

from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Any

from bot.slack import blocks, vocabulary
from bot.slack.front import Front
from bot.words import say
from commands.show import Person, View
from commands.suggest import Suggestions
from commands.usual import Guess, Usual, usual


async def started(front: Front, view: View, found: Suggestions, typed: Container[str], person: Person) -> tuple[dict[str, Any], str]:
    """The fields of the result but those that were `typed`, and a line that says where each comes from."""
    cause = found.cause.value if found.cause else None
    known = await front.desk.database.read(usual, view.claim.number, cause, language=person.language)
    if known.text and len(known.text.value) > blocks.TYPED:
        known = replace(known, text=None)
    fields = _fields(known) | {"department": view.claim.department}
    return {name: value for name, value in fields.items() if name not in typed}, _told(known, typed, view, person.language)


def _fields(known: Usual) -> dict[str, Any]:
    factor, cause = known.cause.value if known.cause else (None, "")
    return {
        "claim_class": known.claim_class,
        "factor": factor,
        "cause": cause,
        "minutes": known.minutes.value,
        "chargeable": "chargeable" if known.chargeable else "free",
        **({"text": known.text.value} if known.text else {}),
    }


def _told(known: Usual, typed: Container[str], view: View, language: str) -> str:
    told = "; ".join(_reasons(known, typed, view, language))
    return say(language, "slack.usual.filled", told=told) if told else ""


def _reasons(known: Usual, typed: Container[str], view: View, language: str) -> Iterator[str]:
    guesses: tuple[tuple[str, Guess[Any] | None], ...] = (("cause", known.cause), ("minutes", known.minutes), ("text", known.text))
    named = vocabulary.claim_class(known.claim_class, language)
    for name, guess in guesses:
        if guess and name not in typed:
            key = f"slack.usual.{'took' if name == 'minutes' and guess.among else guess.source}"
            values = {"count": guess.count, "among": guess.among, "named": named, "product": view.claim.product or ""}
            yield f"{vocabulary.field(name, language)} – {say(language, key, **values)}"
