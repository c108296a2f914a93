"""Events the app is told. https://docs.slack.dev/apis/events-api/ and https://docs.slack.dev/reference/events"""

from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.messages import Message
from bot.sandbox.mrkdwn import mentions

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]

NAMES = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
KINDS = {"channel": "C", "group": "G", "im": "D"}


def envelope(ws: "Workspace", event: JSON) -> JSON:
    """The event_callback around an event."""
    team = ws.team
    authorization = {"enterprise_id": None, "team_id": team.id, "user_id": team.bot_user, "is_bot": True, "is_enterprise_install": False}
    callback: JSON = {"token": team.token, "team_id": team.id, "context_team_id": team.id, "context_enterprise_id": None}
    callback |= {"api_app_id": team.app_id, "event": event, "type": "event_callback", "event_id": ws.stamps.id("Ev")}
    callback |= {"event_time": ws.stamps.seconds(), "authorizations": [authorization], "is_ext_shared_channel": False}
    return callback | {"event_context": "4-" + ws.stamps.id("EC")}


def emit(ws: "Workspace", event: JSON, name: str | None = None) -> None:
    """Tell the app, if it subscribed to the event; `name` where the subscription differs from the type."""
    subscribed = ws.team.events
    if not ws.revoked and (subscribed is None or (name or event["type"]) in subscribed):
        ws.delivery.tell(envelope(ws, event))


def emit_in(ws: "Workspace", channel: Channel, event: JSON, name: str | None = None) -> None:
    """Tell the app about something in a channel, if it is there."""
    if channel.has(ws.team.bot_user):
        emit(ws, event, name)


def posted(ws: "Workspace", channel: Channel, message: Message) -> None:
    """A message, and a mention of the app by a person. https://docs.slack.dev/reference/events/app_mention"""
    event = _message(ws, channel, message)
    emit_in(ws, channel, event, NAMES[channel.kind])
    if not channel.is_im and message.bot is None and message.subtype in {None, "file_share"} and mentions(message.text, ws.team.bot_user):
        mention = {key: value for key, value in event.items() if key not in {"channel_type", "subtype"}}
        emit_in(ws, channel, mention | {"type": "app_mention"})


def _message(ws: "Workspace", channel: Channel, message: Message) -> JSON:
    shown = message.as_json(metadata=True)
    if message.is_reply:
        root = channel.posts.get(message.thread_ts or "")
        shown["parent_user_id"] = root.user if root else message.user
    return shown | {"team": ws.team.id, "channel": channel.id, "event_ts": message.ts, "channel_type": channel.kind}


def changed(ws: "Workspace", channel: Channel, message: Message, before: JSON) -> None:
    """https://docs.slack.dev/reference/events/message/message_changed"""
    event = _hidden(ws, channel, "message_changed") | {"message": channel.show(message, metadata=True), "previous_message": before}
    emit_in(ws, channel, event, NAMES[channel.kind])


def deleted(ws: "Workspace", channel: Channel, before: JSON) -> None:
    """https://docs.slack.dev/reference/events/message/message_deleted"""
    event = _hidden(ws, channel, "message_deleted") | {"deleted_ts": before["ts"], "previous_message": before}
    emit_in(ws, channel, event, NAMES[channel.kind])


def _hidden(ws: "Workspace", channel: Channel, subtype: str) -> JSON:
    ts = ws.stamps.ts()
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": ts,
        "event_ts": ts,
    }


def reacted(ws: "Workspace", channel: Channel, message: Message, user: str, reaction: str, kind: str) -> None:
    """`kind` is reaction_added or reaction_removed. https://docs.slack.dev/reference/events/reaction_added"""
    item = {"type": "message", "channel": channel.id, "ts": message.ts}
    event = {"type": kind, "user": user, "reaction": reaction, "item": item, "item_user": message.user, "event_ts": ws.stamps.ts()}
    emit_in(ws, channel, event)


def membership(ws: "Workspace", channel: Channel, user: str, kind: str) -> None:
    """`kind` is member_joined_channel or member_left_channel. https://docs.slack.dev/reference/events/member_joined_channel"""
    event = {"type": kind, "user": user, "channel": channel.id, "channel_type": KINDS[channel.kind], "team": ws.team.id}
    emit(ws, event | {"event_ts": ws.stamps.ts()})


def home_opened(ws: "Workspace", user: str, channel: Channel, view: JSON | None) -> None:
    """https://docs.slack.dev/reference/events/app_home_opened"""
    event: JSON = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "home", "event_ts": ws.stamps.ts()}
    emit(ws, event | {"view": view} if view else event)


def about_channel(ws: "Workspace", kind: str, channel: Channel, user: str) -> None:
    """channel_archive, channel_unarchive, channel_deleted, channel_rename. https://docs.slack.dev/reference/events/channel_archive"""
    ts = ws.stamps.ts()
    if kind == "channel_rename":
        renamed = {"id": channel.id, "name": channel.name, "name_normalized": channel.name, "created": channel.created, "is_channel": True}
        emit_in(ws, channel, {"type": kind, "channel": renamed, "event_ts": ts})
    else:
        emit_in(ws, channel, {"type": kind, "channel": channel.id, "user": user, "event_ts": ts})
