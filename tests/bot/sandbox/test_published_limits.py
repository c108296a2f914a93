"""Both ways against Slack's own library: what it can build is taken, and what it counts as too long is refused."""

from typing import Any

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.blocks.block_elements import ConversationFilter, FileInputElement
from slack_sdk.models.views import View

from bot.sandbox.blocks import check_blocks
from bot.sandbox.refusals import Refusal
from bot.sandbox.views import check_view

JSON = dict[str, Any]

TEXT = sdk.PlainTextObject(text="Text", emoji=True)
OPTION = sdk.Option(value="v", label="Label", description="About")
PLAIN = sdk.Option(value="v", label="Label")
CONFIRM = sdk.ConfirmObject(title="Sure?", text="Really", confirm="Yes", deny="No", style="danger")
GROUP = sdk.OptionGroup(label="Group", options=[PLAIN])
DISPATCH = DispatchActionConfig(trigger_actions_on=["on_enter_pressed"])
COMMON: JSON = {"action_id": "a", "confirm": CONFIRM}
MENU: JSON = COMMON | {"placeholder": "Choose", "focus_on_load": True}
TYPED: JSON = {"action_id": "a", "placeholder": "Write", "focus_on_load": True, "dispatch_action_config": DISPATCH}

IN_ACTIONS = [
    sdk.ButtonElement(text="Go", value="v", url="https://a.example", style="primary", accessibility_label="Go there", **COMMON),
    sdk.OverflowMenuElement(options=[OPTION, sdk.Option(value="w", label="Other")], **COMMON),
    sdk.StaticSelectElement(options=[PLAIN], initial_option=PLAIN, **MENU),
    sdk.StaticSelectElement(option_groups=[GROUP], **MENU),
    sdk.ExternalDataSelectElement(min_query_length=2, **MENU),
    sdk.UserSelectElement(initial_user="U1", **MENU),
    sdk.ConversationSelectElement(default_to_current_conversation=True, filter=ConversationFilter(include=["public"]), **MENU),
    sdk.ChannelSelectElement(initial_channel="C1", **MENU),
    sdk.CheckboxesElement(options=[OPTION], initial_options=[OPTION], focus_on_load=True, **COMMON),
    sdk.RadioButtonsElement(options=[OPTION], initial_option=OPTION, focus_on_load=True, **COMMON),
    sdk.DatePickerElement(initial_date="2026-02-03", **MENU),
    sdk.TimePickerElement(initial_time="09:30", timezone="Asia/Seoul", **MENU),
    sdk.DateTimePickerElement(initial_date_time=1_770_000_000, focus_on_load=True, **COMMON),
]
IN_INPUT = [
    sdk.PlainTextInputElement(initial_value="x", multiline=True, min_length=1, max_length=3000, **TYPED),
    sdk.EmailInputElement(initial_value="a@b.example", **TYPED),
    sdk.UrlInputElement(initial_value="https://a.example", **TYPED),
    sdk.NumberInputElement(is_decimal_allowed=True, initial_value="1.5", min_value="0", max_value="10", **TYPED),
    sdk.StaticMultiSelectElement(options=[PLAIN], initial_options=[PLAIN], max_selected_items=1, **MENU),
    sdk.UserMultiSelectElement(initial_users=["U1"], max_selected_items=2, **MENU),
    sdk.ConversationMultiSelectElement(initial_conversations=["C1"], **MENU),
    sdk.ChannelMultiSelectElement(initial_channels=["C1"], **MENU),
    sdk.ExternalDataMultiSelectElement(min_query_length=1, **MENU),
    FileInputElement(action_id="a", filetypes=["png"], max_files=3),
]


def kind(element: Any) -> str:
    return str(element.to_dict()["type"])


@pytest.mark.parametrize("element", IN_ACTIONS, ids=kind)
def test_interactive_elements(element: Any) -> None:
    assert check_blocks([sdk.ActionsBlock(block_id="b", elements=[element]).to_dict()], "message") == []


@pytest.mark.parametrize("element", IN_INPUT, ids=kind)
def test_inputs(element: Any) -> None:
    block = sdk.InputBlock(block_id="b", label="Label", hint="Hint", optional=True, element=element).to_dict()
    assert check_blocks([block], "modal") == []


BLOCKS = [
    sdk.SectionBlock(block_id="b", text=sdk.MarkdownTextObject(text="*x*", verbatim=True), fields=["a", "b"], accessory=IN_ACTIONS[0]),
    sdk.DividerBlock(block_id="b"),
    sdk.HeaderBlock(block_id="b", text=TEXT),
    sdk.ImageBlock(block_id="b", image_url="https://a.example/i.png", alt_text="An image", title="Title"),
    sdk.ContextBlock(block_id="b", elements=[TEXT, sdk.ImageElement(image_url="https://a.example/i.png", alt_text="i")]),
    sdk.MarkdownBlock(block_id="b", text="**x**"),
]


@pytest.mark.parametrize("block", BLOCKS, ids=kind)
def test_blocks(block: Any) -> None:
    assert check_blocks([block.to_dict()], "message") == []


def text(length: int) -> JSON:
    return {"type": "plain_text", "text": "x" * length}


def button(**more: Any) -> list[JSON]:
    return [{"type": "actions", "elements": [{"type": "button", "text": text(1), **more}]}]


def menu(**more: Any) -> list[JSON]:
    return [{"type": "actions", "elements": [{"type": "static_select", "options": [{"text": text(1), "value": "v"}], **more}]}]


def confirm(**more: Any) -> list[JSON]:
    return button(confirm={"title": text(1), "text": text(1), **more})


LIMITS = [
    ("section", sdk.SectionBlock.text_max_length, lambda n: [{"type": "section", "text": text(n)}]),
    ("fields", sdk.SectionBlock.fields_max_length, lambda n: [{"type": "section", "fields": [text(1)] * n}]),
    ("header", sdk.HeaderBlock.text_max_length, lambda n: [{"type": "header", "text": text(n)}]),
    ("markdown", sdk.MarkdownBlock.text_max_length, lambda n: [{"type": "markdown", "text": "x" * n}]),
    ("actions", sdk.ActionsBlock.elements_max_length, lambda n: [{"type": "actions", "elements": button()[0]["elements"] * n}]),
    ("context", sdk.ContextBlock.elements_max_length, lambda n: [{"type": "context", "elements": [text(1)] * n}]),
    ("block_id", sdk.Block.block_id_max_length, lambda n: [{"type": "divider", "block_id": "x" * n}]),
    ("button text", sdk.ButtonElement.text_max_length, lambda n: button(text=text(n))),
    ("button value", sdk.ButtonElement.value_max_length, lambda n: button(value="x" * n)),
    ("button url", sdk.ButtonElement.url_max_length, lambda n: button(url="x" * n)),
    ("action_id", sdk.ButtonElement.action_id_max_length, lambda n: button(action_id="x" * n)),
    ("confirm title", sdk.ConfirmObject.title_max_length, lambda n: confirm(title=text(n))),
    ("confirm text", sdk.ConfirmObject.text_max_length, lambda n: confirm(text=text(n))),
    ("confirm yes", sdk.ConfirmObject.confirm_max_length, lambda n: confirm(confirm=text(n))),
    ("option label", sdk.Option.label_max_length, lambda n: menu(options=[{"text": text(n), "value": "v"}])),
    ("option value", sdk.Option.value_max_length, lambda n: menu(options=[{"text": text(1), "value": "x" * n}])),
    ("options", 100, lambda n: menu(options=[{"text": text(1), "value": str(one)} for one in range(n)])),
    ("placeholder", 150, lambda n: menu(placeholder=text(n))),
    ("image alt", sdk.ImageBlock.alt_text_max_length, lambda n: [{"type": "image", "image_url": "x", "alt_text": "x" * n}]),
]


@pytest.mark.parametrize(("most", "build"), [limit[1:] for limit in LIMITS], ids=[limit[0] for limit in LIMITS])
def test_limits(most: int, build: Any) -> None:
    assert check_blocks(build(most), "message") == []
    assert check_blocks(build(most + 1), "message") != []


def view(**more: Any) -> JSON:
    return {"type": "modal", "title": text(1), "blocks": [{"type": "divider"}], **more}


VIEWS = [
    (View.title_max_length, lambda n: view(title=text(n))),
    (View.submit_max_length, lambda n: view(submit=text(n))),
    (View.close_max_length, lambda n: view(close=text(n))),
    (View.private_metadata_max_length, lambda n: view(private_metadata="x" * n)),
    (View.callback_id_max_length, lambda n: view(callback_id="x" * n)),
    (View.blocks_max_length, lambda n: view(blocks=[{"type": "divider"}] * n)),
]


@pytest.mark.parametrize(("most", "build"), VIEWS)
def test_view_limits(most: int, build: Any) -> None:
    assert check_view(build(most), "modal")
    with pytest.raises(Refusal, match="invalid_arguments"):
        check_view(build(most + 1), "modal")
