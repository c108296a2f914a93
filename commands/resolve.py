"""Resolve a claim: what it was, why it happened, what was done, how long it took and whether it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.actor import Actor
from claims.article import AGAIN, Use, parse
from claims.claim import FREE_OF_CHARGE, Claim, ClaimClass, Department, Factor, capped
from claims.envelope import Attachment
from claims.errors import FreeOfCharge, Illegal, Invalid, Missing, NotFound, Unapproved
from claims.lifecycle import Move, State, legal
from commands import clocks, survey
from commands.acting import happened, locked, moved, require_owner
from commands.bill import stated
from commands.credit import overturned
from commands.fees import account
from commands.guard import check_agreed, check_class, check_decided
from commands.reply import check_words, send_words
from commands.take import take
from storage import articles
from storage.articles import Article
from storage.database import Tx
from storage.messages import Message

_FROM_TRIAGE = (ClaimClass.HOWTO, ClaimClass.WAD)
_NOT_RESOLVED = (ClaimClass.SPAM, ClaimClass.DUPLICATE, ClaimClass.FEATURE)


@dataclass(frozen=True, slots=True)
class Resolution:
    """`cause` in two levels, a factor and words; `minutes` of hands-on work; `text` is what the customer reads.

    `use`: how a note of what solves such a matter was used, `article` (N-n) which; `department`: whose the cause is, else as the desk
    has it.
    """

    claim_class: ClaimClass
    factor: Factor
    cause: str
    text: str
    minutes: int
    chargeable: bool
    department: Department | None = None
    use: Use = Use.NEW
    article: str = ""


def resolve(
    tx: Tx,
    number: str,
    resolution: Resolution,
    *,
    letter: Mapping[str, Any] | None = None,
    attached: Sequence[Attachment] = (),
    by: Actor,
) -> Message:
    """Tell the customer the result and stop the clock. `letter`: exactly as it was previewed.

    A how-to may be answered and resolved straight from triage, a feature request where its development was approved; an unowned claim is
    taken by it, as by an answer.
    What was worked under an approved quote is stated with it; what was ours after all is credited.
    The text becomes a note to be found again, unless one was used or none is wanted.
    Raises Missing or Invalid naming the part (of what works as designed also the reference and a second person's agreement), NotFound
    for a note that there is not, Illegal, NotOwner, Guarded where the customer's objection is not answered or where
    it was to work as designed and is to be something else, Unapproved, FreeOfCharge.
    """
    claim = locked(tx, number)
    unowned = claim.owner is None and claim.is_open and tx.rules.desk.answering_takes
    if not unowned:
        require_owner(tx, claim, by)
    _check(claim, resolution, developed=_developed(tx, claim, resolution))
    check_decided(tx, claim)
    check_class(claim, resolution.claim_class)
    if resolution.claim_class is ClaimClass.WAD:
        check_agreed(tx, claim)
    _check_charge(tx, claim, resolution)
    check_words(tx, resolution.text)
    used = _article(tx, resolution)
    if unowned:
        claim = take(tx, number, by=by)
    resolved = clocks.answered(tx, moved(tx, claim, Move.RESOLVE, resolved_at=tx.now, **_values(tx, claim, resolution)), None)
    _keep(tx, resolved, resolution, used, by)
    survey.ask(tx, resolved)
    happened(tx, resolved, "resolved", by=by, visible=True, was=claim, priority=resolved.priority, **_detail(resolution))
    resolved = clocks.refresh(tx, resolved)
    told = send_words(tx, resolved, "resolved", resolution.text, letter=letter, attached=attached, by=by)
    if resolved.claim_class in FREE_OF_CHARGE:
        overturned(tx, resolved, by=by)
    else:
        stated(tx, resolved, by=by)
    return told


def _check_charge(tx: Tx, claim: Claim, resolution: Resolution) -> None:
    """What costs the customer something was approved by them."""
    if not resolution.chargeable:
        return
    if resolution.claim_class in FREE_OF_CHARGE:
        raise FreeOfCharge(number=claim.number, claim_class=resolution.claim_class)
    known = account(tx, claim)
    if known.approved is None and not known.statements:
        raise Unapproved(number=claim.number)


def _developed(tx: Tx, claim: Claim, resolution: Resolution) -> bool:
    """Whether what was wished for was made: under a quote that the customer approved."""
    if not resolution.claim_class is claim.claim_class is ClaimClass.FEATURE:
        return False
    known = account(tx, claim)
    return known.approved is not None or bool(known.statements)


def _check(claim: Claim, resolution: Resolution, *, developed: bool) -> None:
    if not resolution.cause.strip():
        raise Missing(field="cause")
    if not 0 <= resolution.minutes <= 100_000:
        raise Invalid(field="minutes", value=resolution.minutes)
    if resolution.claim_class in _NOT_RESOLVED and not developed:
        raise Invalid(
            field="claim_class", value=resolution.claim_class, allowed=tuple(each for each in ClaimClass if each not in _NOT_RESOLVED)
        )
    if claim.state in (State.NEW, State.TRIAGE) and resolution.claim_class not in _FROM_TRIAGE:
        possible = tuple(each for each in legal(claim.state) if each is not Move.RESOLVE)
        raise Illegal(number=claim.number, verb=Move.RESOLVE, state=claim.state, legal=possible)


def _article(tx: Tx, resolution: Resolution) -> Article | None:
    """The note that was used. Raises Missing, NotFound."""
    if resolution.use not in AGAIN:
        return None
    if not resolution.article.strip():
        raise Missing(field="article")
    found = articles.find(tx, parse(resolution.article))
    if found is None:
        raise NotFound(what="article", name=resolution.article)
    return found


def _keep(tx: Tx, claim: Claim, resolution: Resolution, used: Article | None, by: Actor) -> None:
    """A claim that is resolved again writes its own note anew."""
    own = articles.of_claim(tx, claim.id)
    if resolution.use is Use.NEW:
        mine = own if own and own.claim_id == claim.id else None
        added = mine or articles.add(tx, claim, resolution.text, by=by)
        used = articles.change(tx, added, claim, resolution.text) if mine else added
    elif resolution.use is Use.IMPROVED and used:
        used = articles.change(tx, used, claim, resolution.text)
    articles.use(tx, claim, used, resolution.use)


def _values(tx: Tx, claim: Claim, resolution: Resolution) -> dict[str, Any]:
    """One that nobody triaged keeps the priority it came with: opened again, it has that one's time and not a P4's two weeks."""
    return {
        "claim_class": resolution.claim_class,
        "priority": capped(claim.priority, resolution.claim_class) if claim.severity is None else claim.priority,
        "factor": resolution.factor,
        "cause": resolution.cause.strip(),
        "department": resolution.department or tx.rules.departments.of_cause(resolution.factor, resolution.cause),
        "resolution": resolution.text,
        "minutes": resolution.minutes,
        "chargeable": resolution.chargeable,
    }


def _detail(resolution: Resolution) -> dict[str, Any]:
    return {
        "claim_class": resolution.claim_class,
        "factor": resolution.factor,
        "cause": resolution.cause.strip(),
        "minutes": resolution.minutes,
    }
