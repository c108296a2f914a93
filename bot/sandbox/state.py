"""state.values: what stands in the inputs of a view or message. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload

Each entry is {block_id: {action_id: {"type": …, …}}}; the other fields by type:

    plain_text_input, email_text_input, url_text_input, number_input   value (None when empty)
    static_select, external_select, radio_buttons                      selected_option (the whole option or None)
    users_select, conversations_select, channels_select                selected_user, selected_conversation, selected_channel
    multi_static_select, multi_external_select, checkboxes             selected_options
    multi_users_select, multi_conversations_select, …                  selected_users, selected_conversations, selected_channels
    datepicker, timepicker, datetimepicker                             selected_date, selected_time, selected_date_time
    rich_text_input                                                    rich_text_value
    file_input                                                         files
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.blocks import interactive
from bot.sandbox.composition import choices

JSON = dict[str, Any]
Values = dict[str, dict[str, JSON]]

FIELDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
"""Type of a stateful element → its field in state.values, and the property of the element it starts from."""

SEVERAL = {"checkboxes", "file_input", *(kind for kind in FIELDS if kind.startswith("multi_"))}
TEXT = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}

REQUIRED = "Please complete this required field."


Shown = Callable[[str], JSON]


class NoSuchChoice(ValueError):
    """A person cannot choose what the element does not offer."""


def entry(element: JSON, value: Any) -> JSON:
    """One element's part of state.values; `value` is raw ({"type": …}) or plain: text, option value, id, date, list of them."""
    kind = element["type"]
    field, _ = FIELDS[kind]
    if isinstance(value, Mapping) and field in value:
        value = value[field]
    return {"type": kind, field: _chosen(element, value)}


def _chosen(element: JSON, value: Any) -> Any:
    kind = element["type"]
    if kind in SEVERAL:
        given = value or []
        return [_option(element, each) for each in given] if FIELDS[kind][0] == "selected_options" else list(given)
    if value in (None, ""):
        return None
    return _option(element, value) if FIELDS[kind][0] == "selected_option" else value


def _option(element: JSON, value: Any) -> JSON:
    wanted = value.get("value") if isinstance(value, Mapping) else value
    if element["type"].endswith("external_select"):
        return dict(value) if isinstance(value, Mapping) else {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}
    for offered in choices(element):
        if offered["value"] == wanted:
            return dict(offered)
    raise NoSuchChoice(f"{element.get('action_id')} does not offer {wanted!r}")


def initial(element: JSON) -> JSON:
    """What an untouched element says."""
    return entry(element, element.get(FIELDS[element["type"]][1]))


def collect(blocks: list[JSON], given: Mapping[str, Any], shown: Shown | None = None, before: Values | None = None) -> Values:
    """state.values of `blocks`: by block_id either {action_id: value} or, for a block with one element, its value.

    The rest stays as it was `before`, or as the element starts.

    `shown` turns the id of an uploaded file into its file object. The whole of `given` may also stand under "values".

    Raises NoSuchChoice for a block_id or an option that is not there.
    """
    given = given["values"] if given.keys() == {"values"} else given
    values: Values = {}
    for block, element in interactive(blocks):
        if element["type"] in FIELDS:
            block_id, action_id = block["block_id"], element["action_id"]
            filled = _given(given, block_id, element)
            state = _kept(before or {}, block_id, element) if filled is ABSENT else entry(element, filled)
            if "files" in state:
                state["files"] = [shown(file) if shown and isinstance(file, str) else file for file in state["files"]]
            values.setdefault(block_id, {})[action_id] = state
    for block_id in given.keys() - values.keys():
        raise NoSuchChoice(f"no input in a block called {block_id}")
    return values


ABSENT = object()


def _kept(before: Values, block_id: str, element: JSON) -> JSON:
    known = before.get(block_id, {}).get(element["action_id"])
    return known if known and known["type"] == element["type"] else initial(element)


def surviving(blocks: list[JSON], before: Values) -> Values:
    """What of `before` still has its element in `blocks`."""
    kept: Values = {}
    for block, element in interactive(blocks):
        known = before.get(block["block_id"], {}).get(element["action_id"])
        if known and known["type"] == element["type"]:
            kept.setdefault(block["block_id"], {})[element["action_id"]] = known
    return kept


def _given(given: Mapping[str, Any], block_id: str, element: JSON) -> Any:
    value = given.get(block_id, ABSENT)
    if isinstance(value, Mapping) and value.get("type") != element["type"] and not _is_option(value):
        return value.get(element["action_id"], ABSENT)
    return value


def _is_option(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("text"), Mapping) and isinstance(value.get("value"), str)


def missing(blocks: list[JSON], values: Values) -> dict[str, str]:
    """What Slack's own client would not let a person submit: {block_id: why}. https://docs.slack.dev/reference/block-kit/blocks/input-block"""
    errors = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            error = _unfit(element, values[block["block_id"]][element["action_id"]], bool(block.get("optional")))
            if error:
                errors[block["block_id"]] = error
    return errors


def _unfit(element: JSON, state: JSON, optional: bool) -> str | None:
    value = state[FIELDS[element["type"]][0]]
    if not value:
        return None if optional else REQUIRED
    if element["type"] in TEXT:
        if len(value) < element.get("min_length", 0):
            return f"Please enter at least {element['min_length']} characters."
        if len(value) > element.get("max_length", 3000):
            return f"Please enter no more than {element.get('max_length', 3000)} characters."
    return None
