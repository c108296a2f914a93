"""Block Kit as Slack checks it: types, required fields, limits, unique names. https://docs.slack.dev/reference/block-kit/blocks"""

import copy
import json
from collections.abc import Iterator
from typing import Any, Literal

from bot.sandbox.composition import SLACK_FILE, plain, text
from bot.sandbox.elements import ACCESSORY, IMAGE, IN_ACTIONS, IN_INPUT, one_source
from bot.sandbox.shapes import Check, Report, anything, boolean, both, by_type, listed, shape, string
from bot.sandbox.stamps import Stamps

JSON = dict[str, Any]
Surface = Literal["message", "modal", "home"]

MOST = {"message": 50, "modal": 100, "home": 100}
MESSAGE_CHARACTERS = 13_000
"""Slack refuses a message near this many characters over all its blocks, whatever the single blocks allow."""
MARKDOWN_CHARACTERS = 12_000

BLOCK: dict[str, Check] = {"block_id": string(255)}
TYPE: dict[str, Check] = {"type": anything}


def _has_text(value: Any, pointer: str, report: Report) -> None:
    if isinstance(value, dict) and value.get("text") is None and value.get("fields") is None:
        report.add(pointer, "missing required field: text")


def _no_dispatch_of_files(value: Any, pointer: str, report: Report) -> None:
    element = value.get("element") if isinstance(value, dict) else None
    if isinstance(element, dict) and element.get("type") == "file_input" and value.get("dispatch_action"):
        report.add(pointer, "file_input cannot dispatch actions")


SECTION = both(
    shape(TYPE, BLOCK | {"text": text(3000), "fields": listed(text(2000), 1, 10), "accessory": ACCESSORY, "expand": boolean}), _has_text
)
INPUT = both(
    shape(
        TYPE | {"label": plain(2000), "element": IN_INPUT}, BLOCK | {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean}
    ),
    _no_dispatch_of_files,
)
IN_CONTEXT = by_type({"image": IMAGE, "plain_text": plain(3000), "mrkdwn": text(3000)})
RICH = by_type(dict.fromkeys(("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"), anything))
VIDEO = shape(
    TYPE | {"alt_text": string(2000), "title": plain(199), "video_url": string(3000), "thumbnail_url": string(3000)},
    BLOCK
    | {"author_name": string(49), "description": plain(200), "provider_icon_url": string(3000), "provider_name": string(50)}
    | {"title_url": string(3000)},
)

COMMON: dict[str, Check] = {
    "section": SECTION,
    "divider": shape(TYPE, BLOCK),
    "header": shape(TYPE | {"text": plain(150)}, BLOCK),
    "context": shape(TYPE | {"elements": listed(IN_CONTEXT, 1, 10)}, BLOCK),
    "actions": shape(TYPE | {"elements": listed(IN_ACTIONS, 1, 25)}, BLOCK),
    "image": both(
        shape(TYPE | {"alt_text": string(2000)}, BLOCK | {"image_url": string(3000), "slack_file": SLACK_FILE, "title": plain(2000)}),
        one_source,
    ),
    "input": INPUT,
    "rich_text": shape(TYPE | {"elements": listed(RICH, 1, 1000)}, BLOCK),
    "video": VIDEO,
}
MARKDOWN: dict[str, Check] = {"markdown": shape(TYPE | {"text": string(MARKDOWN_CHARACTERS)}, BLOCK)}
ALLOWED = {"message": by_type(COMMON | MARKDOWN), "modal": by_type(COMMON), "home": by_type(COMMON)}


def check_blocks(blocks: Any, surface: Surface, pointer: str = "/blocks") -> list[str]:
    """What Slack would find wrong with `blocks`, one line each; empty when it would take them."""
    report = Report()
    listed(ALLOWED[surface], 0 if surface == "message" else 1, MOST[surface])(blocks, pointer, report)
    if not report.lines:
        _check_names(blocks, pointer, report)
        _check_files(blocks, surface, pointer, report)
        _check_focus(blocks, pointer, report)
    return report.lines


def _check_focus(blocks: list[JSON], pointer: str, report: Report) -> None:
    """One element of a view at most is focused."""
    if sum(bool(element.get("focus_on_load")) for _, element in interactive(blocks)) > 1:
        report.add(pointer, "focus_on_load may be true of one element only")


def _check_names(blocks: list[JSON], pointer: str, report: Report) -> None:
    """block_id is unique in a message or view, action_id within its block."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if (block_id := block.get("block_id")) in seen and block_id is not None:
            report.add(f"{pointer}/{index}/block_id", f"block_id {block_id} already exists")
        seen.add(block_id or "")
        names = [element["action_id"] for element in elements_of(block) if element.get("action_id")]
        for name in {name for name in names if names.count(name) > 1}:
            report.add(f"{pointer}/{index}", f"action_id {name} already exists")


def _check_files(blocks: list[JSON], surface: Surface, pointer: str, report: Report) -> None:
    for index, block in enumerate(blocks):
        if surface != "modal" and any(element["type"] == "file_input" for element in elements_of(block)):
            report.add(f"{pointer}/{index}/element", "file_input is for modals only")


def elements_of(block: JSON) -> list[JSON]:
    """The interactive elements of a block."""
    found = list(block["elements"]) if block["type"] == "actions" else [block.get("accessory"), block.get("element")]
    return [element for element in found if element and element["type"] != "image"]


def interactive(blocks: list[JSON]) -> Iterator[tuple[JSON, JSON]]:
    """Every block with each of its interactive elements."""
    for block in blocks:
        for element in elements_of(block):
            yield block, element


def characters(blocks: list[JSON]) -> int:
    """What a message's blocks count for: texts and containers alike, so their JSON is measured. https://github.com/slackapi/bolt-js/issues/2867"""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def furnish(blocks: list[JSON], stamps: Stamps) -> list[JSON]:
    """A copy with the block_ids and action_ids Slack makes up where the app gave none."""
    furnished = copy.deepcopy(blocks)
    for block in furnished:
        block.setdefault("block_id", stamps.id(""))
        for element in elements_of(block):
            element.setdefault("action_id", stamps.id(""))
    return furnished
