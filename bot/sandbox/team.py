"""Who the workspace and the installed app are."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Command:
    """A registered slash command. https://docs.slack.dev/interactivity/implementing-slash-commands"""

    name: str
    should_escape: bool = True


@dataclass(frozen=True)
class Team:
    """The names and keys Slack would have given. `scopes` and `events` are None where everything is granted."""

    id: str = "T0SANDBOX"
    domain: str = "sandbox"
    name: str = "Sandbox"
    app_id: str = "A0SANDBOX"
    bot_id: str = "B0SANDBOX"
    bot_user: str = "U0CLAIMDESK"
    bot_name: str = "claimdesk"
    token: str = "sandbox-verification-token"  # noqa: S105
    scopes: frozenset[str] | None = None
    events: frozenset[str] | None = None
    commands: dict[str, Command] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The short form interaction payloads carry."""
        return {"id": self.id, "domain": self.domain}

    def bot_profile(self) -> dict[str, Any]:
        """Stands on every message of the app."""
        return {"id": self.bot_id, "app_id": self.app_id, "name": self.bot_name, "team_id": self.id, "deleted": False, "updated": 0}
