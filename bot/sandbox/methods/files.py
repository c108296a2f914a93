"""files.*: an upload is asked for, sent to its own address, then completed. https://docs.slack.dev/messaging/working-with-files#uploading"""

from typing import TYPE_CHECKING, Any

from bot.sandbox import posts
from bot.sandbox.channels import Channel
from bot.sandbox.content import decode
from bot.sandbox.files import File
from bot.sandbox.messages import Message
from bot.sandbox.methods.method import Method, joined, need, number, text
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]

LARGEST = 1_000_000_000


def get_upload_url(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""
    size = number(args, "length", 0, LARGEST)
    if size == 0:
        raise Refusal("missing_argument")
    file = ws.files.reserve(File(ws.stamps.id("F"), need(args, "filename"), size, ws.team.bot_user, ws.stamps.seconds()))
    return {"upload_url": f"{ws.url}/upload/v1/{file.ticket}", "file_id": file.id}


def complete_upload(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal"""
    listed = decode(args.get("files"), "invalid_arguments")
    if not isinstance(listed, list) or not listed or not all(isinstance(entry, dict) for entry in listed):
        raise Refusal("invalid_arguments", messages=["missing required field: files"])
    files = [_titled(ws, entry) for entry in listed]
    channels = _channels(ws, args)
    for channel in channels:
        _share(ws, channel, files, args)
    return {"files": [file.as_json(ws.url) for file in files]}


def _titled(ws: "Workspace", entry: JSON) -> File:
    file = ws.files.get(entry.get("id"))
    file.title = str(entry.get("title") or file.name)
    return file


def _channels(ws: "Workspace", args: JSON) -> list[Channel]:
    names = [text(args, "channel_id"), *(text(args, "channels") or "").split(",")]
    return [joined(ws, name) for name in names if name]


def _share(ws: "Workspace", channel: Channel, files: list[File], args: JSON) -> None:
    message = Message(ws.stamps.ts(), ws.team.bot_user, text(args, "initial_comment") or "", subtype="file_share")
    message.thread_ts = posts.threaded(channel, text(args, "thread_ts"))
    message.bot = ws.bot_marks()
    message.extra = {"upload": True, "display_as_bot": False}
    message.files = [posts.share(ws, file, channel, message.ts) for file in files]
    posts.post(ws, channel, message)


def info(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/files.info"""
    return {"file": ws.files.get(args.get("file")).as_json(ws.url)}


def delete(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/files.delete"""
    ws.files.remove(need(args, "file"))
    return {}


WRITE = ("files:write",)
METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, WRITE, tier=4),
    "files.completeUploadExternal": Method(complete_upload, WRITE, tier=4),
    "files.info": Method(info, ("files:read",), tier=4),
    "files.delete": Method(delete, WRITE, tier=3),
}
