"""How a claim stands in money: what was offered and approved, what was worked, what it comes to by now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from claims.bands import Bands, Worked, bands
from claims.bill import Bill, Incident, Terms, bill, value
from claims.calendar import Calendar
from claims.claim import FREE_OF_CHARGE, Claim
from claims.money import Vat
from claims.quotes import Quote, basis, newest
from claims.rates import RateCard, in_force
from claims.statements import until
from claims.worklog import Charge, Entry, standing
from commands.acting import looked_up
from commands.calendars import book, terms
from storage import contracts, quotes, statements, work
from storage.contracts import Contract
from storage.database import Tx
from storage.statements import Statement


@dataclass(frozen=True, slots=True)
class Account:
    """`entries`: those that count; `left`: minutes left of the contract's, `incidents`: how many claims, None where it counts none;
    `due`: what the work since the last statement comes to.

    `currency`: that of the newest version, else the one in which the customer pays.

    `approved`: the version under which work is charged now, None where no chargeable minute can have been worked; `used`: what was worked
    by the hour comes to before it is rounded; `cap`: what `due` never passes.
    """

    claim: Claim
    quotes: tuple[Quote, ...]
    entries: tuple[Entry, ...]
    statements: tuple[Statement, ...]
    contract: Contract | None
    left: int
    incidents: int | None
    approved: Quote | None
    due: Bill
    used: int
    cap: int
    currency: str

    @property
    def offered(self) -> Quote | None:
        """The newest version, whatever became of it."""
        return newest(self.quotes)

    @property
    def cost(self) -> int:
        """What the customer owes so far, with VAT and with every credit."""
        return self.due.sum.total + sum(each.sum.total for each in self.statements)

    @property
    def percent(self) -> int:
        """How much of the approved cap is used, by minutes worked and not rounded."""
        cap = self.approved.offer.cap if self.approved else 0
        if self.approved and self.approved.offer.fixed:
            return 0  # a price is not used up
        return 100 * self.used // cap if cap else 100

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.entries)


def fees(tx: Tx, number: str) -> Account:
    """How the claim stands in money. Raises NotFound, Invalid."""
    return account(tx, looked_up(tx, number))


def account(tx: Tx, claim: Claim) -> Account:
    offered, entries = quotes.of_claim(tx, claim.id), standing(work.of_claim(tx, claim.id))
    issued = statements.of_claim(tx, claim.id)
    fresh = [each for each in since_statement(offered, issued) if each.charges and claim.claim_class not in FREE_OF_CHARGE]
    approved = basis(fresh)
    contract = contracts.on(tx, claim.organisation_id, local_day(tx, claim, claim.opened_at))
    rest = _left(tx, claim, contract)
    left = rest.minutes if contract and claim.claim_class in contract.classes else 0
    hourly, fixed = ([each for each in fresh if each.offer.fixed is kind] for kind in (False, True))
    found, priced = bands_of(tx, claim, entries, hourly), basis(fixed)
    incident = Incident(priced.offer.cap, sum(bands_of(tx, claim, entries, fixed).values())) if priced else None
    due = bill(found, _terms(basis(hourly), approved, left), incident)
    return Account(
        claim,
        quotes=tuple(offered),
        entries=tuple(entries),
        statements=tuple(issued),
        contract=contract,
        left=left,
        incidents=rest.incidents,
        approved=approved,
        due=due,
        used=value(found, left),
        cap=_cap(found, due, basis(hourly), priced),
        currency=offered[-1].offer.currency if offered else money_of(tx, claim)[0],
    )


Owed = tuple[int, str, bool]
"""What the customer owes so far, in minor units, in which currency, and whether anything was ever offered."""


def owed(known: Account) -> Owed:
    """Of a claim that something was offered for."""
    return known.cost, known.currency, any(each.sent_at for each in known.quotes)


def since_statement(offered: Iterable[Quote], issued: Sequence[Statement]) -> list[Quote]:
    """Versions offered since the last statement: what was approved before was charged by it."""
    last = issued[-1].issued_at if issued else None
    return [each for each in offered if last is None or each.created_at >= last]


def bands_of(tx: Tx, claim: Claim, entries: Iterable[Entry], fresh: Iterable[Quote]) -> Bands:
    """The chargeable minutes at each price; each is charged by the card and the multipliers that its quote names."""
    known = {each.id: each.offer for each in fresh}
    worked = [
        Worked(each.person, each.start, each.end, known[each.quote_id].card, known[each.quote_id].kinds)
        for each in entries
        if each.charge is Charge.CHARGEABLE and each.quote_id in known
    ]
    return bands(worked, calendar_of(tx, claim))


def calendar_of(tx: Tx, claim: Claim) -> Calendar:
    """Whose days off make work dearer: the customer's, or the desk's where theirs never closes."""
    known = book(tx)
    found = known.of(claim).calendar
    return known.calendar("") if found.always_open else found


def local_day(tx: Tx, claim: Claim, at: datetime) -> date:
    return at.astimezone(calendar_of(tx, claim).tz).date()


@dataclass(frozen=True, slots=True)
class _Left:
    """Of a contract's period: minutes, and claims that may yet be worked on at no charge, the asking one too, None where it counts none. A
    claim counts once anything on it was written down as included; one that turned out to be ours uses up nothing."""

    minutes: int
    incidents: int | None


def _left(tx: Tx, claim: Claim, contract: Contract | None) -> _Left:
    if contract is None:
        return _Left(0, None)
    begin, end = _period(tx, claim, contract)
    taken = work.included(tx, contract.organisation_id, begin, end)
    minutes = contract.included - taken.total() - statements.used(tx, contract.organisation_id, begin, end)
    incidents = max(0, contract.incidents - len(taken.keys() - {claim.id})) if contract.incidents else None
    return _Left(max(0, minutes), incidents)


def _period(tx: Tx, claim: Claim, contract: Contract) -> tuple[datetime, datetime]:
    first, last = contract.span(max(contract.valid_from, min(local_day(tx, claim, tx.now), contract.valid_to)))
    begin, end = (datetime.combine(day, time(), calendar_of(tx, claim).tz).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    return begin, end


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The contract that a claim came under, and what is left of it in this period: minutes, or claims where `incidents` is not None.
    `covered`: whether it holds for the kind of matter, None while that is not known."""

    contract: Contract
    minutes: int
    incidents: int | None
    covered: bool | None


def entitlement(tx: Tx, claim: Claim) -> Entitlement | None:
    contract = contracts.on(tx, claim.organisation_id, local_day(tx, claim, claim.opened_at)) if claim.organisation_id else None
    if contract is None:
        return None
    covered = claim.claim_class in contract.classes if claim.claim_class else None
    left = _left(tx, claim, contract)
    return Entitlement(contract, left.minutes, left.incidents, covered)


def money_of(tx: Tx, claim: Claim) -> tuple[str, Vat]:
    """In which currency and with which VAT the customer pays."""
    payer = contracts.payer(tx, claim.organisation_id) if claim.organisation_id else None
    return (payer.currency, payer.vat) if payer else (tx.rules.fees.currency, tx.rules.fees.usual_vat)


def card_on(tx: Tx, currency: str, day: date) -> RateCard:
    """The rate card in force. Raises Invalid where the currency has none on that day."""
    kept = [each.card for each in contracts.cards(tx) if each.currency == currency]
    usual = [tx.rules.fees.card] if currency == tx.rules.fees.currency else []
    return in_force([*usual, *kept], day)


def business_days(tx: Tx, claim: Claim, days: int) -> datetime:
    """The end of the so-manieth business day from now."""
    return until(tx.now, days, terms(tx, claim).calendar).astimezone(UTC)


def _terms(hourly: Quote | None, approved: Quote | None, left: int) -> Terms:
    """Of what is by the hour, with the VAT of the newest that was approved: one document has one."""
    vat = approved.offer.vat if approved else Vat()
    return Terms(hourly.offer.card.unit, hourly.offer.card.minimum, left, hourly.offer.cap, vat) if hourly else Terms(vat=vat)


def _cap(found: Bands, due: Bill, hourly: Quote | None, priced: Quote | None) -> int:
    """The caps of those under which something was worked: each minute is bounded by the terms under which it was promised."""
    return (hourly.offer.cap if hourly and found else 0) + (priced.offer.cap if priced and due.incident else 0)
