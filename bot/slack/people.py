"""Whoever acts in Slack, made known to the desk: name, language, zone, address. Guests, and who is not in its channel, only read."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.slack.members import Members
from claims.actor import clock
from claims.actor import person as actor
from claims.errors import NotAllowed, NotFound, TryAgain
from commands import know, show
from commands.acting import is_lead
from commands.depart import depart
from commands.show import Person, Role

KEPT = timedelta(minutes=5)
"""How long what Slack says of a person is believed without asking again."""


@dataclass(slots=True)
class People:
    """Asks Slack who somebody is, and remembers it for a while."""

    desk: Desk
    client: AsyncWebClient
    members: Members
    _known: dict[str, tuple[datetime, Person]] = field(default_factory=dict)
    _strangers: dict[str, str] = field(default_factory=dict)
    _told: int = 0
    """How often something was told of people that holds at once."""

    async def acting(self, identity: str) -> Person:
        """The person who acts. Raises NotAllowed for a guest, a stranger, a bot, or who is neither in the desk's channel nor a lead;
        TryAgain where Slack does not tell."""
        if met := self._met(identity):
            return met
        before = self._told
        if not await self._is_here(identity):
            raise NotAllowed(role="member")
        person = await self._ask(identity)
        if self._told == before:  # else Slack may have said meanwhile that they went
            self._known[identity] = (self.desk.clock(), person)
        return person

    async def named(self, identity: str) -> Person:
        """Somebody whom another one names, as to hand them a claim. Raises NotAllowed for a guest, a stranger or a bot, with `name`."""
        try:
            return self._met(identity) or await self._ask(identity)
        except NotAllowed as refusal:
            raise NotAllowed(role="named", name=await self._name(identity)) from refusal

    async def settled(self, identity: str, **settings: str) -> Person:
        """The person after a change of their own settings: language, zone. Raises Invalid, NotAllowed, TryAgain."""
        await self.acting(identity)
        person = await self.desk.database.run(know.settle, identity, **settings)
        self.changed(person)
        return person

    def changed(self, person: Person) -> None:
        """Their settings are others now: whoever acted a moment ago is answered by them at once."""
        self._told += 1
        if person.id in self._known:
            at, _ = self._known[person.id]
            self._known[person.id] = (at, person)

    def spoken(self, identity: str) -> str:
        """The language of whoever acted lately, where nobody can be asked first; else the desk's."""
        _, person = self._known.get(identity, (None, None))
        return person.language if person else self._strangers.get(identity, self.desk.rules.desk.language)

    async def language(self, identity: str) -> str:
        """In which somebody is told that they may not act here: their own, else the desk's."""
        with suppress(TryAgain):
            known = await self.desk.database.read(show.person, identity)
            if known:
                return known.language
        if identity not in self._strangers:
            with suppress(SlackApiError, aiohttp.ClientError, TimeoutError):
                self._strangers[identity] = _language(await self._info(identity), self.desk)
        return self._strangers.get(identity, self.desk.rules.desk.language)

    async def gone(self, identity: str) -> None:
        """Slack says that a person is no member any more."""
        self._told += 1
        self._known.pop(identity, None)
        await self.desk.database.run(depart, identity, by=clock("people"))

    def left(self, identity: str, channel: str) -> None:
        """Slack says that a person went from a channel: if from the desk's, they are looked for there when they act again."""
        if channel == self.members.channel:
            self._told += 1
            self._known.pop(identity, None)
            self.members.forget(identity)

    async def names(self, identities: Iterable[str]) -> dict[str, str]:
        """The names of those whom the desk knows, by id."""
        wanted = tuple(dict.fromkeys(identities))
        return await self.desk.database.read(show.names, wanted) if wanted else {}

    async def called(self, identities: Iterable[str]) -> dict[str, str]:
        """The same, asking Slack for those who never did anything here, so that no letter calls somebody by an id."""
        wanted = tuple(dict.fromkeys(identities))
        known = await self.names(wanted)
        return known | {each: await self._name(each) for each in wanted if each not in known}

    def _met(self, identity: str) -> Person | None:
        """Whoever acted a moment ago."""
        at, person = self._known.get(identity, (None, None))
        return person if at and self.desk.clock() - at < KEPT else None

    async def _is_here(self, identity: str) -> bool:
        """Where Slack does not say who is in the channel, whoever acted before goes on. Raises TryAgain for anybody else."""
        here = await self.members.has(identity)
        if here is None:
            await self._remembered(identity)
        return here is not False or await self.desk.database.read(is_lead, by=actor(identity))

    async def _name(self, identity: str) -> str:
        try:
            return _real_name(await self._info(identity))
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            return identity

    async def _ask(self, identity: str) -> Person:
        try:
            user = await self._info(identity)
        except SlackApiError as error:
            if error.response.get("error") == "user_not_found":
                raise NotFound(what="person", name=identity) from error
            return await self._remembered(identity)
        except (aiohttp.ClientError, TimeoutError):
            return await self._remembered(identity)
        if not _belongs(user):
            self._strangers[identity] = _language(user, self.desk)
            await self.gone(identity)
            raise NotAllowed(role=Role.AGENT)
        return await self.desk.database.run(know.person, _person(user, self.desk))

    async def _info(self, identity: str) -> dict[str, Any]:
        """https://docs.slack.dev/reference/methods/users.info"""
        user: dict[str, Any] = (await self.client.users_info(user=identity, include_locale=True))["user"]
        return user

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
        language=_language(user, desk),
        zone=_zone(user.get("tz"), desk),
        address=address.lower() if address else None,
        role=Role.AGENT,
        active=True,
    )


def _language(user: dict[str, Any], desk: Desk) -> str:
    """The person's, or the desk's where Slack does not tell."""
    return "ko" if str(user.get("locale") or desk.rules.desk.language).startswith("ko") else "en"


def _real_name(user: dict[str, Any]) -> str:
    profile = user.get("profile") or {}
    return str(profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name") or user["id"])


def _zone(name: str | None, desk: Desk) -> str:
    """The person's zone, or the desk's where Slack gives none that is known here."""
    try:
        return ZoneInfo(name).key if name else desk.rules.desk.zone
    except (ZoneInfoNotFoundError, ValueError):
        return desk.rules.desk.zone
