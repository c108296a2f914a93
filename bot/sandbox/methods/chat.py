"""chat.*: https://docs.slack.dev/reference/methods?family=chat"""

from typing import TYPE_CHECKING, Any

from bot.sandbox import acts, posts
from bot.sandbox.blocks import furnish
from bot.sandbox.channels import Channel
from bot.sandbox.content import check_content, check_metadata, decode
from bot.sandbox.messages import Ephemeral, Message
from bot.sandbox.methods.method import Method, flag, joined, need, text, visible
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


def post_message(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/chat.postMessage

    A thread_ts that is not there is no error: the message stands in the channel itself, and the answer has no thread_ts.
    """
    channel = _addressed(ws, need_channel(args))
    written, blocks = check_content(args)
    metadata = check_metadata(args.get("metadata"))
    if ws.pace:
        ws.pace.post(channel.id)
    message = Message(ws.stamps.ts(), ws.team.bot_user, written, _thread(channel, args), metadata=metadata, bot=ws.bot_marks())
    message.blocks = furnish(blocks, ws.stamps)
    message.attachments = decode(args.get("attachments"), "invalid_attachments") or []
    if message.is_reply and flag(args, "reply_broadcast"):
        message.broadcast, message.subtype = True, "thread_broadcast"
    posts.post(ws, channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json(metadata=True)}


def _thread(channel: Channel, args: JSON) -> str | None:
    return posts.threaded(channel, text(args, "thread_ts"))


def need_channel(args: JSON) -> str:
    """Raises Refusal channel_not_found, which is what Slack says without a channel."""
    channel = args.get("channel")
    if not isinstance(channel, str) or not channel:
        raise Refusal("channel_not_found")
    return channel


def _addressed(ws: "Workspace", name: str) -> Channel:
    """Where a message goes: a channel's id or #name, or a person's id for their direct messages."""
    if name in ws.people:
        if ws.people.get(name).deleted:
            raise Refusal("user_not_found")
        return acts.direct(ws, name)
    named = ws.channels.named(name.removeprefix("#"))
    channel = visible(ws, named.id if named else name)
    if "chat:write.public" in (ws.team.scopes or ()) and channel.kind == "channel":
        return channel
    return joined(ws, channel.id)


def post_ephemeral(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    channel = joined(ws, need_channel(args))
    user = need(args, "user")
    written, blocks = check_content(args)
    if user not in ws.people or not channel.has(user):
        raise Refusal("user_not_in_channel")
    if channel.is_archived:
        raise Refusal("is_archived")
    furnished = furnish(blocks, ws.stamps)
    shown = Ephemeral(ws.stamps.ts(), channel.id, user, written, furnished, text(args, "thread_ts"), ws.team.bot_user)
    return {"message_ts": posts.whisper(ws, shown).ts}


def update(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/chat.update

    Text without blocks takes the blocks away; blocks without text keep them and show no edited mark.
    """
    channel = joined(ws, need_channel(args))
    message = _own(ws, channel, args, "cant_update_message")
    written, blocks = check_content(args)
    fields: JSON = {"text": written, "blocks": furnish(blocks, ws.stamps)}
    if args.get("metadata") is not None:
        fields["metadata"] = check_metadata(args["metadata"])
    if args.get("attachments") is not None:
        fields["attachments"] = decode(args["attachments"], "invalid_attachments") or []
    posts.change(ws, channel, message, edited_by=None if blocks else ws.team.bot_user, **fields)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.as_json(metadata=True)}


def _own(ws: "Workspace", channel: Channel, args: JSON, error: str) -> Message:
    message = channel.find(text(args, "ts"))
    if channel.is_archived:
        raise Refusal("is_archived")
    if message.user != ws.team.bot_user or message.subtype == "tombstone":
        raise Refusal(error)
    return message


def delete(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/chat.delete"""
    channel = joined(ws, need_channel(args))
    message = _own(ws, channel, args, "cant_delete_message")
    posts.remove(ws, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = visible(ws, need_channel(args))
    message = channel.find(text(args, "message_ts"))
    link = f"{ws.url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(post_message, WRITE, tier=0),
    "chat.postEphemeral": Method(post_ephemeral, WRITE, tier=4),
    "chat.update": Method(update, WRITE, tier=3),
    "chat.delete": Method(delete, WRITE, tier=3),
    "chat.getPermalink": Method(get_permalink, tier=0),
}
