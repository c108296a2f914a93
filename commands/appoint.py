"""Who is a lead or an admin, and who has which right beside: given by people, or by a Slack user group."""

from collections.abc import Collection

from claims.actor import Actor, ActorKind
from claims.errors import Invalid, NotAllowed
from claims.roles import Right, Role
from commands.acting import is_lead, person_known, require_lead
from storage import people, rights
from storage.database import Tx
from storage.people import Person


def is_admin(tx: Tx, by: Actor) -> bool:
    """Whoever is named an admin; on a desk that has none yet, whoever desk.toml names a lead or manager."""
    if by.kind is not ActorKind.PERSON:
        return by.kind is ActorKind.OPERATOR
    named, person = tx.rules.people, people.find(tx, by.id)
    if by.id in named.admins or (person is not None and person.active and person.role is Role.ADMIN):
        return True
    return not named.admins and not rights.any_admin(tx) and by.id in (*named.leads, *named.managers)


def appoint(tx: Tx, who: str, role: str, *, by: Actor) -> Person:
    """Give a person a role. Nobody changes their own, so that an admin always remains. Raises NotAllowed, NotFound, Invalid."""
    person = person_known(tx, who)
    if not is_admin(tx, by):
        raise NotAllowed(role=Role.ADMIN)
    if by.id == who:
        raise NotAllowed(role="other_admin")
    if role not in list(Role):
        raise Invalid(field="role", value=role, allowed=tuple(Role))
    rights.appoint(tx, person.id, Role(role))
    return people.find(tx, person.id) or person


def entitle(tx: Tx, who: str, given: Collection[str], *, by: Actor) -> None:
    """Give a person these rights and no other; none: ("",). Raises NotAllowed, NotFound, Invalid."""
    person = person_known(tx, who)
    require_lead(tx, by)
    wrong = next((each for each in given if each not in list(Right)), None)
    if wrong is not None:
        raise Invalid(field="rights", value=wrong, allowed=tuple(Right))
    rights.give(tx, person.id, map(Right, given))


def by_group(tx: Tx, role: Role, members: Collection[str]) -> int:
    """Slack's user group for a role has these members now: who came in has the role, who went out has it no more. How many changed.

    A role that a person gave stays; of two groups the higher role counts.
    """
    before = rights.grouped(tx, role)
    known = [each for each in members if (found := people.find(tx, each)) and found.active and _below(found.role, role)]
    gone = [each for each in before if each not in members]
    for each in known:
        rights.appoint(tx, each, role, grouped=True)
    for each in gone:
        rights.appoint(tx, each, Role.AGENT)
    return len(known) + len(gone)


def _below(has: Role, role: Role) -> bool:
    ranks = list(Role)
    return ranks.index(has) < ranks.index(role)


def role_of(tx: Tx, person: Person) -> Role:
    """The role as it holds, desk.toml's own included."""
    by = Actor(ActorKind.PERSON, person.id)
    return Role.ADMIN if is_admin(tx, by) else Role.LEAD if is_lead(tx, by) else Role.AGENT
