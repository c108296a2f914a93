"""Block Kit's limits: what is taken at the limit and refused one past it."""

from typing import Any

import pytest

from bot.sandbox.blocks import Surface, check_blocks, furnish
from bot.sandbox.stamps import Stamps
from tests.bot.sandbox.desk import actions, button, plain

JSON = dict[str, Any]


def mrkdwn(text: str) -> JSON:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: Any) -> JSON:
    return {"type": "section", "text": mrkdwn(text), **more}


def option(value: str = "v", text: str = "x", **more: Any) -> JSON:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[JSON]:
    return [option(str(number)) for number in range(count)]


def select(**more: Any) -> JSON:
    return {"type": "static_select", "action_id": "s", "options": [option()], **more}


def input_(element: JSON, **more: Any) -> JSON:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def buttons(count: int) -> list[JSON]:
    return [button(f"b{number}") for number in range(count)]


def context(count: int) -> JSON:
    return {"type": "context", "elements": [mrkdwn("x")] * count}


AT_AND_PAST: list[tuple[str, Any, Any]] = [
    ("section text", [section("x" * 3000)], [section("x" * 3001)]),
    ("empty text", [section("x")], [section("")]),
    ("fields", [section(fields=[mrkdwn("x" * 2000)] * 10)], [section(fields=[mrkdwn("x")] * 11)]),
    ("field text", [section(fields=[mrkdwn("x" * 2000)])], [section(fields=[mrkdwn("x" * 2001)])]),
    ("header", [{"type": "header", "text": plain("x" * 150)}], [{"type": "header", "text": plain("x" * 151)}]),
    ("header is plain", [{"type": "header", "text": plain("x")}], [{"type": "header", "text": mrkdwn("x")}]),
    ("button text", [actions(button("b", "x" * 75))], [actions(button("b", "x" * 76))]),
    ("button value", [actions(button("b", value="x" * 2000))], [actions(button("b", value="x" * 2001))]),
    ("button style", [actions(button("b", style="danger"))], [actions(button("b", style="green"))]),
    ("action_id", [actions(button("x" * 255))], [actions(button("x" * 256))]),
    ("block_id", [section(block_id="x" * 255)], [section(block_id="x" * 256)]),
    ("unique block_id", [section(block_id="a"), section(block_id="b")], [section(block_id="a"), section(block_id="a")]),
    ("unique action_id", [actions(*buttons(2))], [actions(button("a"), button("a"))]),
    ("actions", [actions(*buttons(25))], [actions(*buttons(26))]),
    ("actions not empty", [actions(button("b"))], [actions()]),
    ("context", [context(10)], [context(11)]),
    ("options", [actions(select(options=options(100)))], [actions(select(options=options(101)))]),
    ("option value", [actions(select(options=[option("x" * 150)]))], [actions(select(options=[option("x" * 151)]))]),
    ("option text", [actions(select(options=[option(text="x" * 75)]))], [actions(select(options=[option(text="x" * 76)]))]),
    ("option values differ", [actions(select(options=options(2)))], [actions(select(options=[option("a"), option("a")]))]),
    ("initial option", [actions(select(initial_option=option()))], [actions(select(initial_option=option("other")))]),
    ("placeholder", [actions(select(placeholder=plain("x" * 150)))], [actions(select(placeholder=plain("x" * 151)))]),
    (
        "overflow",
        [actions({"type": "overflow", "action_id": "o", "options": options(5)})],
        [actions({"type": "overflow", "action_id": "o", "options": options(6)})],
    ),
    (
        "radio buttons",
        [actions({"type": "radio_buttons", "action_id": "r", "options": options(10)})],
        [actions({"type": "radio_buttons", "action_id": "r", "options": options(11)})],
    ),
    ("label", [input_({"type": "plain_text_input", "action_id": "t"})], [{"type": "input", "element": {"type": "plain_text_input"}}]),
    (
        "date",
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-02-03"})],
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "3.2.2026"})],
    ),
    ("text kinds", [section()], [{"type": "section", "text": {"type": "markdown", "text": "x"}}]),
    ("mrkdwn knows no emoji", [section()], [{"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}]),
    ("section needs something", [section()], [{"type": "section"}]),
    ("block types", [{"type": "divider"}], [{"type": "table_of_contents"}]),
    ("no unknown property", [section(expand=True)], [section(colour="red")]),
    ("text inputs only in input blocks", [actions(select())], [actions({"type": "plain_text_input", "action_id": "t"})]),
    (
        "multi selects not in actions",
        [section(accessory={"type": "multi_users_select", "action_id": "u"})],
        [actions({"type": "multi_users_select"})],
    ),
    (
        "image",
        [{"type": "image", "image_url": "https://a.example/i.png", "alt_text": "i"}],
        [{"type": "image", "image_url": "https://a.example/i.png"}],
    ),
    ("blocks", [section()] * 50, [section()] * 51),
    ("a list", [], {"type": "section"}),
]


@pytest.mark.parametrize(("taken", "refused"), [pair[1:] for pair in AT_AND_PAST], ids=[pair[0] for pair in AT_AND_PAST])
def test_message_limits(taken: Any, refused: Any) -> None:
    assert check_blocks(taken, "message") == []
    assert check_blocks(refused, "message") != []


@pytest.mark.parametrize("surface", ["modal", "home"])
def test_views_hold_a_hundred_blocks(surface: Surface) -> None:
    assert check_blocks([section()] * 100, surface) == []
    assert check_blocks([section()] * 101, surface) != []
    assert check_blocks([], surface) != []


def test_file_inputs_are_for_modals() -> None:
    blocks = [input_({"type": "file_input", "action_id": "f"})]
    assert check_blocks(blocks, "modal") == []
    assert check_blocks(blocks, "message") != []


def test_a_line_says_where() -> None:
    (line,) = check_blocks([section("x" * 3001)], "message")
    assert line == "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"


def test_missing_names_are_made_up() -> None:
    given = [section(accessory={"type": "button", "text": plain("x")})]
    (block,) = furnish(given, Stamps())
    assert block["block_id"]
    assert block["accessory"]["action_id"]
    assert "block_id" not in given[0]
