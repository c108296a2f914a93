"""Touching buttons, menus and pickers, and shortcuts. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.sandbox.acting import common, place, present
from bot.sandbox.action import action, find_element, remembers
from bot.sandbox.answers import NoAnswer
from bot.sandbox.messages import Ephemeral
from bot.sandbox.refusals import Refusal
from bot.sandbox.state import collect

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


async def click(
    ws: "Workspace",
    user: str,
    channel_id: str,
    ts: str,
    action_id: str,
    value: Any = None,
    *,
    block_id: str | None = None,
    state: Mapping[str, Any] | None = None,
) -> str | None:
    """Touch an element of a message or of an ephemeral one; None, or the error the person sees.

    Raises Refusal message_not_found, element_not_found, not_in_channel, and NoSuchChoice, where nothing could have been touched.
    """
    channel = present(ws, user, channel_id)
    ephemeral = _ephemeral(ws, user, ts)
    message = None if ephemeral else channel.find(ts)
    blocks = ephemeral.blocks if ephemeral else channel.find(ts).blocks
    thread_ts = ephemeral.thread_ts if ephemeral else channel.find(ts).thread_ts
    block, element = find_element(blocks, action_id, block_id)
    touched = _touched(block, element, value, state)
    container: JSON = {"type": "message", "message_ts": ts, "channel_id": channel.id, "is_ephemeral": ephemeral is not None}
    payload = common(ws, "block_actions", user) | {"container": container | ({"thread_ts": thread_ts} if thread_ts else {})}
    payload |= {"trigger_id": ws.triggers.issue(user), "channel": place(channel)}
    payload |= {"message": channel.show(message)} if message else {}
    payload |= {"state": {"values": collect(blocks, touched, ws.show_file)}}
    payload["response_url"] = ws.hooks.issue(user, channel.id, thread_ts=thread_ts, source=ts)
    payload["actions"] = [action(block, element, value, ws.stamps.ts())]
    return await send(ws, payload)


async def click_in_view(
    ws: "Workspace",
    user: str,
    view_id: str,
    action_id: str,
    value: Any = None,
    *,
    block_id: str | None = None,
    state: Mapping[str, Any] | None = None,
) -> str | None:
    """Touch an element of an open modal or of App Home; None, or the error the person sees. Raises as click."""
    owner, view = ws.modals.find(view_id)
    if owner != user:
        raise Refusal("not_found")
    block, element = find_element(view["blocks"], action_id, block_id)
    values = collect(view["blocks"], _touched(block, element, value, state), ws.show_file, view["state"]["values"])
    view["state"] = {"values": values}
    payload = common(ws, "block_actions", user) | {"container": {"type": "view", "view_id": view_id}}
    payload |= {"trigger_id": ws.triggers.issue(user, view_id), "view": view}
    payload["actions"] = [action(block, element, value, ws.stamps.ts())]
    return await send(ws, payload)


def _touched(block: JSON, element: JSON, value: Any, state: Mapping[str, Any] | None) -> JSON:
    """The state with the touched element's new value in it."""
    known = state or {}
    if known.keys() == {"values"}:
        known = known["values"]
    merged: JSON = {block_id: dict(given) if isinstance(given, Mapping) else given for block_id, given in known.items()}
    if remembers(element):
        beside = merged.get(block["block_id"])
        merged[block["block_id"]] = (beside if isinstance(beside, dict) else {}) | {element["action_id"]: value}
    return merged


def _ephemeral(ws: "Workspace", user: str, ts: str) -> Ephemeral | None:
    return next((shown for shown in ws.ephemeral if shown.ts == ts and shown.user == user), None)


async def send(ws: "Workspace", payload: JSON) -> str | None:
    """Hand over an interaction once; the failure's name, or None."""
    try:
        await ws.delivery.ask("interactive", copy.deepcopy(payload))
    except NoAnswer as failure:
        return failure.reason
    return None


async def message_shortcut(ws: "Workspace", user: str, callback_id: str, channel_id: str, ts: str) -> str | None:
    """https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload (message_action)"""
    channel = present(ws, user, channel_id)
    message = channel.find(ts)
    payload = _shortcut(ws, "message_action", user, callback_id) | {"channel": place(channel), "message": channel.show(message)}
    payload |= {"message_ts": ts, "response_url": ws.hooks.issue(user, channel.id, thread_ts=message.thread_ts, source=ts)}
    return await send(ws, payload)


async def shortcut(ws: "Workspace", user: str, callback_id: str) -> str | None:
    """https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload (shortcut)"""
    return await send(ws, _shortcut(ws, "shortcut", user, callback_id))


def _shortcut(ws: "Workspace", kind: str, user: str, callback_id: str) -> JSON:
    payload = common(ws, kind, user) | {"callback_id": callback_id, "trigger_id": ws.triggers.issue(user)}
    return payload | {"action_ts": ws.stamps.ts()}


async def suggest(ws: "Workspace", user: str, view_id: str, action_id: str, typed: str) -> list[JSON]:
    """What an external select offers for `typed`. https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload"""
    _, view = ws.modals.find(view_id)
    block, element = find_element(view["blocks"], action_id, None)
    payload = common(ws, "block_suggestion", user) | {"container": {"type": "view", "view_id": view_id}, "view": view}
    payload |= {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
    try:
        answer = await ws.delivery.ask("interactive", copy.deepcopy(payload))
    except NoAnswer:
        return []
    groups = answer.get("option_groups") or [{"options": answer.get("options") or []}]
    return [option for group in groups for option in group["options"]]
