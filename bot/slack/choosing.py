"""Choosing a claim in a form, by its number or by words."""

import re

from bot.slack import blocks, vocabulary
from bot.slack.cards import owner_of
from bot.slack.post import Block
from bot.slack.text import one_line
from bot.words import say
from commands.show import Listed

NUMBER, OTHER = "number", "other"
"""The fields that name a claim, and the action_ids of their elements: the one a form is about, and one beside it."""
CHOSEN = re.compile(f"^(?:{NUMBER}|{OTHER})$")


def field(name: str, language: str) -> Block:
    """https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select"""
    element: Block = {"type": "external_select", "min_query_length": 0}
    return blocks.input_block(name, vocabulary.label(name, language), element, hint=say(language, "slack.form.choose_hint"))


def option(view: Listed, language: str) -> Block:
    return blocks.option(view.claim.number, told(view, language))


def told(view: Listed, language: str) -> str:
    """A claim in one line of a menu: its number, who has it, what about."""
    running, _, _ = view.claim.number.partition("-")
    return f"{running} · {one_line(owner_of(view, language), 20)} · {one_line(view.claim.subject, 60)}"
