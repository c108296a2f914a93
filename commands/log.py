"""Write down work: free, out of the contract's minutes, or chargeable, which only an approved quote makes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from claims.actor import Actor
from claims.calendar import floor
from claims.claim import FREE_OF_CHARGE, Claim
from claims.errors import CapReached, FreeOfCharge, Illegal, Invalid, Missing, NotFound, NotOwner, Unapproved
from claims.quotes import Quote, chargeable
from claims.worklog import Charge, Entry, Span, laid_back, overlapping
from claims.workyear import MINUTE
from commands.acting import happened, is_lead, locked, person_known, post, require_owner
from commands.fees import Account, account, since_statement
from storage import customers, people, quotes, statements, work
from storage.database import Tx

MOST = 24 * 60
"""Minutes of one entry."""


@dataclass(frozen=True, slots=True)
class Logged:
    """`entries`: as they were written down; `free`: minutes of them that lie before the approval, and are not charged."""

    account: Account
    entries: tuple[Entry, ...]
    free: int = 0


def log(tx: Tx, number: str, minutes: int | Span, charge: Charge = Charge.FREE, text: str = "", *, by: Actor) -> Logged:
    """Write down the last `minutes`, or from when till when. Raises NotOwner, Missing, Invalid, FreeOfCharge, Unapproved, CapReached."""
    claim = locked(tx, number)
    if not text.strip():
        raise Missing(field="text")
    require_owner(tx, claim, by, helpers=True)
    person_known(tx, by.id)
    spans = _spans(tx, minutes, by)
    return _kept(tx, claim, spans, charge, text, by)


def correct(tx: Tx, number: str, entry: int, minutes: int, text: str, *, by: Actor) -> Logged:
    """Put another length in place of an entry's, 0 takes it back: the entry itself stays. `text`: why.

    Its own writer or a lead; never longer than it was, which is another entry. Raises NotFound, NotOwner, Invalid, Illegal where a
    statement charged it already.
    """
    claim = locked(tx, number)
    known = account(tx, claim)
    old = next((each for each in known.entries if each.id == entry), None)
    if old is None:
        raise NotFound(what="entry", name=str(entry))
    if by.id != old.person and not is_lead(tx, by):
        raise NotOwner(number=claim.number, owner=old.person)
    if not 0 <= minutes < old.minutes:
        raise Invalid(field="minutes", value=minutes)
    if known.statements and old.at < known.statements[-1].issued_at:
        raise Illegal(number=claim.number, verb="log", state=claim.state, legal=())
    span = (old.start, old.start + minutes * MINUTE)
    made = work.add(tx, claim.id, old.person, span, old.what, old.charge, why=text, quote_id=old.quote_id, corrects=old.id, by=by)
    happened(tx, claim, "work_corrected", by=by, visible=False, minutes=minutes, entry=old.id)
    return Logged(account(tx, claim), (made,))


def start(tx: Tx, number: str, *, by: Actor) -> Claim:
    """Start the person's timer for this claim. Raises Invalid where it runs."""
    claim = locked(tx, number)
    require_owner(tx, claim, by, helpers=True)
    if since := work.running(tx, claim.id, by.id):
        raise Invalid(field="timer", value=since.isoformat(timespec="minutes"))
    work.start(tx, claim.id, by.id)
    return claim


def stop(tx: Tx, number: str, charge: Charge = Charge.FREE, text: str = "", *, by: Actor) -> Logged:
    """Stop the timer, and write down what it counted; the minute it stands in is whole. Raises NotFound where none runs."""
    claim = locked(tx, number)
    since = work.running(tx, claim.id, by.id)
    if since is None:
        raise NotFound(what="timer", name=claim.number)
    end = floor(tx.now)
    minutes = min(MOST, max(1, (end - floor(since)) // MINUTE))
    logged = _kept(tx, claim, _spans(tx, minutes, by), charge, text, by)
    work.stop(tx, claim.id, by.id)
    return logged


def _spans(tx: Tx, minutes: int | Span, by: Actor) -> list[Span]:
    people.lock(tx, by.id)
    until = floor(tx.now)
    busy = [(each.start, each.end) for each in _standing_of(tx, by.id, until - 2 * MOST * MINUTE)]
    if isinstance(minutes, int):
        if not 0 < minutes <= MOST:
            raise Invalid(field="minutes", value=minutes)
        return laid_back(minutes, until, busy)
    begin, end = floor(minutes[0]), floor(minutes[1])
    if not begin < end <= until or end - begin > MOST * MINUTE:
        raise Invalid(field="time", value=f"{begin.isoformat()}/{end.isoformat()}")
    if taken := overlapping(begin, end, [(each.start, each.end) for each in _standing_of(tx, by.id, begin)]):
        raise Invalid(field="time", value=f"{taken[0].isoformat()}/{taken[1].isoformat()}")
    return [(begin, end)]


def _standing_of(tx: Tx, person: str, since: datetime) -> list[Entry]:
    known = work.of_person(tx, person, since)
    replaced = {each.corrects for each in known}
    return [each for each in known if each.id not in replaced]


def _kept(tx: Tx, claim: Claim, spans: Iterable[Span], charge: Charge, text: str, by: Actor) -> Logged:
    customers.lock(tx, claim.organisation_id)
    before = account(tx, claim)
    parts = list(_parts(tx, claim, before, spans, charge))
    made = [work.add(tx, claim.id, by.id, span, text, what, why=why, quote_id=quote, by=by) for span, what, why, quote in parts]
    after = account(tx, claim)
    happened(tx, claim, "work_logged", by=by, visible=False, minutes=sum(each.minutes for each in made), charge=charge)
    _warn(tx, claim, before, after, by)
    free = sum(each.minutes for each in made if each.charge is Charge.FREE) if charge is Charge.CHARGEABLE else 0
    return Logged(after, tuple(made), free)


Part = tuple[Span, Charge, str, int | None]


def _parts(tx: Tx, claim: Claim, before: Account, spans: Iterable[Span], charge: Charge) -> Iterable[Part]:
    if charge is Charge.FREE:
        return ((span, charge, "", None) for span in spans)
    if claim.claim_class in FREE_OF_CHARGE:
        raise FreeOfCharge(number=claim.number, claim_class=claim.claim_class)
    if charge is Charge.INCLUDED:
        return _included(claim, before, list(spans))
    fresh = since_statement(quotes.of_claim(tx, claim.id), statements.of_claim(tx, claim.id))
    now = [each for each in fresh if each.charges and each.ended_at is None]
    if not now:
        raise Unapproved(number=claim.number)
    if before.percent >= 100:
        raise CapReached(number=claim.number, quote=now[-1].number)
    return (part for span in spans for part in _charged(span, fresh))


def _included(claim: Claim, before: Account, spans: list[Span]) -> Iterable[Part]:
    """Raises Unapproved where the contract has not so much left, or not one claim more: the rest needs a quote."""
    pack = before.incidents is not None and before.contract is not None and claim.claim_class in before.contract.classes
    if not (pack and before.incidents) and sum((end - start) // MINUTE for start, end in spans) > before.left:
        raise Unapproved(number=claim.number)
    return ((span, Charge.INCLUDED, "", None) for span in spans)


def _charged(span: Span, offered: list[Quote]) -> Iterable[Part]:
    """The parts under an approval are charged; what lies before or between is not."""
    at = span[0]
    for begin, end, quote in chargeable(offered, *span):
        if at < begin:
            yield (at, begin), Charge.FREE, "before_approval", None
        yield (begin, end), Charge.CHARGEABLE, "", quote.id
        at = end
    if at < span[1]:
        yield (at, span[1]), Charge.FREE, "before_approval", None


def _warn(tx: Tx, claim: Claim, before: Account, after: Account, by: Actor) -> None:
    """The owner hears before the cap is used up, and when it is: also about their own entry."""
    for percent, reason in ((100, "cap_reached"), (tx.rules.fees.warn_percent, "cap_near")):
        if after.approved and before.percent < percent <= after.percent:
            post(tx, claim, reason, by=by, quote=after.approved.number, percent=min(after.percent, 100))
            return
