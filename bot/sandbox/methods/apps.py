"""auth.* and apps.*"""

from typing import TYPE_CHECKING, Any

from bot.sandbox.methods.method import Method

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


def auth_test(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/auth.test"""
    team = ws.team
    who = {"url": f"{ws.url}/", "team": team.name, "user": team.bot_name, "team_id": team.id, "user_id": team.bot_user}
    return who | {"bot_id": team.bot_id, "is_enterprise_install": False}


def connections_open(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/apps.connections.open"""
    return {"url": f"{ws.url.replace('http', 'ws', 1)}/link?ticket={ws.sockets.ticket()}&app_id={ws.team.app_id}"}


METHODS = {
    "auth.test": Method(auth_test, tier=0),
    "apps.connections.open": Method(connections_open, ("connections:write",), tier=0, token="app"),  # noqa: S106
}
