"""What guards a claim that works as designed: its reference, a second person's agreement, the customer's days to object and the answer."""

import re
from datetime import datetime

from claims.claim import Claim, ClaimClass
from claims.errors import Guarded, Missing
from claims.lifecycle import State
from claims.terms import Book
from commands.calendars import book, terms
from storage import designs
from storage.database import Tx
from storage.designs import Design

_TELLS = re.compile(
    r"정상(적인|적으로)?\s*동작(입니다|으로 (확인|판단)|합니다|하고 있|한 것)|사양(에 따|대로|입니다)"
    r"|as designed|by design|works? as documented",
    re.IGNORECASE,
)
"""Words that say it; a question for what works normally elsewhere does not."""


def check_agreed(tx: Tx, claim: Claim) -> Design:
    """Before the customer is told. Raises Missing, naming the reference or the agreement."""
    design = designs.of_claim(tx, claim.id)
    if design is None or not design.document:
        raise Missing(field="reference")
    if design.agreed_at is None:
        raise Missing(field="agreement")
    return design


def check_answer(tx: Tx, claim: Claim) -> None:
    """Before an answer: while it is worked on as designed, nothing is answered that two have not agreed on. Raises Missing."""
    if claim.claim_class is ClaimClass.WAD and claim.is_open:
        check_agreed(tx, claim)


def check_told(tx: Tx, claim: Claim, text: str) -> None:
    """Before any other letter: what two have not agreed on is not told by the way either. Raises Missing."""
    if _TELLS.search(text):
        check_answer(tx, claim)


def check_class(claim: Claim, wanted: ClaimClass) -> None:
    """Before a result: what was taken to work as designed ends as that or as a defect. Raises Guarded for what was not triaged first."""
    if claim.claim_class is ClaimClass.WAD and wanted not in (ClaimClass.WAD, ClaimClass.DEFECT):
        raise Guarded(number=claim.number, what="class")


def check_decided(tx: Tx, claim: Claim) -> None:
    """Raises Guarded where the customer objected and the product owner has not answered."""
    design = designs.of_claim(tx, claim.id)
    if design and design.pending and design.answer_due:
        raise Guarded(number=claim.number, what="objected", until=_day(tx, claim, design.answer_due))


def check_window(tx: Tx, claim: Claim) -> None:
    """Raises Guarded where the customer may still object: nobody but they ends it before."""
    last = objectable(tx, claim)
    if last and claim.state is State.RESOLVED:
        raise Guarded(number=claim.number, what="window", until=_day(tx, claim, last))


def objectable(tx: Tx, claim: Claim) -> datetime | None:
    """Until when the customer may object to what they were told; None where they may not, or did."""
    return until(tx, claim, designs.of_claim(tx, claim.id), book(tx)) if claim.claim_class is ClaimClass.WAD else None


def until(tx: Tx, claim: Claim, design: Design | None, known: Book) -> datetime | None:
    """The same of what works as designed, where its design and the calendars are read already."""
    if claim.resolved_at is None:
        return None
    calendar = known.of(claim).calendar
    last = calendar.add(claim.resolved_at, calendar.business_days(tx.rules.days.objection))
    open_still = claim.state is State.RESOLVED or tx.now < last
    return last if open_still and (design is None or design.objected_at is None) else None


def waited(tx: Tx, claim: Claim, design: Design) -> bool:
    """Whether nobody agreed for so long that a lead may alone."""
    return tx.now >= terms(tx, claim).calendar.add(design.proposed_at, tx.rules.design.alone)


def _day(tx: Tx, claim: Claim, at: datetime) -> str:
    return at.astimezone(terms(tx, claim).calendar.tz).date().isoformat()


def answer_due(tx: Tx, claim: Claim) -> datetime:
    calendar = terms(tx, claim).calendar
    return calendar.add(tx.now, calendar.business_days(tx.rules.design.answer))
