"""Ask a customer how they were served, hear it once a claim, and look into what went wrong."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Invalid, Missing, NotFound, TooLate
from claims.survey import SCORES, Level, Worst
from commands.acting import happened, locked, looked_up, post, require_lead
from storage import claims, customers, surveys
from storage.database import Tx
from storage.surveys import Survey


def ask(tx: Tx, claim: Claim) -> None:
    """With the result, unless this contact was asked about anything lately, or nobody reads their mail."""
    every = timedelta(days=tx.rules.survey.every)
    unread = customers.is_nobody(customers.contact(tx, claim.contact_id).address)
    if not tx.rules.survey.ask or unread or surveys.of_claim(tx, claim.id):
        return
    customers.lock_contact(tx, claim.contact_id)  # two of their claims are resolved at once
    if surveys.asked_since(tx, claim.contact_id, tx.now - every):
        return
    surveys.ask(tx, claim)


def votable(tx: Tx, survey: Survey) -> datetime:
    """Until when the vote may be given, or changed."""
    return (survey.voted_at or survey.asked_at) + timedelta(days=tx.rules.survey.change)


def open_survey(tx: Tx, claim: Claim) -> Survey | None:
    """The claim's survey while a vote on it counts."""
    found = surveys.of_claim(tx, claim.id)
    return found if found and tx.now <= votable(tx, found) else None


def voted(tx: Tx, number: str) -> Mapping[str, Any]:
    """What its customer chose: score, solved, worst and comment as the page sends them; nothing where they did not. Raises NotFound."""
    found = surveys.of_claim(tx, looked_up(tx, number).id)
    if found is None or found.score is None:
        return {}
    solved = {None: "", True: "yes", False: "no"}[found.solved]
    return {"score": found.score, "solved": solved, "worst": found.worst or "", "comment": found.comment}


def vote(
    tx: Tx,
    number: str,
    score: str,
    solved: str = "",
    worst: str = "",
    comment: str = "",
    *,
    by: Actor,
) -> Claim:
    """Keep what the customer chose, all as the page sends it: `solved` is yes, no or nothing. A vote given again takes the first's place.

    Raises NotFound where nobody was asked, TooLate, Missing without a score, Invalid naming the part.
    """
    claim = locked(tx, number)
    found = surveys.of_claim(tx, claim.id)
    if found is None:
        raise NotFound(what="survey", name=claim.number)
    if tx.now > votable(tx, found):
        raise TooLate(number=claim.number, days=tx.rules.survey.change)
    _check(tx, score, solved, worst, comment)
    values = {"score": int(score), "solved": {"yes": True, "no": False}.get(solved), "worst": worst or None, "comment": comment.strip()}
    known = {"reviewed_at": None, "reviewed_by": None, "level": None, "finding": ""} if int(score) != found.score else {}
    kept = surveys.change(tx, found, **values, **known, voted_at=found.voted_at or tx.now)
    said: dict[str, Any] = {"score": int(score), "solved": solved, "worst": worst}
    happened(tx, claim, "rated", by=by, visible=False, **said)
    if kept.low:
        post(tx, claim, "rated_low", by=by, **said, comment=kept.comment)
        claims.look_again(tx, claim.id)
    return claim


def _check(tx: Tx, score: str, solved: str, worst: str, comment: str) -> None:
    if not score:
        raise Missing(field="score")
    if score not in map(str, SCORES):
        raise Invalid(field="score", value=score[:20])
    if solved not in ("", "yes", "no"):
        raise Invalid(field="solved", value=solved[:20])
    if worst and worst not in list(Worst):
        raise Invalid(field="worst", value=worst[:20])
    if len(comment) > tx.rules.limits.page_words:
        raise Invalid(field="text", value=len(comment), allowed=(f"{tx.rules.limits.page_words}",))


def low_vote(tx: Tx, number: str) -> Survey:
    """The vote that a lead looks into. Raises NotFound where there is none."""
    claim = looked_up(tx, number)
    found = surveys.of_claim(tx, claim.id)
    if found is None or not found.low:
        raise NotFound(what="low_vote", name=claim.number)
    return found


def dsat(tx: Tx, number: str, level: Level | None = None, note: str = "", *, by: Actor) -> Claim:
    """A lead looked into a low vote: where the cause lies, and what was found. Raises NotAllowed, NotFound, Missing without a cause."""
    claim = locked(tx, number)
    require_lead(tx, by)
    found = low_vote(tx, claim.number)
    if level is None:
        raise Missing(field="level")
    surveys.change(tx, found, reviewed_at=tx.now, reviewed_by=by.id, level=level, finding=note.strip())
    happened(tx, claim, "vote_reviewed", by=by, visible=False, level=level)
    claims.look_again(tx, claim.id)
    return claim
