"""One entry of `actions` in a block_actions payload. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""

from typing import Any

from bot.sandbox.blocks import interactive
from bot.sandbox.composition import choices
from bot.sandbox.refusals import Refusal
from bot.sandbox.state import FIELDS, NoSuchChoice, entry

JSON = dict[str, Any]


def find_element(blocks: list[JSON], action_id: str, block_id: str | None) -> tuple[JSON, JSON]:
    """The block and the element a person touched. Raises Refusal element_not_found."""
    for block, element in interactive(blocks):
        if element["action_id"] == action_id and block_id in {None, block["block_id"]}:
            return block, element
    raise Refusal("element_not_found")


def action(block: JSON, element: JSON, value: Any, ts: str) -> JSON:
    """What is sent for touching `element`; `value` is what was chosen. Raises NoSuchChoice."""
    sent: JSON = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"], "action_ts": ts}
    kept = ("placeholder", "confirm", "style", "text", "url", "initial_date", "initial_time")
    sent |= {key: element[key] for key in kept if key in element}
    if element["type"] == "button":
        return sent | ({"value": element["value"]} if "value" in element else {})
    if element["type"] == "overflow":
        return sent | {"selected_option": _offered(element, value)}
    return sent | {key: given for key, given in entry(element, value).items() if key != "type"} | _zone(element)


def _offered(element: JSON, value: Any) -> JSON:
    wanted = value.get("selected_option", value).get("value") if isinstance(value, dict) else value
    for option in choices(element):
        if option["value"] == wanted:
            return dict(option)
    raise NoSuchChoice(f"{element['action_id']} does not offer {wanted!r}")


def _zone(element: JSON) -> JSON:
    return {"timezone": element["timezone"]} if element["type"] == "timepicker" and "timezone" in element else {}


def remembers(element: JSON) -> bool:
    """Whether the element keeps a value, rather than just being pressed."""
    return element["type"] in FIELDS
