"""Whoever acts in Slack, made known to the desk: name, language, zone, address. Guests, strangers and bots may only read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from claims.actor import clock
from claims.errors import NotAllowed, NotFound, TryAgain
from commands import know, show
from commands.depart import depart
from commands.show import Person, Role

KEPT = timedelta(minutes=5)
"""How long what Slack says of a person is believed without asking again."""


@dataclass(slots=True)
class People:
    """Asks Slack who somebody is, and remembers it for a while."""

    desk: Desk
    client: AsyncWebClient
    _known: dict[str, tuple[datetime, Person]] = field(default_factory=dict)

    async def acting(self, identity: str) -> Person:
        """The person who acts. Raises NotAllowed for a guest, a stranger or a bot, TryAgain where Slack does not tell."""
        met = self._known.get(identity)
        now = self.desk.clock()
        if met and now - met[0] < KEPT:
            return met[1]
        person = await self._ask(identity)
        self._known[identity] = (now, person)
        return person

    async def settled(self, identity: str, **settings: str) -> Person:
        """The person after a change of their own settings: language, zone. Raises Invalid, NotAllowed, TryAgain."""
        await self.acting(identity)
        person = await self.desk.database.run(know.settle, identity, **settings)
        self._known[identity] = (self.desk.clock(), person)
        return person

    async def gone(self, identity: str) -> None:
        """Slack says that a person is no member any more."""
        self._known.pop(identity, None)
        await self.desk.database.run(depart, identity, by=clock("people"))

    async def names(self, identities: Iterable[str]) -> dict[str, str]:
        """The names of those whom the desk knows, by id."""
        wanted = tuple(dict.fromkeys(identities))
        return await self.desk.database.read(show.names, wanted) if wanted else {}

    async def called(self, identities: Iterable[str]) -> dict[str, str]:
        """The same, asking Slack for those who never did anything here, so that no letter calls somebody by an id."""
        wanted = tuple(dict.fromkeys(identities))
        known = await self.names(wanted)
        return known | {each: await self._name(each) for each in wanted if each not in known}

    async def _name(self, identity: str) -> str:
        try:
            user = (await self.client.users_info(user=identity))["user"]
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            return identity
        return _real_name(user)

    async def _ask(self, identity: str) -> Person:
        """https://docs.slack.dev/reference/methods/users.info"""
        try:
            user = (await self.client.users_info(user=identity, include_locale=True))["user"]
        except SlackApiError as error:
            if error.response.get("error") == "user_not_found":
                raise NotFound(what="person", name=identity) from error
            return await self._remembered(identity)
        except (aiohttp.ClientError, TimeoutError):
            return await self._remembered(identity)
        if not _belongs(user):
            await self.gone(identity)
            raise NotAllowed(role=Role.AGENT)
        return await self.desk.database.run(know.person, _person(user, self.desk))

    async def _remembered(self, identity: str) -> Person:
        known = await self.desk.database.read(show.person, identity)
        if known is None or not known.active:
            raise TryAgain("Slack does not say who acts")
        return known


def _belongs(user: dict[str, Any]) -> bool:
    """https://docs.slack.dev/reference/objects/user-object"""
    outside = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "is_app_user", "deleted")
    return not any(user.get(mark) for mark in outside)


def _person(user: dict[str, Any], desk: Desk) -> Person:
    address = (user.get("profile") or {}).get("email")
    return Person(
        id=user["id"],
        name=_real_name(user),
        language="ko" if str(user.get("locale") or desk.rules.desk.language).startswith("ko") else "en",
        zone=_zone(user.get("tz"), desk),
        address=address.lower() if address else None,
        role=Role.AGENT,
        active=True,
    )


def _real_name(user: dict[str, Any]) -> str:
    profile = user.get("profile") or {}
    return str(profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name") or user["id"])


def _zone(name: str | None, desk: Desk) -> str:
    """The person's zone, or the desk's where Slack gives none that is known here."""
    try:
        return ZoneInfo(name).key if name else desk.rules.desk.zone
    except (ZoneInfoNotFoundError, ValueError):
        return desk.rules.desk.zone
