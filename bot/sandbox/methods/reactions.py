"""reactions.*"""

import re
from typing import TYPE_CHECKING, Any

from bot.sandbox import acts
from bot.sandbox.methods.method import Method, joined, text
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]

EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def add(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/reactions.add"""
    acts.react(ws, ws.team.bot_user, *_item(ws, args))
    return {}


def remove(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/reactions.remove"""
    acts.unreact(ws, ws.team.bot_user, *_item(ws, args))
    return {}


def _item(ws: "Workspace", args: JSON) -> tuple[str, str, str]:
    """Channel, ts and name without colons. Raises Refusal invalid_name."""
    channel = joined(ws, text(args, "channel"))
    name = (text(args, "name") or "").strip(":")
    if not EMOJI.fullmatch(name):
        raise Refusal("invalid_name")
    return channel.id, channel.find(text(args, "timestamp")).ts, name


METHODS = {
    "reactions.add": Method(add, ("reactions:write",), tier=3),
    "reactions.remove": Method(remove, ("reactions:write",), tier=2),
}
