"""What people do in channels: write, edit, delete, react, come and go; and what happens to the channels and people themselves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.sandbox import events, posts
from bot.sandbox.acting import actor, present
from bot.sandbox.channels import Channel
from bot.sandbox.files import File
from bot.sandbox.mrkdwn import encode, rich_text
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.people import Person
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]
Upload = tuple[str, bytes]


def say(ws: "Workspace", user: str, channel_id: str, text: str, thread_ts: str | None = None, files: Sequence[Upload] = ()) -> str:
    """Write a message, with `files` as (name, bytes); its ts. `@name`, `#channel` and links become what Slack makes of them."""
    channel = present(ws, user, channel_id)
    if not text.strip() and not files:
        raise Refusal("no_text")
    uploaded = [store(ws, user, name, content) for name, content in files]
    return posts.post(ws, channel, posts.typed(ws, channel, user, text, thread_ts, uploaded)).ts


def store(ws: "Workspace", user: str, name: str, content: bytes) -> File:
    """A file as if uploaded by `user`."""
    return ws.files.add(File(ws.stamps.id("F"), name, len(content), user, ws.stamps.seconds(), content=content))


def edit(ws: "Workspace", user: str, channel_id: str, ts: str, text: str) -> None:
    """Edit one's own message."""
    channel = present(ws, user, channel_id)
    message = channel.find(ts)
    if message.user != user:
        raise Refusal("cant_update_message")
    stored = encode(text, ws.people, ws.channels, ws.usergroups.values())
    posts.change(ws, channel, message, edited_by=user, text=stored, blocks=rich_text(stored, ws.stamps.id("B")))


def delete(ws: "Workspace", user: str, channel_id: str, ts: str) -> None:
    """Delete one's own message; an admin may delete anybody's."""
    channel = present(ws, user, channel_id)
    message = channel.find(ts)
    if message.user != user and not ws.people.get(user).is_admin:
        raise Refusal("cant_delete_message")
    posts.remove(ws, channel, message)


def react(ws: "Workspace", user: str, channel_id: str, ts: str, reaction: str) -> None:
    """Add a reaction. Raises Refusal already_reacted."""
    channel = present(ws, user, channel_id)
    message = channel.find(ts)
    users = message.reactions.setdefault(reaction, [])
    if user in users:
        raise Refusal("already_reacted")
    users.append(user)
    events.reacted(ws, channel, message, user, reaction, "reaction_added")
    ws.changes.notify()


def unreact(ws: "Workspace", user: str, channel_id: str, ts: str, reaction: str) -> None:
    """Take one's reaction back. Raises Refusal no_reaction."""
    channel = present(ws, user, channel_id)
    message = channel.find(ts)
    users = message.reactions.get(reaction, [])
    if user not in users:
        raise Refusal("no_reaction")
    users.remove(user)
    if not users:
        del message.reactions[reaction]
    events.reacted(ws, channel, message, user, reaction, "reaction_removed")
    ws.changes.notify()


def join(ws: "Workspace", channel: Channel, user: str) -> None:
    """Come into a channel; Slack writes a line about it, which the app hears as a message of subtype channel_join."""
    if channel.is_archived:
        raise Refusal("is_archived")
    if channel.has(user) or channel.members is None:
        return
    channel.members.append(user)
    events.membership(ws, channel, user, "member_joined_channel")
    posts.announce(ws, channel, user, "channel_join", f"<@{user}> has joined the channel")


def welcome(ws: "Workspace", person: "Person") -> None:
    """Somebody new, who is in every public channel from the start."""
    ws.people.add(person)
    for channel in ws.channels:
        if channel.members is not None and not channel.is_private and not channel.is_im and not channel.has(person.id):
            channel.members.append(person.id)
    ws.changes.notify()


def leave(ws: "Workspace", channel: Channel, user: str) -> None:
    """Go, or be removed. The app hears channel_left of its own removal. https://docs.slack.dev/reference/events/channel_left"""
    if not channel.has(user) or channel.members is None:
        return
    posts.announce(ws, channel, user, "channel_leave", f"<@{user}> has left the channel")
    channel.members.remove(user)
    events.membership(ws, channel, user, "member_left_channel")
    if user == ws.team.bot_user:
        kind = "group_left" if channel.is_private else "channel_left"
        events.emit(ws, {"type": kind, "channel": channel.id, "event_ts": ws.stamps.ts()})
    ws.changes.notify()


def archive(ws: "Workspace", channel: Channel, user: str) -> None:
    posts.announce(ws, channel, user, "channel_archive", f"<@{user}> archived the channel")
    channel.is_archived = True
    events.about_channel(ws, "channel_archive", channel, user)
    ws.changes.notify()


def unarchive(ws: "Workspace", channel: Channel, user: str) -> None:
    channel.is_archived = False
    events.about_channel(ws, "channel_unarchive", channel, user)
    ws.changes.notify()


def rename(ws: "Workspace", channel: Channel, user: str, name: str) -> None:
    before, channel.name = channel.name, name
    events.about_channel(ws, "channel_rename", channel, user)
    posts.announce(ws, channel, user, "channel_name", f"renamed the channel from {before} to {name}", old_name=before, name=name)


def deactivate(ws: "Workspace", user: str) -> None:
    """Somebody leaves the company, and with it every channel. https://docs.slack.dev/reference/events/user_change"""
    person = ws.people.change(user, deleted=True)
    ws.modals.stacks.pop(user, None)
    for channel in ws.channels:
        if channel.members and channel.has(user) and not channel.is_im:
            channel.members.remove(user)
    events.emit(
        ws, {"type": "user_change", "user": person.as_user(ws.team.id), "cache_ts": ws.stamps.seconds(), "event_ts": ws.stamps.ts()}
    )
    ws.changes.notify()


def direct(ws: "Workspace", user: str) -> Channel:
    """The direct messages between the app and `user`, opened if need be."""
    known = ws.channels.direct(user)
    if known:
        return known
    return ws.channels.add(Channel(ws.stamps.id("D"), "", [user, ws.team.bot_user], partner=user, created=ws.stamps.seconds()))


def visit_home(ws: "Workspace", user: str) -> None:
    """Open the app's Home tab."""
    actor(ws, user)
    events.home_opened(ws, user, direct(ws, user), ws.modals.homes.get(user))
    ws.changes.notify()


def regroup(ws: "Workspace", group_id: str, users: tuple[str, ...]) -> None:
    """A user group has other members. https://docs.slack.dev/reference/events/subteam_members_changed"""
    group = ws.usergroups[group_id]
    ws.usergroups[group_id] = replace(group, users=users)
    event: JSON = {"type": "subteam_members_changed", "subteam_id": group_id, "team_id": ws.team.id, "event_ts": ws.stamps.ts()}
    event |= {"added_users": [each for each in users if each not in group.users]}
    event |= {"removed_users": [each for each in group.users if each not in users]}
    events.emit(ws, event)
