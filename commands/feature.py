"""What was never promised leaves the claims as a request with a number and a day of decision; whoever asked hears what became of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from claims.actor import Actor
from claims.claim import Claim, ClaimClass, Impact, Severity, priority_of
from claims.errors import Guarded, Invalid, Missing, NotFound
from claims.feature import Decision, parse
from claims.kano import Feeling, Kano
from claims.lifecycle import CloseReason, Move, State
from commands import clocks
from commands.acting import happened, locked, moved, post, require_owner, send, send_automatic
from commands.calendars import terms
from commands.guard import check_decided
from commands.problem import checked
from commands.product import require_product
from commands.quote import void_open
from storage import claims, customers, features, quotes, seen
from storage.database import Tx
from storage.features import Feature, Ranked

__all__ = ["Feature", "Kano", "Ranked", "answer", "board", "decide", "feature", "readers", "vote"]
SHOWN = 30
_WISHED = (CloseReason.TRANSFERRED, CloseReason.NO_APPROVAL)
"""How claims ended whose customer still waits for the decision; the latter would not pay for it alone."""


def feature(tx: Tx, number: str, text: str, *, by: Actor) -> Claim:
    """File what the claim asks for (`text`: the goal, and for whom), where it did not before; the claim closes as transferred.

    Raises NotOwner, Missing, Illegal, Guarded where the customer's objection is not answered.
    """
    claim = _wishing(tx, number, by)
    if not text.strip():
        raise Missing(field="text")
    closed = _closed(tx, claim)
    return _transferred(tx, closed, claim, features.of_claim(tx, claim.id) or _filed(tx, claim, text.strip(), by), by)


def vote(tx: Tx, number: str, wish: str, *, by: Actor) -> Claim:
    """Add the claim to a request that is there; it closes as transferred. One whose day is over gets another.

    Raises what `feature` raises, NotFound, Invalid, and Guarded where it was decided and the claim had not asked for it.
    """
    claim, found = _wishing(tx, number, by), _found(tx, wish)
    if found.decision and found != features.of_claim(tx, claim.id):
        raise Guarded(number=found.name, what="decided")
    if found.due <= tx.now and not found.decision:
        found = features.postpone(tx, found, _due(tx, claim))
    return _transferred(tx, _closed(tx, claim), claim, found, by)


def answer(tx: Tx, number: str, present: str, absent: str, *, form: str, by: Actor) -> Claim:
    """Keep how the customer would feel with what they asked for, and without; a second answer takes the first's place.

    Raises NotFound where nothing was asked for, Missing, Invalid, Guarded where it was decided.
    """
    claim = locked(tx, number)
    found = features.of_claim(tx, claim.id)
    if found is None:
        raise NotFound(what="feature", name=claim.number)
    _undecided(tx, found.name)
    felt = [_feeling(name, value) for name, value in (("present", present), ("absent", absent))]
    if seen.first_time(tx, "form", form):
        features.answer(tx, claim, *felt)
        happened(tx, claim, "wished", by=by, visible=False, present=felt[0], absent=felt[1])
    return claim


def _feeling(name: str, value: str) -> Feeling:
    if not value:
        raise Missing(field=name)
    if value not in list(Feeling):
        raise Invalid(field=name, value=value[:20])
    return Feeling(value)


def _wishing(tx: Tx, number: str, by: Actor) -> Claim:
    claim = locked(tx, number)
    require_owner(tx, claim, by)
    check_decided(tx, claim)
    return void_open(tx, claim, by=by)


def _closed(tx: Tx, claim: Claim) -> Claim:
    severity, impact = claim.severity or Severity.S4, claim.impact or Impact.I3
    values = {"severity": severity, "impact": impact, "priority": priority_of(ClaimClass.FEATURE, severity, impact)}
    return moved(tx, claim, Move.TRANSFER, claim_class=ClaimClass.FEATURE, closed_at=tx.now, **values)


def _transferred(tx: Tx, closed: Claim, was: Claim, found: Feature, by: Actor) -> Claim:
    features.vote(tx, found, closed)
    happened(tx, closed, "transferred", by=by, visible=True, was=was, priority=closed.priority, feature=found.name)
    if found.decision:
        _tell(tx, closed, found, found.decision, by)
    else:
        address = customers.contact(tx, closed.contact_id).address
        send_automatic(tx, closed, "transferred", address, by=by, feature=found.name, due=found.due.isoformat())
    post(tx, closed, "transferred", by=by, feature=found.name, title=found.title, decision=found.decision)
    return clocks.refresh(tx, closed)


def _filed(tx: Tx, claim: Claim, goal: str, by: Actor) -> Feature:
    return features.add(tx, title=claim.subject, goal=goal, due=_due(tx, claim), created_by=str(by))


def _due(tx: Tx, claim: Claim) -> datetime:
    calendar = terms(tx, claim).calendar
    return calendar.add(tx.now, calendar.business_days(tx.rules.features.decide))


def _found(tx: Tx, wish: str, *, lock: bool = True) -> Feature:
    found = features.find(tx, parse(wish), lock=lock)
    if found is None:
        raise NotFound(what="feature", name=wish)
    return found


def _undecided(tx: Tx, wish: str) -> Feature:
    found = _found(tx, wish)
    if found.decision:
        raise Guarded(number=found.name, what="decided")
    return found


def board(tx: Tx) -> list[Ranked]:
    """What waits for a decision or is planned, the most wanted first."""
    found = features.ranked(tx, SHOWN)
    answers = features.answers(tx, [each.feature.id for each in found])
    return [replace(each, kano=answers.get(each.feature.id)) for each in found]


def readers(tx: Tx, wish: str, *, by: Actor) -> Counter[str]:
    """Before the form of the decision opens: of how many claims it is read in which language. Raises NotAllowed, NotFound, Invalid."""
    require_product(tx, by)
    asked = claims.many(tx, features.asking(tx, _found(tx, wish, lock=False)))
    return Counter(each.language for each in asked if _hears(tx, each))


def decide(tx: Tx, wish: str, decision: Decision, texts: Mapping[str, str], *, by: Actor) -> Feature:
    """Decide, and tell everybody who asked, in their language (`texts`, by language), with what they themselves called it.

    Raises NotAllowed, NotFound, Missing, Invalid.
    """
    require_product(tx, by)
    given = checked(texts)
    decided = features.decide(tx, _found(tx, wish), decision=decision, decided_by=by.id, told_ko=given["ko"], told_en=given["en"])
    for claim in claims.many(tx, features.asking(tx, decided)):
        happened(tx, claim, "feature_decided", by=by, visible=True, feature=decided.name, decision=decision)
        if _hears(tx, claim):
            _tell(tx, claim, decided, decision, by)
    return decided


def _hears(tx: Tx, claim: Claim) -> bool:
    return claim.close_reason in _WISHED if claim.state is State.CLOSED else _is_offered(tx, claim)


def _is_offered(tx: Tx, claim: Claim) -> bool:
    """Open for the development's sake, and not because its customer wrote of something else."""
    return claim.is_open and claim.claim_class is ClaimClass.FEATURE and bool(quotes.of_claim(tx, claim.id))


def _tell(tx: Tx, claim: Claim, decided: Feature, decision: Decision, by: Actor) -> None:
    send(
        tx, claim, "feature_decided", by=by, feature=decided.name, title=claim.subject, decision=decision, text=decided.told(claim.language)
    )
