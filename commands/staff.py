"""A person as a colleague: what they know, when and how they may be disturbed, how much they take."""

from collections.abc import Mapping
from dataclasses import dataclass

from claims.actor import Actor
from claims.availability import NEVER, Quiet
from claims.errors import Invalid
from claims.roles import Right, Role
from commands.acting import person_known, require_lead
from commands.appoint import appoint, entitle, role_of
from commands.crew import Crew
from commands.know import settle
from storage import habits, people, rights
from storage.database import Tx
from storage.habits import Habits
from storage.people import Person

HOW = ("dm", "mention")
MOST = 1000
"""The highest limit of work in progress that means anything."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """`quiet`, `mention` and `limit` as they hold, the desk's own where the person set none; `load`: open claims they own."""

    person: Person
    habits: Habits
    mention: str
    quiet: str
    limit: int
    load: int
    deputy: Person | None
    skills: tuple[str, ...]
    role: Role
    rights: tuple[Right, ...]


def staff(tx: Tx, who: str | None = None, habits: Mapping[str, str] | None = None, *, by: Actor) -> Colleague:
    """Show a person, by default oneself, and change what is given. A lead may change somebody else.

    `habits`: mention (dm, mention), quiet (22:00-07:00, off for none, usual for the desk's), calendar (a name, or off), deputy (a
    person's id, or off), limit (open claims, or off), skills (products, comma-separated), language (ko, en), zone (IANA), and, by
    whoever may, role (or off) and rights (comma-separated, or off). Raises NotAllowed, NotFound, Invalid.
    """
    person = person_known(tx, who or by.id)
    if habits and person.id != by.id:
        require_lead(tx, by)
    for name, value in (habits or {}).items():
        _set(tx, person, name, value, by)
    return colleague(tx, people.find(tx, person.id) or person)


def colleague(tx: Tx, person: Person) -> Colleague:
    theirs, crew = habits.of(tx, person.id), Crew.read(tx)
    return Colleague(
        person,
        theirs,
        theirs.mention or HOW[0],
        theirs.quiet or tx.rules.people.quiet,
        crew.limit(theirs),
        crew.load.get(person.id, 0),
        people.find(tx, theirs.deputy) if theirs.deputy else None,
        habits.skills_of(tx, person.id),
        role_of(tx, person),
        rights.of(tx, person.id),
    )


def _set(tx: Tx, person: Person, name: str, value: str, by: Actor) -> None:
    if name == "role":
        appoint(tx, person.id, Role.AGENT if value == "off" else value.lower(), by=by)
    elif name == "rights":
        entitle(tx, person.id, () if value == "off" else [each.strip().lower() for each in value.split(",") if each.strip()], by=by)
    elif name in ("language", "zone"):
        settle(tx, person.id, **{name: value})
    elif name == "skills":
        habits.learn(tx, person.id, (each.strip() for each in value.split(",") if each.strip()))
    elif value == "off" and name in _CHECKS and name != "quiet":
        habits.change(tx, person.id, **{_CHECKS[name][0]: None})
    elif name in _CHECKS:
        column, check = _CHECKS[name]
        habits.change(tx, person.id, **{column: check(tx, person, value)})
    else:
        raise Invalid(field="habits", value=name, allowed=(*_CHECKS, "skills", "language", "zone", "role", "rights"))


def _mention(tx: Tx, person: Person, value: str) -> str:
    if value not in HOW:
        raise Invalid(field="mention", value=value, allowed=HOW)
    return value


def _quiet(tx: Tx, person: Person, value: str) -> str | None:
    """Who wants no quiet hours has none; the desk's own come back by `usual`."""
    if value == "usual":
        return None
    try:
        return str(NEVER if value == "off" else Quiet.parse(value))
    except ValueError as error:
        raise Invalid(field="quiet", value=value, allowed=("22:00-07:00", "off", "usual")) from error


def _calendar(tx: Tx, person: Person, value: str) -> str:
    return tx.rules.calendar(value).name


def _deputy(tx: Tx, person: Person, value: str) -> str:
    if value == person.id:
        raise Invalid(field="deputy", value=person.name)
    return person_known(tx, value).id


def _limit(tx: Tx, person: Person, value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value[:6]) > MOST:
        raise Invalid(field="limit", value=value)
    return int(value)


_CHECKS = {
    "mention": ("mention", _mention),
    "quiet": ("quiet", _quiet),
    "calendar": ("calendar", _calendar),
    "deputy": ("deputy", _deputy),
    "limit": ("work_in_progress", _limit),
}
