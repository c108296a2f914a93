"""Slash commands. https://docs.slack.dev/interactivity/implementing-slash-commands"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.acting import place, present
from bot.sandbox.answers import NoAnswer
from bot.sandbox.channels import Channel
from bot.sandbox.hooks import Hook
from bot.sandbox.messages import Ephemeral
from bot.sandbox.mrkdwn import encode
from bot.sandbox.refusals import Refusal
from bot.sandbox.team import Command

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]


@dataclass(frozen=True)
class SlashResult:
    """What the person sees: an error of Slack's own, or the messages of the answer (`ephemerals` holds those only they see)."""

    error: str | None = None
    ephemerals: list[JSON] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All answers' text together."""
        return "\n".join(shown["text"] for shown in self.ephemerals)


async def slash(ws: "Workspace", user: str, channel_id: str, typed: str, thread_ts: str | None = None) -> SlashResult:
    """Type a slash command into a channel. Raises Refusal where the person could not have typed it."""
    channel = present(ws, user, channel_id)
    name, _, rest = typed.strip().partition(" ")
    if name not in ws.team.commands:
        return SlashResult(f"{name} is not a valid command.")
    if thread_ts:
        return SlashResult(f"{name} is not supported in threads. Sorry!")
    try:
        answer = await ws.delivery.ask("slash_commands", _payload(ws, user, channel, ws.team.commands[name], rest.strip()))
        shown = _show(ws, user, channel, answer)
    except NoAnswer as failure:
        return SlashResult(f'{name} failed with the error "{failure.reason}"')
    except Refusal as refusal:
        ws.refuse(f"answer to {name}", refusal)
        return SlashResult(f'{name} failed with the error "invalid_command_response"')
    return SlashResult(None, [shown.as_json()] if shown else [])


def _payload(ws: "Workspace", user: str, channel: Channel, command: Command, text: str) -> JSON:
    team, person = ws.team, ws.people.get(user)
    if command.should_escape:
        text = encode(text, ws.people, ws.channels, ws.usergroups.values(), labels=True)
    payload = {"token": team.token, "team_id": team.id, "team_domain": team.domain, "channel_id": channel.id}
    payload |= {"channel_name": place(channel)["name"], "user_id": user, "user_name": person.name}
    payload |= {"command": command.name, "text": text, "api_app_id": team.app_id, "is_enterprise_install": "false"}
    return payload | {"response_url": ws.hooks.issue(user, channel.id), "trigger_id": ws.triggers.issue(user)}


def _show(ws: "Workspace", user: str, channel: Channel, answer: JSON) -> Ephemeral | None:
    if not answer.get("text") and not answer.get("blocks"):
        return None
    return ws.hooks.answer(Hook(user, channel.id, ws.clock()), answer)
