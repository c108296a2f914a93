"""Everything one person sees in one channel."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.people import Person

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


def state(ws: "Workspace", user: str, channel_id: str) -> JSON:
    """What the page shows to `user` in `channel_id`; to the first person, where there is none, and in their first channel, where there
    is none or it is somebody else's conversation, as after another person was chosen on the page.

    {"version", "me", "app": {id, name, user}, "people": [user…], "usergroups": […], "commands": ["/claim"],
     "shortcuts": [{type, name, callback_id}…],
     "channels": [conversation…] (mine and public ones; mine have is_member), "channel": conversation | null,
     "messages": [root messages, oldest first, with blocks, reply_count, reactions], "threads": {root ts: [replies, oldest first]},
     "ephemerals": [mine in this channel], "views": [my modals, bottom first, each with "errors"], "home": view | null}

    Raises Refusal user_not_found or channel_not_found.
    """
    user = ws.people.get(user or _first_person(ws)).id
    channel = _channel(ws, user, channel_id) if channel_id else _first_channel(ws, user)
    seen: JSON = {
        "version": ws.changes.version,
        "me": user,
        "app": {"id": ws.team.app_id, "name": ws.team.bot_name, "user": ws.team.bot_user},
    }
    seen |= {"people": [_person(ws, person) for person in ws.people]}
    seen |= {"usergroups": [group.as_json(ws.team.id, users=True) for group in ws.usergroups.values()]}
    seen |= {"commands": list(ws.team.commands), "shortcuts": ws.shortcuts}
    seen |= {"channels": [one.as_json(user) for one in ws.channels if _shown(one, user)]}
    seen |= {"channel": channel.as_json(user) if channel else None}
    seen |= _messages(channel) if channel else {"messages": [], "threads": {}}
    here = channel.id if channel else ""
    seen |= {"ephemerals": [shown.as_json() for shown in ws.ephemeral if (shown.user, shown.channel) == (user, here)]}
    views = [view | {"errors": ws.modals.errors.get(view["id"])} for view in ws.modals.stack(user)]
    return seen | {"views": views, "home": ws.modals.homes.get(user)}


def _first_person(ws: "Workspace") -> str:
    return next(person.id for person in ws.people if not person.is_bot and not person.deleted)


def _first_channel(ws: "Workspace", user: str) -> Channel | None:
    return next((channel for channel in ws.channels if channel.has(user) and not channel.is_im), None)


def _channel(ws: "Workspace", user: str, channel_id: str) -> Channel | None:
    channel = ws.channels.get(channel_id)
    return channel if _shown(channel, user) else _first_channel(ws, user)


def _person(ws: "Workspace", person: Person) -> JSON:
    return person.as_user(ws.team.id, locale=True)


def _shown(channel: Channel, user: str) -> bool:
    return channel.has(user) or not (channel.is_private or channel.is_im)


def _messages(channel: Channel) -> JSON:
    threads = {ts: [channel.show(reply) for reply in replies.values()] for ts, replies in channel.threads.items() if replies}
    return {"messages": [channel.show(message) for message in channel.roots()], "threads": threads}
