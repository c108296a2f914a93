"""Claims in lists: each with who asked and who owns it, in one statement however many they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, or_, select

from claims.claim import Claim
from claims.grams import folded
from claims.lifecycle import OPEN, State, ball
from claims.roles import Role
from storage import search as index
from storage.claims import from_row as claim_from_row
from storage.claims import past_due
from storage.customers import Contact, Organisation
from storage.database import Tx
from storage.people import Person
from storage.places import Place
from storage.tables import claims, contacts, messages, organisations, people, places

PAGE = 60
"""Claims that are read at once to see whether they hold what was asked, after some did not."""
STRETCHES = (400, 10_000)
"""The newest claims, which are looked through before all others."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What one line of a list needs. `place`: its thread in Slack, once it has one; `read_at`: as of when."""

    claim: Claim
    contact: Contact
    organisation: Organisation | None
    owner: Person | None
    place: Place | None = None
    read_at: datetime | None = field(default=None, compare=False)

    @property
    def ball(self) -> str | None:
        """Whose move it is: "us", "customer" or None."""
        return ball(self.claim.state, self.claim.close_reason)

    @property
    def owed(self) -> tuple[str, datetime] | None:
        """The nearest of what we owe an open claim, first, update or resolution, with its time: what was missed where one is over."""
        claim = self.claim
        first = None if claim.first_answered_at else claim.first_due
        dues = {"first": first, "update": claim.update_due, "resolution": claim.resolution_due} if claim.is_open else {}
        return min(((name, at) for name, at in dues.items() if at), key=lambda due: due[1], default=None)

    @property
    def is_overdue(self) -> bool:
        """Whether what we owe was due before it was read."""
        return self.read_at is not None and self.owed is not None and self.owed[1] < self.read_at

    @property
    def next_due(self) -> datetime | None:
        """When that is."""
        return self.owed[1] if self.owed else None


_CONTACT = [contacts.c[field.name] for field in fields(Contact)]
_ORGANISATION = [organisations.c[field.name] for field in fields(Organisation)]
_OWNER = [people.c[field.name] for field in fields(Person)]
_PLACE = [places.c[field.name] for field in fields(Place)]
JOINED = (
    claims.join(contacts, claims.c.contact_id == contacts.c.id)
    .outerjoin(organisations, claims.c.organisation_id == organisations.c.id)
    .outerjoin(people, claims.c.owner == people.c.id)
    .outerjoin(places, places.c.claim_id == claims.c.id)
)
_GROUPS = (_CONTACT, _ORGANISATION, _OWNER, _PLACE)
_AROUND = [column for columns in _GROUPS for column in columns]
COLUMNS = (*claims.c, *_AROUND)
_LISTED = select(*COLUMNS).select_from(JOINED)
_UNCLOSED = claims.c.state != literal_column(f"'{State.CLOSED}'")  # as the index says it
_ALL_BUT_CLOSED = frozenset(State) - {State.CLOSED}
_LISTED_ONE = _LISTED.where(claims.c.id == bindparam("identity"))
_AROUND_ONE = select(*_AROUND).select_from(JOINED).where(claims.c.id == bindparam("identity"))

Around = tuple[Contact, Organisation | None, Person | None, Place | None]
"""Who asked, for whom, who owns it, and where it stands."""


def from_row(tx: Tx, row: Sequence[Any]) -> Listed:
    """A line from all columns of its row."""
    width = len(claims.c)
    return Listed(claim_from_row(row[:width]), *_around(row[width:]), tx.now)


def _around(row: Sequence[Any]) -> Around:
    parts, start = [], 0
    for columns in _GROUPS:
        parts.append(row[start : start + len(columns)])
        start += len(columns)
    contact, organisation, owner, place = parts
    return Contact(*contact), _organisation(organisation), _owner(owner), None if place[0] is None else Place(*place)


def _organisation(values: Sequence[Any]) -> Organisation | None:
    return None if values[0] is None else Organisation(*values)


def _owner(values: Sequence[Any]) -> Person | None:
    if values[0] is None:
        return None
    identity, name, language, zone, address, role, active = values
    return Person(identity, name, language, zone, address, Role(role), active)


def find(tx: Tx, identity: int) -> Listed | None:
    """One claim by its running number."""
    row = tx.execute(_LISTED_ONE, {"identity": identity}).one_or_none()
    return from_row(tx, row) if row else None


def around(tx: Tx, identity: int) -> Around:
    """Of one claim, which there is."""
    return _around(tx.execute(_AROUND_ONE, {"identity": identity}).one())


def listed(
    tx: Tx,
    *,
    states: tuple[State, ...] = (),
    owner: str | None = None,
    unowned: bool = False,
    late: bool = False,
    contact_id: int | None = None,
    organisation_id: int | None = None,
    newest: bool = False,
    limit: int = 50,
) -> list[Listed]:
    """Claims that fit, the most urgent and then the oldest first, or the `newest` first."""
    query = _narrowed(_LISTED, states, owner, contact_id)
    if organisation_id:
        query = query.where(claims.c.organisation_id == organisation_id)
    if unowned:
        query = query.where(claims.c.owner.is_(None), claims.c.state.in_(OPEN))
    if late:
        query = query.where(or_(*past_due(tx.now).values()), claims.c.state.in_(OPEN))
    order = (claims.c.id.desc(),) if newest else (claims.c.priority, claims.c.opened_at, claims.c.id)
    rows = tx.connection.execute(query.order_by(*order).limit(limit))
    return [from_row(tx, row) for row in rows]


def select_listed(tx: Tx, condition: ColumnElement[bool], order: Sequence[Any], limit: int) -> list[Listed]:
    """Claims that fit a condition on their rows."""
    return [from_row(tx, row) for row in tx.connection.execute(_LISTED.where(condition).order_by(*order).limit(limit))]


def of_claims(tx: Tx, identities: Sequence[int]) -> dict[int, Listed]:
    """Claims by their running numbers."""
    return {each.claim.id: each for each in select_listed(tx, claims.c.id.in_(identities), (), len(identities))} if identities else {}


def _narrowed(query: Select[Any], states: tuple[State, ...], owner: str | None, contact_id: int | None) -> Select[Any]:
    alive = frozenset(states) == _ALL_BUT_CLOSED
    if alive:
        query = query.where(_UNCLOSED)
    if states and (owner or not alive):  # an owner's claims have an index by state
        query = query.where(claims.c.state.in_(states))
    if owner:
        query = query.where(claims.c.owner == owner)
    return query.where(claims.c.contact_id == contact_id) if contact_id else query


def search(tx: Tx, words: tuple[str, ...], limit: int = 20) -> list[Listed]:
    """Claims whose subject, customer or messages hold every word, newest first.

    Looked for in stretches from the newest on: a word that many hold is found in the first, one that few hold costs little in all.
    """
    found: list[Listed] = []
    unsure, wanted = index.to_read(words), index.wanted(tx, words)
    if not wanted:
        return []
    size = limit
    end = (tx.connection.execute(select(func.max(claims.c.id))).scalar() or 0) + 1
    for lowest in (max(end - stretch, 0) for stretch in (*STRETCHES, end)):
        while lowest < end and len(found) < limit:
            page = index.candidates(tx, wanted, lowest, end, size)
            held = _read(tx, page, unsure) if page else []
            found += held
            end = page[-1] if len(page) == size else lowest
            size = limit - len(found) if len(held) == len(page) else PAGE
    return found[:limit]


def _read(tx: Tx, page: Sequence[int], words: Sequence[str]) -> list[Listed]:
    """Those of the claims that hold the words as they were typed, signs and all."""
    found = select_listed(tx, claims.c.id.in_(page), (claims.c.id.desc(),), len(page))
    if not words:
        return found
    said = said_of(tx, page)
    return [each for each in found if all(word in _told(each) or word in said.get(each.claim.id, "") for word in words)]


def _told(listed: Listed) -> str:
    house = listed.organisation.name if listed.organisation else ""
    return folded("\n".join((listed.claim.subject, listed.contact.name, listed.contact.address, house)))


def said_of(tx: Tx, page: Sequence[int]) -> dict[int, str]:
    """What was said about each of the claims, folded."""
    query = select(messages).where(messages.c.claim_id.in_(page))
    said: dict[int, list[str]] = {}
    for row in tx.connection.execute(query):
        said.setdefault(row.claim_id, []).append(index.of_message(row)[1])
    return {claim: folded("\n".join(texts)) for claim, texts in said.items()}
