"""A button that opens a verb's form, or runs it, with what was given already."""

import json
from dataclasses import replace
from datetime import date

from bot.slack import blocks
from bot.slack.post import Post
from bot.slack.say import Said
from bot.words import say
from commands.verbs import named

OFFER = "form"
"""The action_id of the button that opens a form; its value is the verb, the number and what was given already."""
RUN = "run"
"""The same for a button that runs it at once."""
LONGEST = 2000
"""Characters of a button's value. https://docs.slack.dev/reference/block-kit/block-elements/button-element"""


def offer(said: Said, language: str) -> Post:
    """For a thread, where there is no trigger: a button that opens the form."""
    told = say(language, "slack.answer.form")
    button = blocks.button(OFFER, say(language, "slack.answer.form_button"), packed(said), primary=True)
    return Post(told, (blocks.section(told), blocks.actions("offer", [button])))


def packed(said: Said) -> str:
    """What the button remembers; a text too long for it stays in the thread, where it was written."""
    whole = {"verb": said.verb.name, "number": said.number, "given": said.given}
    text = json.dumps(whole, default=_iso, ensure_ascii=False)
    return text if len(text) <= LONGEST else json.dumps(whole | {"given": {}})


def _iso(value: object) -> str:
    if isinstance(value, date):  # a time is one too
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")


def unpacked(value: str) -> Said:
    """What the button remembered, with every needed part still to be asked for."""
    kept = json.loads(value)
    verb = named(kept["verb"])
    assert verb is not None, "our own button"
    return replace(Said(verb, kept["number"], kept["given"]), lacking=tuple(part for part in verb.parts if part.needed))
