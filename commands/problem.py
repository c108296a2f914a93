"""Problems: what causes claims, across customers. None of them ever sees another's claim: only what was written for customers is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Invalid, Missing, NotAllowed, NotFound
from claims.problem import ProblemState, parse
from claims.roles import Right
from commands.acting import happened, is_lead, locked, person_known, post
from storage import claims, lists, problems, rights
from storage.database import Tx
from storage.lists import Listed
from storage.problems import Counted, Problem

__all__ = [
    "Caused",
    "Counted",
    "Linked",
    "Problem",
    "checked",
    "comes_from",
    "described",
    "fixed",
    "known",
    "link",
    "listed",
    "named",
    "review",
]

SHOWN = 30
LONGEST = 2000
"""Characters of what customers read of a known error."""


@dataclass(frozen=True, slots=True)
class Caused:
    """A problem and the claims that it caused, the newest first."""

    problem: Problem
    claims: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """A claim and what it comes from; `new`: whether that was opened by it, `off`: whether it was taken out."""

    claim: Claim
    problem: Problem
    new: bool
    off: bool = False


def comes_from(tx: Tx, number: str, *, problem: str | None = None, off: bool = False, text: str = "", by: Actor) -> Linked:
    """Say what a claim comes from: the one named, else a new one called `text`, whose owner is `by`; or that it comes from none (`off`).

    One that is linked already stays so unless another problem is named. Raises NotFound, Invalid, also for a problem that is closed.
    """
    claim = locked(tx, number)
    was = problems.of_claim(tx, claim.id)
    if off:
        return _unlinked(tx, claim, was, by)
    if problem:
        found = unclosed(tx, problem, lock=False)
        return Linked(claim, link(tx, found, claim, by=by), new=False)
    if was and not text.strip():
        return Linked(claim, was, new=False)
    title = text.strip() or claim.cause or claim.subject.strip() or claim.number
    return Linked(claim, link(tx, problems.add(tx, title[:LONGEST], owner=by.id, by=by, cause=claim.cause or ""), claim, by=by), new=True)


def link(tx: Tx, found: Problem, claim: Claim, *, by: Actor) -> Problem:
    """Nothing happens where it is linked already."""
    was = problems.of_claim(tx, claim.id)
    if was is None or was.id != found.id:
        problems.link(tx, found, claim, by=by)
        happened(tx, claim, "problem_linked", by=by, visible=False, problem=found.name)
        post(tx, claim, "problem_linked", by=by, problem=found.name, title=found.title)
    return found


def _unlinked(tx: Tx, claim: Claim, was: Problem | None, by: Actor) -> Linked:
    if was is None:
        raise NotFound(what="problem_link", name=claim.number)
    problems.unlink(tx, claim)
    happened(tx, claim, "problem_unlinked", by=by, visible=False, problem=was.name)
    return Linked(claim, was, new=False, off=True)


def listed(tx: Tx, problem: str | None = None) -> list[Counted] | Caused:
    """Those that are not closed, or one with its claims. Raises NotFound."""
    if problem is None:
        return problems.board(tx, SHOWN)
    found = named(tx, problem)
    caused = problems.linked(tx, found.id)
    shown = (lists.find(tx, each) for each in caused[: -SHOWN - 1 : -1])
    return Caused(found, tuple(each for each in shown if each))


def known(tx: Tx, problem: str, texts: Mapping[str, str], *, cause: str = "", by: Actor) -> Problem:
    """Give the work-around as customers read it, by language: it is the known error KE-n from now on, on the pages of those who have it.

    Raises NotAllowed, Missing, Invalid for a text that is too long, NotFound once it is fixed.
    """
    found = unclosed(tx, problem)
    require_manager(tx, found, by)
    if found.state not in (ProblemState.OPEN, ProblemState.KNOWN):
        raise NotFound(what="problem_open", name=found.name)
    given = checked(texts, found.workaround_ko, found.workaround_en)
    values = {"state": ProblemState.KNOWN, "known_at": found.known_at or tx.now, "cause": cause.strip() or found.cause}
    changed = problems.change(tx, found, **values, workaround_ko=given["ko"], workaround_en=given["en"])
    for claim in claims.many(tx, problems.linked(tx, found.id)):
        happened(tx, claim, "known_error", by=by, visible=True, problem=changed.name)
    return changed


def checked(texts: Mapping[str, str], korean: str = "", english: str = "") -> dict[str, str]:
    """In both languages: nobody reads another's. One that is missing stands as it was. Raises Missing, Invalid."""
    given = {"ko": texts.get("ko", "").strip() or korean, "en": texts.get("en", "").strip() or english}
    for language, each in given.items():
        if not each:
            raise Missing(field=f"text_{language}")
        if len(each) > LONGEST:
            raise Invalid(field=f"text_{language}", value=len(each), allowed=(str(LONGEST),))
    return given


def described(tx: Tx, problem: str, *, by: Actor) -> Problem:
    """Before the form opens in which it is told to customers. Raises NotAllowed, NotFound, Invalid."""
    found = unclosed(tx, problem, lock=False)
    require_manager(tx, found, by)
    return found


def fixed(tx: Tx, problem: str, version: str, day: date, *, by: Actor) -> Problem:
    """It is fixed by a version that came, or comes, on a day: those whom it concerns are told next. Raises NotAllowed, Missing."""
    found = unclosed(tx, problem)
    require_manager(tx, found, by)
    if not version.strip():
        raise Missing(field="version")
    changed = problems.change(tx, found, state=ProblemState.FIXED, version=version.strip()[:100], fixed_on=day.isoformat())
    for claim in claims.many(tx, problems.linked(tx, found.id)):
        happened(tx, claim, "fixed", by=by, visible=False, problem=changed.name, version=changed.version)
    return changed


def review(tx: Tx, problem: str, *, day: date | None = None, owner: str | None = None, off: bool = False, by: Actor) -> Problem:
    """Set when it is looked at again and who owns it, or close it (`off`), which a lead or the product owner does.

    Raises NotAllowed, NotFound, Missing where nothing is to be changed.
    """
    found = unclosed(tx, problem)
    if off:
        require_decider(tx, by)
        return problems.change(tx, found, state=ProblemState.CLOSED, closed_at=tx.now, review_on=None)
    require_manager(tx, found, by)
    if owner:
        person_known(tx, owner)
    given = {"review_on": day.isoformat() if day else None, "owner": owner}
    if not any(given.values()):
        raise Missing(field="day")
    return problems.change(tx, found, **{name: value for name, value in given.items() if value})


def named(tx: Tx, problem: str, *, lock: bool = False) -> Problem:
    """Raises NotFound, Invalid."""
    found = problems.find(tx, parse(problem), lock=lock)
    if found is None:
        raise NotFound(what="problem", name=problem)
    return found


def unclosed(tx: Tx, problem: str, *, lock: bool = True) -> Problem:
    """Locked, to be changed. Raises NotFound, Invalid."""
    found = named(tx, problem, lock=lock)
    if found.state is ProblemState.CLOSED:
        raise NotFound(what="problem_open", name=found.name)
    return found


def require_manager(tx: Tx, found: Problem, by: Actor) -> None:
    """Who owns it, a lead, or the product owner."""
    if by.id != found.owner and not is_lead(tx, by) and by.id not in rights.holders(tx, Right.PRODUCT):
        raise NotAllowed(role="problem")


def require_decider(tx: Tx, by: Actor) -> None:
    if not is_lead(tx, by) and by.id not in rights.holders(tx, Right.PRODUCT):
        raise NotAllowed(role="problem_closing")
