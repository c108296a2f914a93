"""What a claim's result most often is, with the reason, so that its form only needs a look; whoever resolves it decides."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Generic, TypeVar

from claims.claim import FREE_OF_CHARGE, Claim, ClaimClass
from claims.playbook import Cause
from claims.worklog import standing
from commands.acting import looked_up
from commands.fees import account
from storage import messages, pasts, problems, timeline, work
from storage.database import Tx
from storage.messages import Direction
from storage.pasts import Result

T = TypeVar("T")

LEAST = 2
"""Results that had the same cause before it is called usual."""
START = 30
HOWTO = 15
"""Minutes where nothing is known."""


class Source(StrEnum):
    """Where a value comes from: the result before, claims with the same words, the latest of its product or class, the playbook, the
    work log, nowhere in particular, the answer that the customer read last, the work-around of its problem."""

    BEFORE = "before"
    LIKE = "like"
    PRODUCT = "product"
    CLASS = "class"
    PLAYBOOK = "playbook"
    WORKED = "worked"
    START = "start"
    ANSWER = "answer"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Guess(Generic[T]):
    """`count` of the `among` latest results had it, where it is from those."""

    value: T
    source: Source
    count: int = 0
    among: int = 0


@dataclass(frozen=True, slots=True)
class Usual:
    """`chargeable`: whether an approved quote has something to charge; `cause` and `text` are None where nothing tells."""

    claim_class: ClaimClass
    minutes: Guess[int]
    chargeable: bool
    cause: Guess[Cause] | None = None
    text: Guess[str] | None = None


def usual(tx: Tx, number: str, like: Cause | None = None, *, language: str) -> Usual:
    """`like`: the cause of past claims with the same words; `language`: of the playbook. Reads only. Raises NotFound, Invalid."""
    claim = looked_up(tx, number)
    found = claim.claim_class or ClaimClass.HOWTO
    results = pasts.latest(tx, found)
    return Usual(
        found,
        _minutes(tx, claim, found, results),
        _chargeable(tx, claim, found),
        _cause(tx, claim, found, results, like, language),
        _text(tx, claim),
    )


def _cause(tx: Tx, claim: Claim, found: ClaimClass, results: Sequence[Result], like: Cause | None, language: str) -> Guess[Cause] | None:
    if claim.factor and claim.cause:
        return Guess((claim.factor, claim.cause), Source.BEFORE)
    if like:
        return Guess(like, Source.LIKE)
    of_product = [each for each in results if claim.product and each.product == claim.product]
    known = _most(of_product, Source.PRODUCT) or _most(results, Source.CLASS)
    if known:
        return known
    default = tx.rules.guide.page(language, found).cause
    return Guess(default, Source.PLAYBOOK) if default else None


def _most(results: Sequence[Result], source: Source) -> Guess[Cause] | None:
    counted = Counter((each.factor, each.cause) for each in results)
    best = counted.most_common(1)
    return Guess(best[0][0], source, best[0][1], len(results)) if best and best[0][1] >= LEAST else None


def _minutes(tx: Tx, claim: Claim, found: ClaimClass, results: Sequence[Result]) -> Guess[int]:
    if claim.minutes is not None:
        return Guess(claim.minutes, Source.BEFORE)
    if worked := sum(each.minutes for each in standing(work.of_claim(tx, claim.id))):
        return Guess(worked, Source.WORKED)
    took = [each.minutes for each in results]
    if len(took) >= LEAST:
        return Guess(round(median(took)), Source.CLASS, among=len(took))
    return Guess(HOWTO if found is ClaimClass.HOWTO else START, Source.START)


def _chargeable(tx: Tx, claim: Claim, found: ClaimClass) -> bool:
    if claim.chargeable is not None or found in FREE_OF_CHARGE:
        return bool(claim.chargeable)
    return account(tx, claim).approved is not None


def _text(tx: Tx, claim: Claim) -> Guess[str] | None:
    """What the customer read last, where it was an answer and they wrote nothing since; else how to work around what it comes from."""
    last = messages.last_of(tx, claim.id)
    if last and last.direction is Direction.OUT and _answered(tx, claim, last.id):
        return Guess(last.new_text, Source.ANSWER)
    problem = problems.of_claim(tx, claim.id)
    known = problem.workaround(claim.language) if problem else ""
    return Guess(known, Source.PROBLEM) if known else None


def _answered(tx: Tx, claim: Claim, message: int) -> bool:
    """Whether a message was an answer: no question, and no word that nothing is new or that it takes longer."""
    events = (each for each in timeline.of_claim(tx, claim.id) if each.what == "replied")
    return any(each.detail.get("message") == message and each.detail.get("intent", "reply") == "reply" for each in events)
