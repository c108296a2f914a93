"""What a person types, as Slack sends it on: names become ids, special characters are escaped.

https://docs.slack.dev/messaging/formatting-message-text and, for commands with "escape channels, users, and links",
https://docs.slack.dev/interactivity/implementing-slash-commands#creating_commands
"""

import re
from collections.abc import Iterable
from typing import Any

from bot.sandbox.channels import Channels
from bot.sandbox.people import People, UserGroup

JSON = dict[str, Any]

TYPED = re.compile(r"(?<![\w<])@(?P<user>[\w.-]*\w)|(?<![\w<&])#(?P<channel>[\w-]+)|(?P<link>https?://[^\s<>|]*[^\s<>|.,;:!?)\]])")
STORED = re.compile(
    r"<@(?P<user>\w+)(?:\|[^>]*)?>|<#(?P<channel>\w+)(?:\|[^>]*)?>|<!(?P<special>here|channel|everyone)>|<!subteam\^(?P<group>\w+)(?:\|[^>]*)?>|<(?P<link>https?://[^>|]+)>"
)
SPECIAL = {"here", "channel", "everyone"}


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def encode(text: str, people: People, channels: Channels, groups: Iterable[UserGroup] = (), *, labels: bool = False) -> str:
    """`@ana` as <@U1> (with `labels` <@U1|ana>), `#desk` as <#C1|desk>, `@leads` as <!subteam^S1|@leads>, links in angle brackets."""
    handles = {group.handle: group for group in groups}

    def replace(match: re.Match[str]) -> str:
        name = match["user"]
        if name in SPECIAL:
            return f"<!{name}>"
        if name in handles:
            return f"<!subteam^{handles[name].id}|@{name}>"
        person = people.named(name) if name else None
        if person:
            rest = name[len(person.name) :]
            return (f"<@{person.id}|{person.name}>" if labels else f"<@{person.id}>") + rest
        channel = channels.named(match["channel"]) if match["channel"] else None
        if channel:
            return f"<#{channel.id}|{channel.name}>"
        return f"<{match['link']}>" if match["link"] else match[0]

    return TYPED.sub(replace, escape(text))


def mentions(text: str, user: str) -> bool:
    """Whether stored `text` names `user`."""
    return f"<@{user}>" in text or f"<@{user}|" in text


def rich_text(text: str, block_id: str) -> list[JSON]:
    """The blocks Slack gives a typed message. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block"""
    elements: list[JSON] = []
    position = 0
    for match in STORED.finditer(text):
        elements += _plain(text[position : match.start()])
        elements.append(_element(match))
        position = match.end()
    elements += _plain(text[position:])
    if not elements:
        return []
    return [{"type": "rich_text", "block_id": block_id, "elements": [{"type": "rich_text_section", "elements": elements}]}]


def _plain(text: str) -> list[JSON]:
    return [{"type": "text", "text": unescape(text)}] if text else []


def _element(match: re.Match[str]) -> JSON:
    if match["user"]:
        return {"type": "user", "user_id": match["user"]}
    if match["channel"]:
        return {"type": "channel", "channel_id": match["channel"]}
    if match["special"]:
        return {"type": "broadcast", "range": match["special"]}
    if match["group"]:
        return {"type": "usergroup", "usergroup_id": match["group"]}
    return {"type": "link", "url": unescape(match["link"])}
