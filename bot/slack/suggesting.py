"""What past claims suggest, with the reason, and a button that fills it in; it is never done by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.slack import blocks, vocabulary
from bot.slack.offers import OFFER, packed
from bot.slack.post import Block, Post
from bot.slack.say import Said
from bot.slack.text import escaped
from bot.words import say
from claims.nearest import Suggestion
from commands.suggest import Suggestions
from commands.verbs import named

FILL = "fill"
"""The action_id of the button in a form."""
VALUE = 120


def result(found: Suggestions, language: str) -> list[Block]:
    """On top of a result: its cause, and notes of what solved the like."""
    lines = told(replace(found, claim_class=None, product=None, duplicates=(), known=()), language)
    if not lines:
        return []
    text = "\n".join([say(language, "slack.suggest.title"), *lines])
    return [blocks.section(text, accessory=blocks.button(FILL, say(language, "slack.suggest.fill"), FILL))]


def told(found: Suggestions, language: str) -> list[str]:
    """A line each: what, and why."""
    lines: list[tuple[str, Suggestion[Any] | None, object]] = [
        ("claim_class", found.claim_class, found.claim_class and vocabulary.claim_class(found.claim_class.value, language)),
        ("product", found.product, found.product and found.product.value),
        ("cause", found.cause, found.cause and cause(*found.cause.value, language)),
        *(("article", each, f"{each.value.name} {each.value.title}") for each in found.notes),
    ]
    told = [_line(vocabulary.label(name, language), str(value), each, language) for name, each, value in lines if each]
    twice = [(f"{each.other.claim.id} {each.other.claim.subject}", each.words, "duplicate") for each in found.duplicates]
    known = [(f"{each.problem.name} {each.problem.title}", each.words, "known") for each in found.known]
    return [*told, *(_once_more(*each, language) for each in (*twice, *known))]


def _once_more(value: str, words: Sequence[str], kind: str, language: str) -> str:
    """What it may be once more, and the verb that says so."""
    return say(language, f"slack.suggest.{kind}", value=f"*{escaped(value, VALUE)}*", words=_words(words, language))


def _words(words: Sequence[str], language: str) -> str:
    return ", ".join(say(language, "slack.suggest.word", word=escaped(each, 40)) for each in words)


def cause(factor: str, words: str, language: str) -> str:
    """Both levels."""
    return f"{say(language, f'slack.factor.{factor}')} – {words}"


def _line(name: str, value: str, found: Suggestion[Any], language: str) -> str:
    numbers = ", ".join(str(each) for each in found.like)
    words = _words(found.words, language)
    return say(language, "slack.suggest.line", name=name, value=f"*{escaped(value, VALUE)}*", numbers=numbers, words=words)


def above(found: Suggestions, language: str, *, filled: bool = False) -> list[Block]:
    """On top of a form. Nothing where nothing is suggested."""
    lines = told(found, language)
    if not lines:
        return []
    text = "\n".join([say(language, "slack.suggest.title"), *lines])
    button = {} if filled or not values(found) else {"accessory": blocks.button(FILL, say(language, "slack.suggest.fill"), FILL)}
    return [blocks.section(text, **button)]


def values(found: Suggestions) -> dict[str, Any]:
    """As the triage form has them."""
    given = {"claim_class": found.claim_class, "product": found.product}
    return {name: each.value for name, each in given.items() if each}


def answered(found: Suggestions, number: str, language: str) -> Post:
    """Asked for by its verb: the same, and a button that opens the triage form filled."""
    lines = told(found, language)
    if not lines:
        return Post(say(language, "slack.suggest.none"))
    text = "\n".join([say(language, "slack.suggest.title"), *lines])
    known = values(found)
    button = blocks.button(OFFER, say(language, "slack.suggest.fill"), packed(_triage(number, known)), primary=True)
    return Post(text, (blocks.section(text), *([blocks.actions("suggest", [button])] if known else [])))


def _triage(number: str, given: Mapping[str, Any]) -> Said:
    verb = named("triage")
    assert verb is not None, "a verb of the table"
    return replace(Said(verb, number, dict(given)), lacking=verb.parts[:1])
