"""The people of the workspace, as users.info shows them. https://docs.slack.dev/reference/objects/user-object"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.refusals import Refusal


@dataclass(frozen=True)
class Person:
    """Someone who can be in a channel. `tz` is an IANA zone, `locale` such as ko-KR; `is_restricted` marks a guest,
    `is_ultra_restricted` one of a single channel, `is_stranger` somebody of another workspace."""

    id: str
    name: str
    real_name: str
    email: str | None = None
    tz: str = "Asia/Seoul"
    locale: str = "ko-KR"
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_admin: bool = False
    deleted: bool = False
    is_bot: bool = False

    def as_user(self, team_id: str, *, locale: bool = False) -> dict[str, Any]:
        """The user object; `locale` adds the field Slack gives only with include_locale."""
        user = self._base(team_id) | {"profile": self._profile(team_id)}
        return user | {"locale": self.locale} if locale else user

    def _base(self, team_id: str) -> dict[str, Any]:
        offset = datetime.now(UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        return {
            "id": self.id,
            "team_id": team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_stranger": self.is_stranger,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
        }

    def _profile(self, team_id: str) -> dict[str, Any]:
        profile = {"real_name": self.real_name, "display_name": self.name, "team": team_id, "status_text": "", "status_emoji": ""}
        return profile | {"email": self.email} if self.email else profile


class People:
    """Everyone by id and by name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_id = {person.id: person for person in people}

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_id.values())

    def __contains__(self, user: object) -> bool:
        return user in self._by_id

    def get(self, user: str) -> Person:
        """Raises Refusal user_not_found."""
        if user not in self._by_id:
            raise Refusal("user_not_found")
        return self._by_id[user]

    def named(self, typed: str) -> Person | None:
        """Whoever `typed` (without the @) begins with, so that a Korean particle may follow the name."""
        found = [person for person in self if not person.deleted and _begins(typed, person.name)]
        return max(found, key=lambda person: len(person.name), default=None)

    def add(self, person: Person) -> None:
        self._by_id[person.id] = person

    def change(self, user: str, **fields: Any) -> Person:
        """Another version of a person, such as deleted=True."""
        self._by_id[user] = replace(self.get(user), **fields)
        return self._by_id[user]


def _begins(typed: str, name: str) -> bool:
    rest = typed[len(name) :]
    return typed.startswith(name) and not (rest and rest[0].isascii())


@dataclass(frozen=True)
class UserGroup:
    """A user group such as @leads. https://docs.slack.dev/reference/objects/usergroup-object"""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()

    def as_json(self, team_id: str, *, users: bool) -> dict[str, Any]:
        group: dict[str, Any] = {"id": self.id, "team_id": team_id, "is_usergroup": True, "name": self.name, "handle": self.handle}
        group |= {"description": "", "date_delete": 0, "user_count": len(self.users), "prefs": {"channels": [], "groups": []}}
        return group | {"users": list(self.users)} if users else group
