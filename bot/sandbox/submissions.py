"""Submitting and closing modals. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.sandbox.acting import TROUBLE, common
from bot.sandbox.answers import NoAnswer
from bot.sandbox.clicks import send
from bot.sandbox.refusals import Refusal
from bot.sandbox.state import collect, missing
from bot.sandbox.views import check_view

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]
Errors = dict[str, str]


async def submit(ws: "Workspace", user: str, view_id: str, given: Mapping[str, Any]) -> Errors | None:
    """Submit a modal; None when it was taken, else {block_id: error}, with "" for trouble of the whole modal.

    Raises Refusal not_found when it is not open, and NoSuchChoice.
    """
    view = _open_view(ws, user, view_id)
    values = collect(view["blocks"], given, ws.show_file, view["state"]["values"])
    view["state"] = {"values": values}
    errors = missing(view["blocks"], values) or await _send(ws, user, view)
    if errors and view in ws.modals.stack(user):
        ws.modals.errors[view_id] = errors
    ws.changes.notify()
    return errors or None


def _open_view(ws: "Workspace", user: str, view_id: str) -> JSON:
    owner, view = ws.modals.find(view_id)
    if owner != user or view["type"] != "modal":
        raise Refusal("not_found")
    return view


async def _send(ws: "Workspace", user: str, view: JSON) -> Errors:
    ws.modals.errors.pop(view["id"], None)
    payload = common(ws, "view_submission", user) | {"trigger_id": ws.triggers.issue(user, view["id"]), "view": view, "response_urls": []}
    try:
        answer = await ws.delivery.ask("interactive", copy.deepcopy(payload))
        return _apply(ws, user, view, answer)
    except NoAnswer:
        return {"": TROUBLE}
    except Refusal as refusal:
        ws.refuse("answer to view_submission", refusal)
        return {"": TROUBLE}


def _apply(ws: "Workspace", user: str, view: JSON, answer: JSON) -> Errors:
    """Do what the acknowledgement says. https://docs.slack.dev/surfaces/modals#updating_response"""
    match answer.get("response_action"):
        case "errors":
            return _errors(view, answer.get("errors"))
        case "update":
            ws.modals.update(view, check_view(answer.get("view"), "modal"))
        case "push":
            ws.modals.push(user, check_view(answer.get("view"), "modal"))
        case "clear":
            ws.modals.clear(user)
        case None if not answer:
            _close(ws, user, view)
        case _:
            raise Refusal("invalid_response_action")
    return {}


def _close(ws: "Workspace", user: str, view: JSON) -> None:
    stack = ws.modals.stack(user)
    if view in stack:
        ws.modals.clear(user, stack.index(view))


def _errors(view: JSON, errors: Any) -> Errors:
    """Errors must belong to input blocks of the view."""
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise Refusal("invalid_errors", messages=[f"errors must name input blocks: {sorted(inputs)}"])
    return {block_id: str(text) for block_id, text in errors.items()}


async def close(ws: "Workspace", user: str, view_id: str) -> None:
    """Close a modal by its close button; the app hears of it where it asked with notify_on_close."""
    view = _open_view(ws, user, view_id)
    stack = ws.modals.stack(user)
    gone = ws.modals.close(user, view_id)
    ws.changes.notify()
    for closed in gone:
        if closed["notify_on_close"]:
            await send(ws, common(ws, "view_closed", user) | {"view": closed, "is_cleared": not stack and closed is not view})
