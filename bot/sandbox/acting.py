"""What every interaction payload carries. https://docs.slack.dev/reference/interaction-payloads"""

from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.people import Person
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"


def actor(ws: "Workspace", user: str) -> Person:
    """Whoever acts. Raises Refusal user_not_found or account_inactive."""
    person = ws.people.get(user)
    if person.deleted:
        raise Refusal("account_inactive")
    return person


def present(ws: "Workspace", user: str, channel_id: str) -> Channel:
    """The channel `user` acts in. Raises Refusal channel_not_found or not_in_channel."""
    channel = ws.channels.get(channel_id)
    if not channel.has(actor(ws, user).id):
        raise Refusal("not_in_channel")
    return channel


def common(ws: "Workspace", kind: str, user: str) -> JSON:
    """type, user, team, api_app_id, token, enterprise."""
    person = actor(ws, user)
    who = {"id": person.id, "username": person.name, "name": person.name, "team_id": ws.team.id}
    shared: JSON = {"type": kind, "user": who, "api_app_id": ws.team.app_id, "token": ws.team.token, "team": ws.team.as_json()}
    return shared | {"enterprise": None, "is_enterprise_install": False}


def place(channel: Channel) -> JSON:
    """{"id", "name"} as payloads name a channel: what is private is not called by its name."""
    name = "directmessage" if channel.is_im else "privategroup" if channel.is_private else channel.name
    return {"id": channel.id, "name": name}
