"""Problems: one row each, and a link for every claim that one caused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from claims import problem
from claims.actor import Actor
from claims.claim import Claim
from claims.problem import ProblemState
from storage.database import Tx
from storage.tables import causes, claims, facts, problems


@dataclass(frozen=True, slots=True)
class Problem:
    """`title` and `cause` are for the team alone; `workaround_…` and `notice_…` for customers, "" where there is none.

    `owner`: a person's id; `version` and `fixed_on`: by what it is fixed, and when that came; `review_on`: when it is looked at again;
    days are ISO 8601.
    """

    id: int
    title: str
    state: ProblemState
    owner: str
    cause: str
    workaround_ko: str
    workaround_en: str
    version: str
    fixed_on: str | None
    review_on: str | None
    notice_ko: str
    notice_en: str
    opened_at: datetime
    opened_by: str
    known_at: datetime | None
    closed_at: datetime | None

    @property
    def name(self) -> str:
        """PRB-n; as a known error KE-n."""
        return problem.known_as(self.id) if self.known_at else problem.name(self.id)

    def workaround(self, language: str) -> str:
        return self.workaround_ko if language == "ko" else self.workaround_en

    def notice(self, language: str) -> str:
        return self.notice_ko if language == "ko" else self.notice_en


@dataclass(frozen=True, slots=True)
class Counted:
    """A problem with how many claims of how many customers it caused."""

    problem: Problem
    customers: int
    claims: int


COLUMNS = tuple(problems.c[each] for each in Problem.__dataclass_fields__)
_FIND = select(*COLUMNS).where(problems.c.id == bindparam("identity"))
_LOCK = _FIND.with_for_update(key_share=True)
_OF_CLAIM = select(*COLUMNS).join(causes, causes.c.problem_id == problems.c.id).where(causes.c.claim_id == bindparam("claim"))
_LINKED = select(causes.c.claim_id).where(causes.c.problem_id == bindparam("problem")).order_by(causes.c.claim_id)


def from_row(row: Sequence[Any]) -> Problem:
    identity, title, state, *rest = row
    return Problem(identity, title, ProblemState(state), *rest)


def add(tx: Tx, title: str, *, owner: str, by: Actor, cause: str = "") -> Problem:
    empty = dict.fromkeys(("workaround_ko", "workaround_en", "version", "notice_ko", "notice_en"), "")
    values = {"title": title, "state": ProblemState.OPEN, "owner": owner, "cause": cause, "opened_at": tx.now, "opened_by": str(by)}
    return from_row(tuple(tx.connection.execute(problems.insert().values(**empty | values).returning(*COLUMNS)).one()))


def find(tx: Tx, identity: int, *, lock: bool = False) -> Problem | None:
    row = tx.execute(_LOCK if lock else _FIND, {"identity": identity}).one_or_none()
    return from_row(tuple(row)) if row else None


def of_claim(tx: Tx, identity: int) -> Problem | None:
    """What the claim comes from, where that is known."""
    row = tx.execute(_OF_CLAIM, {"claim": identity}).one_or_none()
    return from_row(tuple(row)) if row else None


def of_claims(tx: Tx, identities: Sequence[int]) -> dict[int, Problem]:
    """The same for many; claims that come from none are left out."""
    query = (
        select(causes.c.claim_id, *COLUMNS).join(problems, causes.c.problem_id == problems.c.id).where(causes.c.claim_id.in_(identities))
    )
    return {row[0]: from_row(tuple(row)[1:]) for row in tx.connection.execute(query)}


def change(tx: Tx, found: Problem, **values: Any) -> Problem:
    query = update(problems).where(problems.c.id == found.id).values(**values).returning(*COLUMNS)
    return from_row(tuple(tx.connection.execute(query).one()))


def link(tx: Tx, found: Problem, claim: Claim, *, by: Actor) -> None:
    """A claim has one cause: the newest that was found."""
    unlink(tx, claim)
    tx.connection.execute(causes.insert().values(claim_id=claim.id, problem_id=found.id, at=tx.now, actor=str(by)))


def unlink(tx: Tx, claim: Claim) -> bool:
    """Whether it was linked."""
    return tx.connection.execute(causes.delete().where(causes.c.claim_id == claim.id)).rowcount == 1


def linked(tx: Tx, identity: int) -> list[int]:
    """Running numbers of the claims that it caused."""
    return list(tx.execute(_LINKED, {"problem": identity}).scalars())


def unlinked(tx: Tx, identities: Sequence[int]) -> list[int]:
    """Those of the claims that no problem has."""
    known = set(tx.connection.execute(select(causes.c.claim_id).where(causes.c.claim_id.in_(identities))).scalars())
    return [each for each in identities if each not in known]


def unclosed(tx: Tx, limit: int = 200) -> list[Problem]:
    """Those that are not closed, the newest first."""
    query = select(*COLUMNS).where(problems.c.state != ProblemState.CLOSED).order_by(problems.c.id.desc()).limit(limit)
    return [from_row(tuple(row)) for row in tx.connection.execute(query)]


def due(tx: Tx, day: date, limit: int = 20) -> list[Problem]:
    """Those to be looked at again by that day, the longest due first."""
    p = problems.c
    query = select(*COLUMNS).where(p.state != ProblemState.CLOSED, p.review_on <= day.isoformat())
    return [from_row(tuple(row)) for row in tx.connection.execute(query.order_by(p.review_on, p.id).limit(limit))]


def subjects(tx: Tx, identities: Sequence[int]) -> dict[int, list[str]]:
    """What the claims of each of these problems are about."""
    query = select(causes.c.problem_id, claims.c.subject).join(claims, claims.c.id == causes.c.claim_id)
    found: dict[int, list[str]] = {}
    query = query.where(causes.c.problem_id.in_(identities)).order_by(claims.c.id.desc()).limit(1000)
    for identity, subject in tx.connection.execute(query):
        found.setdefault(identity, []).append(subject)
    return found


def board(tx: Tx, limit: int) -> list[Counted]:
    """Those that are not closed: what most customers have first. People of no organisation count each."""
    who = func.coalesce(claims.c.organisation_id, -claims.c.contact_id)
    customers, counted = func.count(who.distinct()), func.count(claims.c.id)
    query = select(*COLUMNS, customers, counted).outerjoin(causes, causes.c.problem_id == problems.c.id)
    query = query.outerjoin(claims, claims.c.id == causes.c.claim_id).where(problems.c.state != ProblemState.CLOSED).group_by(*COLUMNS)
    rows = tx.connection.execute(query.order_by(customers.desc(), counted.desc(), problems.c.id).limit(limit))
    return [Counted(from_row(tuple(row)[:-2]), row[-2], row[-1]) for row in rows]


def with_causes(tx: Tx, since: datetime, limit: int = 5000) -> list[tuple[int, str, str, datetime]]:
    """(claim, factor, cause, when) of what was resolved since then and comes from no problem yet, the newest so many, oldest first."""
    c = claims.c
    ended = select(facts.c.claim_id).where(facts.c.ended_at >= since, facts.c.resolved)
    query = select(c.id, c.factor, c.cause, c.resolved_at).outerjoin(causes, causes.c.claim_id == c.id)
    query = query.where(c.id.in_(ended), c.resolved_at >= since, c.cause.is_not(None), causes.c.claim_id.is_(None), c.merged_into.is_(None))
    return [tuple(row) for row in tx.connection.execute(query.order_by(c.resolved_at.desc(), c.id.desc()).limit(limit))][::-1]
