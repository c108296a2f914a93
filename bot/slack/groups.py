"""Roles by Slack's user groups: who is in the leads' group is a lead. https://docs.slack.dev/reference/methods/usergroups.users.list"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.front import Front
from claims.errors import Refusal, TryAgain
from claims.roles import Role
from commands.appoint import by_group

EVERY = 600.0
"""Seconds; in between Slack tells of changes, and what it tells may get lost."""

log = structlog.get_logger()


@dataclass(slots=True)
class Groups:
    """Looks at the start, every ten minutes, and when Slack says that a group changed."""

    front: Front
    _task: "asyncio.Task[None] | None" = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self) -> None:
        if self._wanted:
            self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def changed(self, group: str) -> None:
        """Slack says so of one group."""
        if group in self._wanted.values():
            self._changed.set()

    @property
    def _wanted(self) -> dict[Role, str]:
        named = self.front.desk.rules.people
        groups = {Role.LEAD: named.lead_group, Role.ADMIN: named.admin_group}
        return {role: group for role, group in groups.items() if group}

    async def _watch(self) -> None:
        while True:
            self._changed.clear()
            for role, group in self._wanted.items():
                await self._look(role, group)
            try:
                await asyncio.wait_for(self._changed.wait(), EVERY)
            except TimeoutError:
                continue

    async def _look(self, role: Role, group: str) -> None:
        """Where Slack does not say, everybody keeps the role they have."""
        try:
            members = (await self.front.client.usergroups_users_list(usergroup=group))["users"]
            for each in members:
                await self._meet(each)
            changed = await self.front.desk.database.run(by_group, role, frozenset(members))
        except (SlackApiError, SlackClientError, aiohttp.ClientError, TimeoutError, TryAgain) as trouble:
            log.warning("user group not read", group=group, why=type(trouble).__name__)
        else:
            log.debug("user group", group=group, changed=changed)

    async def _meet(self, identity: str) -> None:
        try:
            await self.front.people.named(identity)
        except Refusal:
            return  # a guest in the group, or a bot


def listen_to_groups(app: AsyncApp, groups: Groups) -> None:
    """Slack says who came and went."""

    @app.event("subteam_members_changed")  # https://docs.slack.dev/reference/events/subteam_members_changed
    async def changed(event: dict[str, Any]) -> None:
        groups.changed(event["subteam_id"])
