"""views.*: https://docs.slack.dev/surfaces/modals"""

from typing import TYPE_CHECKING, Any

from bot.sandbox.methods.method import Method, need
from bot.sandbox.refusals import Refusal
from bot.sandbox.views import check_view

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


def open_(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/views.open"""
    view = check_view(args.get("view"), "modal")
    trigger = ws.triggers.find(args.get("trigger_id"))
    shown = ws.modals.open(trigger.user, view)
    return _show(ws, trigger, shown)


def push(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/views.push"""
    view = check_view(args.get("view"), "modal")
    trigger = ws.triggers.find(args.get("trigger_id"))
    shown = ws.modals.push(trigger.user, view)
    return _show(ws, trigger, shown)


def _show(ws: "Workspace", trigger: Any, shown: JSON) -> JSON:
    trigger.used = True
    ws.changes.notify()
    return {"view": shown}


def update(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/views.update"""
    _, shown = ws.modals.find(args.get("view_id"), args.get("external_id"))
    view = check_view(args.get("view"), "modal")
    if shown["type"] != "modal":
        raise Refusal("not_found")
    if args.get("hash") and args["hash"] != shown["hash"]:
        raise Refusal("hash_conflict")
    ws.modals.update(shown, view)
    ws.changes.notify()
    return {"view": shown}


def publish(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/views.publish"""
    user = need(args, "user_id")
    view = check_view(args.get("view"), "home")
    ws.people.get(user)
    known = ws.modals.homes.get(user)
    if args.get("hash") and known and args["hash"] != known["hash"]:
        raise Refusal("hash_conflict")
    shown = ws.modals.publish(user, view)
    ws.changes.notify()
    return {"view": shown}


METHODS = {
    "views.open": Method(open_, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
    "views.publish": Method(publish, tier=4),
}
