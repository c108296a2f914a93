"""A button that opens a verb's form, or runs it, with what was given already."""

import json
from dataclasses import replace
from datetime import date

from bot.slack import blocks
from bot.slack.post import Post
from bot.slack.say import Said
from bot.slack.text import escape
from bot.words import say
from commands.verbs import named

OFFER = "form"
"""The action_id of the button that opens a form; its value is the verb, the number and what was given already."""
RUN = "run"
"""The same for a button that runs it at once."""
LONGEST = 2000
"""Characters of a button's value. https://docs.slack.dev/reference/block-kit/block-elements/button-element"""


def offer(said: Said, language: str, source: str = "") -> Post:
    """For a thread, where there is no trigger: a button that opens the form. `source`: the note that has what was typed."""
    told = say(language, "slack.answer.form")
    value = json.dumps({"source": source, "number": said.number}) if source else packed(said)
    button = blocks.button(OFFER, say(language, "slack.answer.form_button"), value, primary=True)
    return Post(told, (blocks.section(told), blocks.actions("offer", [button])))


def keep(refused: str, typed: str, said: Said, language: str) -> Post:
    """Words that were meant for no verb there is: told again, with the button that keeps them by `said`."""
    told = f"{refused}\n{say(language, 'slack.answer.unread')}"
    button = blocks.button(RUN, say(language, "slack.answer.unread_button"), packed(said))
    return Post(f"{told}\n{escape(typed)}", (blocks.section(told), blocks.quote(typed), blocks.actions("keep", [button])))


def fits(said: Said) -> bool:
    """Whether a button can remember all of it."""
    return len(_whole(said)) <= LONGEST


def packed(said: Said) -> str:
    """What the button remembers; what is too long for it is asked for again."""
    return _whole(said) if fits(said) else _whole(replace(said, given={}))


def _whole(said: Said) -> str:
    return json.dumps({"verb": said.verb.name, "number": said.number, "given": said.given}, default=_iso, ensure_ascii=False)


def _iso(value: object) -> str:
    if isinstance(value, date):  # a time is one too
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")


def source_of(value: str) -> tuple[str, str | None]:
    """The note that has what was typed, and the number of the claim in whose thread it was; empty where the button has it itself."""
    kept = json.loads(value)
    return kept.get("source", ""), kept["number"]


def unpacked(value: str) -> Said:
    """What the button remembered, with every needed part still to be asked for."""
    kept = json.loads(value)
    verb = named(kept["verb"])
    assert verb is not None, "our own button"
    return asking(Said(verb, kept["number"], kept["given"]))


def asking(said: Said) -> Said:
    """With every needed part still to be asked for."""
    return replace(said, lacking=tuple(part for part in said.verb.parts if part.needed))
