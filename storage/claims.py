"""Claims in the database: one row each, changed only under its lock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, update

from claims.claim import FREE_OF_CHARGE, Claim, ClaimClass, Department, Factor, Impact, Priority, Severity
from claims.lifecycle import OPEN, CloseReason, State
from storage import search
from storage.database import Tx
from storage.tables import EPOCH, claims, helpers

_ENUMS: Mapping[str, Any] = {
    "state": State,
    "before": State,
    "close_reason": CloseReason,
    "claim_class": ClaimClass,
    "severity": Severity,
    "impact": Impact,
    "priority": Priority,
    "factor": Factor,
    "department": Department,
}
_KEYS = tuple(claims.c.keys())
_KNOWN = [(_KEYS.index(name), {None: None} | {str(each): each for each in kind}) for name, kind in _ENUMS.items()]
_FIELDS = itemgetter(*(_KEYS.index("tail" if field.name == "number" else field.name) for field in fields(Claim)))
_ID, _NUMBER = _KEYS.index("id"), _KEYS.index("tail")

# Built once: what SQLAlchemy does per statement costs more than running it.
PAYABLE = or_(claims.c.claim_class.is_(None), and_(*(claims.c.claim_class != each for each in sorted(FREE_OF_CHARGE))))
"""Of no class yet, or of one that is not free of charge."""
_IDENTITY = claims.c.id == bindparam("identity")
_ADD = claims.insert().returning(claims)
_FIND = select(claims).where(_IDENTITY)
_LOCK = _FIND.with_for_update(key_share=True)
_LOOK_AGAIN = update(claims).where(_IDENTITY).values(look_at=EPOCH)
_LOOKED = update(claims).where(_IDENTITY).values(look_at=bindparam("following"))
_HELPERS = select(helpers.c.person_id).where(helpers.c.claim_id == bindparam("claim")).order_by(helpers.c.since)
_CHANGE = update(claims).where(_IDENTITY).values(version=claims.c.version + 1, look_at=EPOCH).returning(claims)


def from_row(row: Sequence[Any]) -> Claim:
    """A claim from all columns of its row, in the table's order."""
    found = list(row)
    for place, known in _KNOWN:
        found[place] = known[found[place]]
    found[_NUMBER] = f"{found[_ID]}-{found[_NUMBER]}"
    return Claim(*_FIELDS(found))


def add(tx: Tx, **values: Any) -> Claim:
    """Insert a new claim; the running number is the database's."""
    new = {"opened_at": tx.now, "changed_at": tx.now, "version": 1, "reopened": 0}
    claim = from_row(tx.execute(_ADD, new | values).one())
    search.put(tx, search.of_claim(claim.id, claim.subject))
    return claim


def by_ids(tx: Tx, identities: Collection[int]) -> dict[int, Claim]:
    """Several, to be read only."""
    rows = tx.connection.execute(select(claims).where(claims.c.id.in_(identities))) if identities else ()
    return {claim.id: claim for claim in map(from_row, rows)}


def find(tx: Tx, identity: int, *, lock: bool = False) -> Claim | None:
    """One claim by its running number, locked for this transaction where asked; rows may be added that refer to it meanwhile."""
    row = tx.execute(_LOCK if lock else _FIND, {"identity": identity}).one_or_none()
    return from_row(row) if row else None


def change(tx: Tx, claim: Claim, **values: Any) -> Claim:
    """Write `values` on the claim's row and return it as it stands now."""
    return from_row(tx.execute(_CHANGE, {"identity": claim.id, "changed_at": tx.now} | values).one())


_NEW_TO_TRIAGE = {column: case((claims.c[column] == State.NEW, State.TRIAGE), else_=claims.c[column]) for column in ("state", "before")}
_TAKE = (
    update(claims)
    .where(_IDENTITY, claims.c.owner.is_(None), claims.c.state.in_(OPEN))
    .values(version=claims.c.version + 1, look_at=EPOCH, **_NEW_TO_TRIAGE)
    .returning(claims)
)


def take(tx: Tx, identity: int, owner: str) -> Claim | None:
    """Make `owner` the owner where nobody is: one conditional update, so of many at once exactly one gets the claim."""
    row = tx.execute(_TAKE, {"identity": identity, "owner": owner, "changed_at": tx.now}).one_or_none()
    return from_row(row) if row else None


def add_helper(tx: Tx, claim: Claim, person_id: str) -> bool:
    """Whether the person was not a helper before."""
    if person_id in helpers_of(tx, claim.id):
        return False
    tx.connection.execute(helpers.insert().values(claim_id=claim.id, person_id=person_id, since=tx.now))
    return True


def helpers_of(tx: Tx, identity: int) -> tuple[str, ...]:
    return tuple(tx.execute(_HELPERS, {"claim": identity}).scalars())


def open_of(tx: Tx, person_id: str) -> list[int]:
    """Running numbers of the open claims that a person owns, in order."""
    query = select(claims.c.id).where(claims.c.owner == person_id, claims.c.state.in_(OPEN)).order_by(claims.c.id)
    return list(tx.connection.execute(query).scalars())


def counted(tx: Tx) -> dict[tuple[State, bool], int]:
    """How many claims there are by state and whether somebody owns them."""
    owned = claims.c.owner.is_not(None)
    rows = tx.connection.execute(select(claims.c.state, owned, func.count()).group_by(claims.c.state, owned))
    return {(State(state), bool(has)): count for state, has, count in rows}


def late(tx: Tx) -> dict[str, int]:
    """How many open claims are past each of their due times: first_response, update, resolution."""
    passed = past_due(tx.now)
    counts = [func.count(case((is_late, 1))) for is_late in passed.values()]
    row = tx.connection.execute(select(*counts).where(claims.c.state.in_(OPEN))).one()
    return dict(zip(passed, row, strict=True))


def past_due(now: datetime) -> dict[str, ColumnElement[bool]]:
    """What makes an open claim late, by the clock it missed."""
    c = claims.c
    return {
        "first_response": and_(c.first_answered_at.is_(None), c.first_due < now),
        "update": c.update_due < now,
        "resolution": c.resolution_due < now,
    }


def resolved_before(tx: Tx, at: Any, limit: int) -> list[int]:
    """Claims resolved before `at`, longest first: those the clock looks at for closing."""
    query = select(claims.c.id).where(and_(claims.c.state == State.RESOLVED, claims.c.resolved_at < at))
    return list(tx.connection.execute(query.order_by(claims.c.resolved_at, claims.c.id).limit(limit)).scalars())


def after(tx: Tx, identity: int, limit: int) -> list[int]:
    """Running numbers above `identity`, the lowest first."""
    return list(tx.connection.execute(select(claims.c.id).where(claims.c.id > identity).order_by(claims.c.id).limit(limit)).scalars())


def due_after(tx: Tx, begin: datetime, *, opened_before: datetime) -> list[int]:
    """Open claims whose clocks a day may touch: received before its end, and standing still or due after its beginning."""
    c = claims.c
    touched = or_(c.resolution_due.is_(None), c.resolution_due >= begin, and_(c.first_answered_at.is_(None), c.first_due >= begin))
    query = select(c.id).where(c.state.in_(OPEN), c.opened_at < opened_before, touched)
    return list(tx.connection.execute(query.order_by(c.id)).scalars())


def unclosed_of(tx: Tx, organisation_id: int) -> list[int]:
    """An organisation's claims that are not closed."""
    query = select(claims.c.id).where(claims.c.organisation_id == organisation_id, claims.c.state != State.CLOSED)
    return list(tx.connection.execute(query.order_by(claims.c.id)).scalars())


def unclosed_after(tx: Tx, identity: int, limit: int) -> list[int]:
    """Running numbers of claims that are not closed above `identity`, the lowest first."""
    query = select(claims.c.id).where(claims.c.id > identity, claims.c.state != State.CLOSED)
    return list(tx.connection.execute(query.order_by(claims.c.id).limit(limit)).scalars())


def many(tx: Tx, identities: Sequence[int]) -> list[Claim]:
    """Claims by their running numbers."""
    chunks = (identities[begin : begin + 500] for begin in range(0, len(identities), 500))
    return [from_row(row) for some in chunks for row in tx.connection.execute(select(claims).where(claims.c.id.in_(some)))]


def look_again(tx: Tx, identity: int) -> None:
    """Have the clock look at a claim of which something changed that does not stand on its row."""
    tx.execute(_LOOK_AGAIN, {"identity": identity})


def look_again_at_all(tx: Tx) -> int:
    """Have the clock look at every open claim: when it does next was reckoned by hours that hold no more; how many."""
    others = update(claims).where(claims.c.state.in_(OPEN), claims.c.look_at.is_distinct_from(EPOCH))
    return tx.connection.execute(others.values(look_at=EPOCH)).rowcount


def to_look_at(tx: Tx, limit: int) -> list[Claim]:
    """Claims that the clock has to look at now, each for one process; those that changed first."""
    query = select(claims).where(claims.c.look_at <= tx.now).order_by(claims.c.look_at, claims.c.id).limit(limit)
    return [from_row(row) for row in tx.connection.execute(query.with_for_update(skip_locked=True, key_share=True))]


def looked_at(tx: Tx, following: Sequence[tuple[int, datetime | None]]) -> None:
    """When each has to be looked at again; None: not before it changes."""
    if following:
        tx.connection.execute(_LOOKED, [{"identity": identity, "following": at} for identity, at in following])


@dataclass(frozen=True, slots=True)
class Came:
    """What one organisation wrote, and when."""

    claim_id: int
    organisation_id: int
    subject: str
    at: datetime


def recent(tx: Tx, since: datetime) -> list[Came]:
    """What organisations wrote since then, the newest thousand that are open, oldest first."""
    query = select(claims.c.id, claims.c.organisation_id, claims.c.subject, claims.c.opened_at)
    query = query.where(claims.c.opened_at >= since, claims.c.organisation_id.is_not(None), claims.c.state.in_(OPEN))
    rows = tx.connection.execute(query.order_by(claims.c.opened_at.desc()).limit(1000))
    return sorted((Came(*row) for row in rows), key=lambda each: each.claim_id)


def opened_since(tx: Tx, at: datetime, limit: int = 1000) -> list[Claim]:
    """Open claims that came since then, at most so many, the newest first."""
    query = select(claims).where(claims.c.opened_at >= at, claims.c.state.in_(OPEN)).order_by(claims.c.opened_at.desc()).limit(limit)
    return [from_row(row) for row in tx.connection.execute(query)]
