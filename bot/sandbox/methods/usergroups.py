"""usergroups.*"""

from typing import TYPE_CHECKING, Any

from bot.sandbox.methods.method import Method, flag, need
from bot.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


def list_(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/usergroups.list"""
    return {"usergroups": [group.as_json(ws.team.id, users=flag(args, "include_users")) for group in ws.usergroups.values()]}


def users_list(ws: "Workspace", args: JSON) -> JSON:
    """https://docs.slack.dev/reference/methods/usergroups.users.list"""
    group = ws.usergroups.get(need(args, "usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": list(group.users)}


METHODS = {
    "usergroups.list": Method(list_, ("usergroups:read",), tier=2),
    "usergroups.users.list": Method(users_list, ("usergroups:read",), tier=2),
}
