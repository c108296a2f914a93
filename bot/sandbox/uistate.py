"""Everything one person sees in one channel."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.people import Person
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


def state(ws: "Workspace", user: str, channel_id: str) -> JSON:
    """What the page shows to `user` in `channel_id`. Raises Refusal user_not_found or channel_not_found.

    {"version", "me", "bot", "people": [user…], "usergroups": […], "commands": ["/claim"], "shortcuts": [{type, name, callback_id}…],
     "channels": [conversation…] (mine and public ones; mine have is_member), "channel": conversation | null,
     "messages": [root messages, oldest first, with blocks, reply_count, reactions], "threads": {root ts: [replies, oldest first]},
     "ephemerals": [mine in this channel], "views": [my modals, bottom first, each with "errors"], "home": view | null}
    """
    ws.people.get(user)
    channel = _channel(ws, user, channel_id) if channel_id else None
    seen: JSON = {"version": ws.changes.version, "me": user, "bot": ws.team.bot_user}
    seen |= {"people": [_person(ws, person) for person in ws.people]}
    seen |= {"usergroups": [group.as_json(ws.team.id, users=True) for group in ws.usergroups.values()]}
    seen |= {"commands": list(ws.team.commands), "shortcuts": ws.shortcuts}
    seen |= {"channels": [one.as_json(user) for one in ws.channels if _shown(one, user)]}
    seen |= {"channel": channel.as_json(user) if channel else None}
    seen |= _messages(channel) if channel else {"messages": [], "threads": {}}
    seen |= {"ephemerals": [shown.as_json() for shown in ws.ephemeral if (shown.user, shown.channel) == (user, channel_id)]}
    views = [view | {"errors": ws.modals.errors.get(view["id"])} for view in ws.modals.stack(user)]
    return seen | {"views": views, "home": ws.modals.homes.get(user)}


def _channel(ws: "Workspace", user: str, channel_id: str) -> Channel:
    channel = ws.channels.get(channel_id)
    if not _shown(channel, user):
        raise Refusal("channel_not_found")
    return channel


def _person(ws: "Workspace", person: Person) -> JSON:
    return person.as_user(ws.team.id, locale=True)


def _shown(channel: Channel, user: str) -> bool:
    return channel.has(user) or not (channel.is_private or channel.is_im)


def _messages(channel: Channel) -> JSON:
    roots = channel.roots()
    threads: dict[str, list[JSON]] = {}
    for message in channel.posts.values():
        if message.is_reply and message.thread_ts:
            threads.setdefault(message.thread_ts, []).append(channel.show(message))
    return {"messages": [channel.show(message) for message in roots], "threads": threads}
