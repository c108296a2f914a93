"""Block Kit, as far as the desk uses it, with Slack's limits kept. https://docs.slack.dev/reference/block-kit"""

from collections.abc import Sequence
from typing import Any

from bot.slack.post import Block
from bot.slack.text import shorten

Option = tuple[str, str] | tuple[str, str, str]

TEXT = 3000
FIELD = 2000
TYPED = 3000
"""Characters that a text field of a modal takes. https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element"""


def plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": shorten(text, most), "emoji": False}


def mrkdwn(text: str, most: int = TEXT) -> Block:
    """`verbatim`: Slack makes no links or mentions of what merely looks like them."""
    return {"type": "mrkdwn", "text": shorten(text, most), "verbatim": True}


def section(text: str, **more: Any) -> Block:
    return {"type": "section", "text": mrkdwn(text), **more}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def fields(texts: Sequence[str]) -> Block:
    """At most ten, in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, FIELD) for text in texts[:10]]}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def quote(text: str) -> Block:
    """Somebody's words exactly as they are: nothing in them is read as markup."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}]}


def verbatim(text: str) -> Block:
    """Words exactly as they are, without a bar beside them."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]}


def divider() -> Block:
    return {"type": "divider"}


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(action_id: str, label: str, value: str, *, primary: bool = False) -> Block:
    made: Block = {"type": "button", "action_id": action_id, "text": plain(label, 75), "value": value}
    return made | ({"style": "primary"} if primary else {})


def option(value: str, label: str, description: str = "") -> Block:
    made: Block = {"text": plain(label, 75), "value": value}
    return made | ({"description": plain(description, 75)} if description else {})


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """At most five."""
    return {"type": "overflow", "action_id": action_id, "options": list(options[:5])}


def input_block(name: str, label: str, element: Block, *, optional: bool = False, hint: str = "", dispatch: bool = False) -> Block:
    """One field of a modal; block_id and action_id are both `name`, by which its value and its error are found."""
    made: Block = {"type": "input", "block_id": name, "label": plain(label, 2000), "element": element | {"action_id": name}}
    made |= {"optional": True} if optional else {}
    made |= {"dispatch_action": True} if dispatch else {}
    return made | ({"hint": plain(hint, 2000)} if hint else {})


def text_input(initial: str = "", *, multiline: bool = False) -> Block:
    made: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": TYPED}
    return made | ({"initial_value": initial[:TYPED]} if initial else {})


def address_input(initial: str = "") -> Block:
    return {"type": "email_text_input"} | ({"initial_value": initial} if initial else {})


def number_input(initial: str = "") -> Block:
    made: Block = {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "100000"}
    return made | ({"initial_value": initial} if initial else {})


def choice(kind: str, options: Sequence[Block], initial: str | None = None) -> Block:
    """`kind`: static_select, radio_buttons."""
    chosen = next((each for each in options if each["value"] == initial), None)
    return {"type": kind, "options": list(options)} | ({"initial_option": chosen} if chosen else {})


def choices(options: Sequence[Block], most: int, chosen: Sequence[str] = ()) -> Block:
    """Several of them, at most `most`. https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element"""
    initial = [each for each in options[:100] if each["value"] in chosen]
    made = {"type": "multi_static_select", "options": list(options[:100]), "max_selected_items": most}
    return made | ({"initial_options": initial} if initial else {})


def checkbox(given: Block, *, checked: bool) -> Block:
    return {"type": "checkboxes", "options": [given]} | ({"initial_options": [given]} if checked else {})


def person_input(initial: str | None = None) -> Block:
    return {"type": "users_select"} | ({"initial_user": initial} if initial else {})


def time_input(initial: int | None = None) -> Block:
    """`initial` in seconds since 1970."""
    return {"type": "datetimepicker"} | ({"initial_date_time": initial} if initial else {})


def day_input(initial: str | None = None) -> Block:
    """`initial` as ISO 8601 has it."""
    return {"type": "datepicker"} | ({"initial_date": initial} if initial else {})


def modal(callback_id: str, title: str, blocks: Sequence[Block], *, metadata: str, submit: str = "", close: str) -> Block:
    """A view of at most 100 blocks. https://docs.slack.dev/reference/views/modal-views"""
    view: Block = {"type": "modal", "callback_id": callback_id, "title": plain(title, 24), "close": plain(close, 24)}
    view |= {"blocks": _focused(blocks[:100]), "private_metadata": metadata}
    return view | ({"submit": plain(submit, 24)} if submit else {})


def _focused(shown: Sequence[Block]) -> list[Block]:
    """The keyboard begins in the first field that must be filled in and is not, else where words are written, unless the form says where.

    https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element (focus_on_load: of one element of a view)
    """
    inputs = [block for block in shown if block["type"] == "input"]
    first = next((block for wanted in (_says_so, _lacks, _is_written, bool) for block in inputs if wanted(block)), None)
    return [block | {"element": block["element"] | {"focus_on_load": True}} if block is first else block for block in shown]


def _says_so(block: Block) -> bool:
    return bool(block["element"].get("focus_on_load"))


def _lacks(block: Block) -> bool:
    return not block.get("optional") and not any(key.startswith("initial_") for key in block["element"])


def _is_written(block: Block) -> bool:
    return bool(block["element"].get("multiline"))
