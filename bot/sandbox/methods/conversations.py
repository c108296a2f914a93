"""conversations.*: https://docs.slack.dev/apis/web-api/using-the-conversations-api"""

from typing import TYPE_CHECKING, Any

from bot.sandbox import acts
from bot.sandbox.channels import Channel
from bot.sandbox.messages import Message
from bot.sandbox.methods.method import CONVERSATION_HISTORY, CONVERSATION_READ, Method, flag, joined, need, page, text, visible
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


def info(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    return {"channel": visible(ws, text(args, "channel")).as_json(ws.team.bot_user)}


def list_(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    types = (text(args, "types") or "public_channel").split(",")
    if not set(types) <= {"public_channel", "private_channel", "im", "mpim"}:
        raise Refusal("invalid_types")
    shown = [channel for channel in ws.channels if _type(channel) in types and (_type(channel) == "public_channel" or _in(ws, channel))]
    if flag(args, "exclude_archived"):
        shown = [channel for channel in shown if not channel.is_archived]
    channels, more = page([channel.as_json(ws.team.bot_user) for channel in shown], args)
    return {"channels": channels} | more


def _type(channel: Channel) -> str:
    return "im" if channel.is_im else "private_channel" if channel.is_private else "public_channel"


def _in(ws: "Workspace", channel: Channel) -> bool:
    return channel.has(ws.team.bot_user)


def members(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/conversations.members"""
    everyone = [{"id": user} for user in visible(ws, text(args, "channel")).members or ()]
    shown, more = page(everyone, args)
    return {"members": [user["id"] for user in shown]} | more


def history(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/conversations.history"""
    channel = joined(ws, text(args, "channel"))
    return _messages(channel, channel.roots()[::-1], args)


def replies(ws: "Workspace", args: JSON) -> JSON:
    """The root, then the replies, oldest first. https://docs.slack.dev/reference/methods/conversations.replies"""
    channel = joined(ws, text(args, "channel"))
    root = channel.posts.get(text(args, "ts") or "")
    if root is None:
        raise Refusal("thread_not_found")
    thread = [root] if root.is_reply else [root, *channel.replies(root.ts)]
    return _messages(channel, thread, args)


def _messages(channel: Channel, messages: list[Message], args: JSON) -> JSON:
    within = [message for message in messages if _within(message.ts, args)]
    shown, more = page([channel.show(message, metadata=flag(args, "include_all_metadata")) for message in within], args)
    return {"messages": shown, "has_more": bool(more["response_metadata"]["next_cursor"]), "pin_count": 0} | more


def _within(ts: str, args: JSON) -> bool:
    """Between oldest and latest; the ends only when inclusive."""
    at = _moment(ts)
    oldest, latest = (_moment(args.get(name) or default) for name, default in (("oldest", "0"), ("latest", "99999999999")))
    if flag(args, "inclusive"):
        return oldest <= at <= latest
    return oldest < at < latest


def _moment(ts: Any) -> tuple[int, int]:
    seconds, _, rest = str(ts).partition(".")
    if not seconds.isdecimal() or not (rest or "0").isdecimal():
        raise Refusal("invalid_ts_oldest")
    return int(seconds), int((rest or "0").ljust(6, "0"))


def join(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/conversations.join"""
    channel = visible(ws, text(args, "channel"))
    if channel.is_private or channel.is_im:
        raise Refusal("method_not_supported_for_channel_type")
    acts.join(ws, channel, ws.team.bot_user)
    return {"channel": channel.as_json(ws.team.bot_user)}


def open_(ws: "Workspace", args: JSON) -> JSON:
    """Direct messages with one person. https://docs.slack.dev/reference/methods/conversations.open"""
    users = need(args, "users").split(",")
    if len(users) != 1:
        raise Refusal("method_not_supported_for_channel_type")
    if ws.people.get(users[0]).deleted:
        raise Refusal("user_disabled")
    channel = acts.direct(ws, users[0])
    return {"channel": channel.as_json(ws.team.bot_user) if flag(args, "return_im") else {"id": channel.id}}


def leave(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/conversations.leave"""
    channel = visible(ws, text(args, "channel"))
    if channel.is_im:
        raise Refusal("method_not_supported_for_channel_type")
    if not _in(ws, channel):
        return {"not_in_channel": True}
    acts.leave(ws, channel, ws.team.bot_user)
    return {}


METHODS = {
    "conversations.leave": Method(leave, ("channels:write", "groups:write"), tier=3),
    "conversations.info": Method(info, CONVERSATION_READ, tier=3),
    "conversations.list": Method(list_, CONVERSATION_READ, tier=2),
    "conversations.members": Method(members, CONVERSATION_READ, tier=4),
    "conversations.history": Method(history, CONVERSATION_HISTORY, tier=3),
    "conversations.replies": Method(replies, CONVERSATION_HISTORY, tier=3),
    "conversations.join": Method(join, ("channels:join",), tier=3),
    "conversations.open": Method(open_, ("im:write", "mpim:write"), tier=3),
}
