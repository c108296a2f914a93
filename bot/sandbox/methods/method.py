"""A method of the Web API and how its arguments are read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


@dataclass(frozen=True)
class Method:
    """`run(workspace, arguments)` gives the answer without "ok"; any one of `scopes` suffices; `tier` 0 is not counted."""

    run: Callable[["Workspace", JSON], JSON]
    scopes: tuple[str, ...] = ()
    tier: int = 3
    token: str = "bot"  # noqa: S105


CONVERSATION_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
CONVERSATION_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


def need(args: JSON, name: str) -> str:
    """A text argument. Raises Refusal invalid_arguments."""
    value = args.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal("invalid_arguments", messages=[f"missing required field: {name}"])
    return value


def text(args: JSON, name: str) -> str | None:
    value = args.get(name)
    return str(value) if value not in (None, "") else None


def flag(args: JSON, name: str, default: bool = False) -> bool:
    value = args.get(name)
    return default if value is None else str(value).lower() in {"1", "true"}


def number(args: JSON, name: str, default: int, most: int) -> int:
    """A whole number of at most `most`. Raises Refusal invalid_limit."""
    value = args.get(name)
    if value in (None, ""):
        return default
    if not str(value).isdecimal() or int(str(value)) < 1:
        raise Refusal("invalid_limit")
    return min(int(str(value)), most)


def page(items: list[JSON], args: JSON, default: int = 100, most: int = 1000) -> tuple[list[JSON], JSON]:
    """One page of `items` and its response_metadata. https://docs.slack.dev/apis/web-api/pagination"""
    limit = number(args, "limit", default, most)
    start = _cursor(args)
    following = str(start + limit) if start + limit < len(items) else ""
    return items[start : start + limit], {"response_metadata": {"next_cursor": following and f"next:{following}"}}


def _cursor(args: JSON) -> int:
    cursor = text(args, "cursor")
    if cursor is None:
        return 0
    prefix, _, place = cursor.partition(":")
    if prefix != "next" or not place.isdecimal():
        raise Refusal("invalid_cursor")
    return int(place)


def visible(ws: "Workspace", channel_id: str | None) -> Channel:
    """A channel the app may know of. Raises Refusal channel_not_found, also for private ones it is not in."""
    channel = ws.channels.get(channel_id)
    if (channel.is_private or channel.is_im) and not channel.has(ws.team.bot_user):
        raise Refusal("channel_not_found")
    return channel


def joined(ws: "Workspace", channel_id: str | None) -> Channel:
    """A channel the app is in. Raises Refusal channel_not_found or not_in_channel."""
    channel = visible(ws, channel_id)
    if not channel.has(ws.team.bot_user):
        raise Refusal("not_in_channel")
    return channel
