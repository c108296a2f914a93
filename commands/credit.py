"""Give back what was charged: a line's part after a dispute, or everything where the matter was ours. Lines are added, never changed."""

from claims import money
from claims.actor import Actor
from claims.claim import Claim
from claims.errors import NotAllowed, NotFound
from claims.quotes import QuoteState
from claims.statements import CHARGED, DisputeState, LineKind, StatementLine, credit, supply
from commands.acting import happened, locked, require_lead
from commands.quote import tell_money, void_open
from storage import quotes, statements, work
from storage.database import Tx
from storage.statements import Statement


def overturned(tx: Tx, claim: Claim, *, by: Actor, reason: str = "ours") -> Claim:
    """Charge nothing of this claim, also nothing of what was charged: credits every statement in full and voids its quotes.

    For a works-as-designed that was overturned, and for any claim that turns out to be our defect. The claim is locked by who calls.
    Twice is once; where nothing was charged or offered, nothing happens. Returns the claim as it stands after.
    """
    for each in statements.of_claim(tx, claim.id):
        if left := supply(each.lines):
            _give_back(tx, claim, each, left, None, reason, by)
    for offered in quotes.of_claim(tx, claim.id):
        if offered.charges:
            quotes.change(tx, offered, state=QuoteState.VOID, ended_at=offered.ended_at or tx.now)
    return void_open(tx, claim, by=by)


def credit_line(tx: Tx, number: str, line: int, amount: int | str, text: str, *, by: Actor) -> Statement:
    """Credit a part of the newest statement's line (1, 2, … as it stands there). Raises NotFound, NotAllowed, Invalid.

    A disputed line is decided by a lead who did not log the work; any other is waived by a manager. `text`: why, for the customer.
    """
    claim = locked(tx, number)
    statement, found = line_of(tx, claim, line)
    dispute = statement.dispute_of(found.id)
    if dispute and dispute.state is DisputeState.OPEN:
        require_judge(tx, claim, by)
        statements.answer(tx, dispute.id, DisputeState.ADJUSTED, text, by=by)
    else:
        _require_manager(tx, by)
    value = money.parse(amount, statement.currency) if isinstance(amount, str) else amount
    return _give_back(tx, claim, statement, value, found.id, text, by)


def uphold(tx: Tx, number: str, line: int, text: str, *, by: Actor) -> Statement:
    """Answer a disputed line that stays as it is. Raises NotFound, NotAllowed."""
    claim = locked(tx, number)
    statement, found = line_of(tx, claim, line)
    dispute = statement.dispute_of(found.id)
    if dispute is None or dispute.state is not DisputeState.OPEN:
        raise NotFound(what="dispute", name=claim.number)
    require_judge(tx, claim, by)
    statements.answer(tx, dispute.id, DisputeState.UPHELD, text, by=by)
    happened(tx, claim, "dispute_answered", by=by, visible=True, statement=statement.number, text=text)
    tell_money(tx, claim, "dispute_answered", by=by, number=statement.number, text=text)
    return statements.of_claim(tx, claim.id)[-1]


def line_of(tx: Tx, claim: Claim, line: int) -> tuple[Statement, StatementLine]:
    """A line of the newest statement by its place. Raises NotFound."""
    issued = statements.of_claim(tx, claim.id)
    worked = [each for each in issued[-1].lines if each.kind in CHARGED] if issued else []
    if not 1 <= line <= len(worked):
        raise NotFound(what="line", name=str(line))
    return issued[-1], worked[line - 1]


def require_judge(tx: Tx, claim: Claim, by: Actor) -> None:
    """A lead who worked on it themselves does not decide."""
    require_lead(tx, by)
    if any(each.person == by.id for each in work.of_claim(tx, claim.id)):
        raise NotAllowed(role="other_lead")


def _require_manager(tx: Tx, by: Actor) -> None:
    require_lead(tx, by)
    if by.id not in (*tx.rules.people.managers, *tx.rules.people.admins):
        raise NotAllowed(role="manager")


def _give_back(tx: Tx, claim: Claim, statement: Statement, amount: int, line: int | None, reason: str, by: Actor) -> Statement:
    given = credit(statement.lines, amount, statement.vat, line)
    statements.add_line(tx, statement.id, StatementLine(0, LineKind.CREDIT, given.supply, of=line, reason=reason), by=by)
    happened(tx, claim, "credited", by=by, visible=True, statement=statement.number, amount=-given.total, text=reason if line else "")
    after = next(each for each in statements.of_claim(tx, claim.id) if each.id == statement.id)
    told = {"number": statement.number, "amount": -given.total, "total": after.sum.total, "currency": statement.currency}
    tell_money(tx, claim, "credited", by=by, text=reason if line else "", **told)
    return after
