"""users.*"""

from typing import TYPE_CHECKING, Any

from bot.sandbox.methods.method import CONVERSATION_READ, Method, flag, need, page, text
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


def info(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/users.info"""
    return {"user": _shown(ws, need(args, "user"), args)}


def list_(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/users.list"""
    members, more = page([_shown(ws, person.id, args) for person in ws.people], args)
    return {"members": members, "cache_ts": ws.stamps.seconds()} | more


def _shown(ws: "Workspace", user: str, args: JSON) -> JSON:
    """A person; the address only where users:read.email is granted."""
    shown = ws.people.get(user).as_user(ws.team.id, locale=flag(args, "include_locale"))
    if ws.team.scopes is not None and "users:read.email" not in ws.team.scopes:
        shown["profile"].pop("email", None)
    return shown


def conversations(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/users.conversations"""
    user = text(args, "user") or ws.team.bot_user
    types = (text(args, "types") or "public_channel").split(",")
    kinds = {"channel": "public_channel", "group": "private_channel", "im": "im"}
    shown = [channel for channel in ws.channels if channel.has(ws.people.get(user).id) and kinds[channel.kind] in types]
    channels, more = page([channel.as_json(ws.team.bot_user) for channel in shown], args)
    return {"channels": channels} | more


def lookup_by_email(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/users.lookupByEmail"""
    email = need(args, "email").lower()
    person = next((person for person in ws.people if person.email and person.email.lower() == email and not person.deleted), None)
    if person is None:
        raise Refusal("users_not_found")
    return {"user": _shown(ws, person.id, args)}


METHODS = {
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",), tier=3),
    "users.info": Method(info, ("users:read",), tier=4),
    "users.list": Method(list_, ("users:read",), tier=2),
    "users.conversations": Method(conversations, CONVERSATION_READ, tier=3),
}
