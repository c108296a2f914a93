"""auth.* and apps.*"""

from typing import TYPE_CHECKING, Any

from bot.sandbox.methods.method import Method
from bot.sandbox.refusals import Refusal

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


def bots_info(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/bots.info"""
    if args.get("bot") != ws.team.bot_id:
        raise Refusal("bot_not_found")
    return {"bot": ws.team.bot_profile() | {"user_id": ws.team.bot_user}}


def team_info(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/team.info"""
    return {"team": {"id": ws.team.id, "name": ws.team.name, "domain": ws.team.domain, "email_domain": ""}}


METHODS = {
    "bots.info": Method(bots_info, ("users:read",), tier=3),
    "team.info": Method(team_info, ("team:read",), tier=3),
    "auth.test": Method(auth_test, tier=0),
    "apps.connections.open": Method(connections_open, ("connections:write",), tier=0, token="app"),  # noqa: S106
}
