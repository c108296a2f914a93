"""The forms of merge and split: which of the customer's other claims it repeats, which of their words become one of their own."""

from collections.abc import Sequence

from bot.slack import blocks, choosing, vocabulary
from bot.slack.forms import CALLBACK, About, Given, title
from bot.slack.post import Block
from bot.slack.text import one_line
from bot.words import say
from bot.words.times import when
from commands.show import Listed, Message, Person
from commands.verbs import named

PICKED = 10
"""Messages that can be picked at once."""


def merge_form(number: str, others: Sequence[Listed], given: Given, person: Person, days: int) -> Block:
    """`others`: the customer's claims that it may repeat; without any, a number is typed."""
    language = person.language
    offered = [choosing.option(each, language) for each in others]
    element = blocks.choice("static_select", offered) if offered and "into" not in given else blocks.text_input(str(given.get("into", "")))
    hint = say(language, "slack.form.into_hint", days=days)
    field = blocks.input_block("into", vocabulary.label("into", language), element, hint=hint)
    top = [] if offered else [blocks.context(say(language, "slack.form.into_none"))]
    return _form("merge", number, [*top, field], language)


def split_form(number: str, messages: Sequence[Message], given: Given, person: Person) -> Block:
    """`messages`: the customer's, of which whole ones can be picked."""
    language = person.language
    options = [blocks.option(str(each.id), _line(each, person)) for each in messages]
    fields = [
        blocks.input_block(
            "picked",
            vocabulary.label("picked", language),
            blocks.choices(options, PICKED),
            optional=True,
            hint=say(language, "slack.form.picked_hint"),
        ),
        blocks.input_block("subject", vocabulary.label("subject", language), blocks.text_input(), optional=True),
        blocks.input_block(
            "text",
            vocabulary.label("text", language),
            blocks.text_input(str(given.get("text", "")), multiline=True),
            optional=True,
            hint=say(language, "slack.form.split_hint"),
        ),
    ]
    return _form("split", number, fields if options else fields[1:], language)


def _line(message: Message, person: Person) -> str:
    at = when(message.at, person.language, person.zone)
    return f"{one_line(message.new_text or message.text or message.name, 40)} · {at}"


def _form(name: str, number: str, fields: Sequence[Block], language: str) -> Block:
    verb = named(name)
    assert verb is not None, "a verb of the table"
    return blocks.modal(
        CALLBACK,
        title(verb, number, language),
        fields,
        metadata=About(name, number).packed(),
        submit=say(language, "slack.form.save"),
        close=say(language, "slack.form.cancel"),
    )
