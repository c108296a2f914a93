"""state.values by element, as the app reads it."""

from typing import Any

import pytest

from bot.sandbox.state import NoSuchChoice, collect, missing

JSON = dict[str, Any]

OPTIONS = [{"text": {"type": "plain_text", "text": name.upper()}, "value": name} for name in ("a", "b", "c")]


def block(kind: str, **more: Any) -> JSON:
    return {"type": "input", "block_id": "b", "element": {"type": kind, "action_id": "x", **more}}


CASES = [
    ("plain_text_input", {}, "hi", {"value": "hi"}),
    ("plain_text_input", {}, "", {"value": None}),
    ("number_input", {}, "12", {"value": "12"}),
    ("email_text_input", {}, "a@b.example", {"value": "a@b.example"}),
    ("static_select", {"options": OPTIONS}, "b", {"selected_option": OPTIONS[1]}),
    ("static_select", {"option_groups": [{"options": OPTIONS}]}, "c", {"selected_option": OPTIONS[2]}),
    ("radio_buttons", {"options": OPTIONS}, None, {"selected_option": None}),
    ("users_select", {}, "UANA", {"selected_user": "UANA"}),
    ("channels_select", {}, "CDESK", {"selected_channel": "CDESK"}),
    ("conversations_select", {}, "CDESK", {"selected_conversation": "CDESK"}),
    ("checkboxes", {"options": OPTIONS}, ["a", "c"], {"selected_options": [OPTIONS[0], OPTIONS[2]]}),
    ("checkboxes", {"options": OPTIONS}, [], {"selected_options": []}),
    ("multi_static_select", {"options": OPTIONS}, ["b"], {"selected_options": [OPTIONS[1]]}),
    ("multi_users_select", {}, ["UANA", "UBEN"], {"selected_users": ["UANA", "UBEN"]}),
    ("datepicker", {}, "2026-02-03", {"selected_date": "2026-02-03"}),
    ("timepicker", {}, "09:30", {"selected_time": "09:30"}),
    ("datetimepicker", {}, 1_770_000_000, {"selected_date_time": 1_770_000_000}),
    ("external_select", {}, OPTIONS[0], {"selected_option": OPTIONS[0]}),
]


@pytest.mark.parametrize(("kind", "more", "given", "expected"), CASES)
def test_what_is_given(kind: str, more: JSON, given: Any, expected: JSON) -> None:
    assert collect([block(kind, **more)], {"b": given}) == {"b": {"x": {"type": kind, **expected}}}
    raw = {"b": {"x": {"type": kind, **expected}}}
    assert collect([block(kind, **more)], raw) == raw
    assert collect([block(kind, **more)], {"values": raw}) == raw


def test_what_is_untouched_starts_from_the_initial_value() -> None:
    blocks = [block("checkboxes", options=OPTIONS, initial_options=[OPTIONS[1]])]
    assert collect(blocks, {})["b"]["x"]["selected_options"] == [OPTIONS[1]]


def test_elements_outside_input_blocks_count_and_buttons_do_not() -> None:
    menu = {"type": "static_select", "action_id": "m", "options": OPTIONS}
    button = {"type": "button", "action_id": "go"}
    blocks = [{"type": "actions", "block_id": "row", "elements": [button, menu]}, {"type": "section", "block_id": "s", "accessory": menu}]
    assert collect(blocks, {"row": {"m": "a"}}) == {
        "row": {"m": {"type": "static_select", "selected_option": OPTIONS[0]}},
        "s": {"m": {"type": "static_select", "selected_option": None}},
    }


def test_nobody_chooses_what_is_not_offered() -> None:
    with pytest.raises(NoSuchChoice):
        collect([block("static_select", options=OPTIONS)], {"b": "z"})
    with pytest.raises(NoSuchChoice):
        collect([block("plain_text_input")], {"elsewhere": "z"})


def test_required_and_lengths_are_held_by_the_client() -> None:
    required = [block("plain_text_input", min_length=3, max_length=5)]
    assert missing(required, collect(required, {})) == {"b": "Please complete this required field."}
    assert "at least 3" in missing(required, collect(required, {"b": "hi"}))["b"]
    assert "more than 5" in missing(required, collect(required, {"b": "too long"}))["b"]
    assert missing(required, collect(required, {"b": "four"})) == {}
    optional = [block("plain_text_input") | {"optional": True}]
    assert missing(optional, collect(optional, {})) == {}


@pytest.mark.parametrize("name", ["type", "value", "text"])
def test_an_action_may_be_called_anything(name: str) -> None:
    element = {"type": "static_select", "action_id": name, "options": OPTIONS}
    blocks = [{"type": "input", "block_id": "b", "element": element}]
    raw = {"b": {name: {"type": "static_select", "selected_option": OPTIONS[0]}}}
    assert collect(blocks, raw) == raw
    assert collect(blocks, {"b": {name: "a"}}) == raw
    assert collect(blocks, {"b": "a"}) == raw
