"""What the app asks of a workspace, and what for; manifest.yml at the top of the repository says the same to Slack."""

from collections.abc import Mapping

from bot.slack.listen import COMMAND, EVENTS
from bot.slack.shortcuts import SHORTCUTS

METHODS: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.members": ("channels:read", "groups:read"),
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history", "groups:history"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "usergroups.users.list": ("usergroups:read",),
    "users.info": ("users:read", "users:read.email"),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
"""Every Web API method that is called, and its scopes. https://docs.slack.dev/reference/methods"""

SUBSCRIPTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "app_home_opened": ("app_home_opened", ()),
    "app_mention": ("app_mention", ("app_mentions:read",)),
    "message.channels": ("message", ("channels:history",)),
    "message.groups": ("message", ("groups:history",)),
    "member_left_channel": ("member_left_channel", ("channels:read", "groups:read")),
    "subteam_members_changed": ("subteam_members_changed", ("usergroups:read",)),
    "user_change": ("user_change", ("users:read",)),
}
"""Every event that is subscribed to: the type a listener hears, and its scopes. https://docs.slack.dev/reference/events"""

DOWNLOADS = ("files:read",)
"""For url_private. https://docs.slack.dev/reference/objects/file-object#authentication"""


def bot_scopes() -> tuple[str, ...]:
    """Every scope the bot token needs, in order."""
    needed = {"commands", *DOWNLOADS}
    needed |= {scope for scopes in METHODS.values() for scope in scopes}
    needed |= {scope for _, scopes in SUBSCRIPTIONS.values() for scope in scopes}
    return tuple(sorted(needed))


__all__ = ["COMMAND", "DOWNLOADS", "EVENTS", "METHODS", "SHORTCUTS", "SUBSCRIPTIONS", "bot_scopes"]
