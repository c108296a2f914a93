"""What a customer sees of money: what was offered, worked, charged and disputed, and whether they may say yes."""

from dataclasses import dataclass

from claims.errors import NotFound
from commands.acting import looked_up
from commands.approve import may_approve
from commands.fees import Account, account
from commands.show import Seen, seen
from commands.tracked import is_over
from storage import contracts, customers
from storage.contracts import Payer
from storage.customers import Contact
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Priced:
    """`reader`: for whom the page is; `approves`: whether they may answer quotes; `over`: the page has expired;
    `payer`: the organisation on paper."""

    view: Seen
    account: Account
    reader: Contact
    approves: bool
    over: bool
    payer: Payer | None = None


def priced(tx: Tx, number: str, contact_id: int | None = None) -> Priced:
    """For whoever asked, who only reads and disputes here, or for an approver by their contact's id, whose page ends with their right.

    Raises NotFound, Invalid.
    """
    known = account(tx, looked_up(tx, number))
    view = seen(tx, number, known)
    if contact_id is None:
        return Priced(view, known, view.contact, False, is_over(tx, view), _payer(tx, view))
    reader = customers.contact(tx, contact_id)
    if may_approve(tx, view.claim, reader.address) is None:
        raise NotFound(what="page", name=number)
    return Priced(view, known, reader, True, is_over(tx, view), _payer(tx, view))


def _payer(tx: Tx, view: Seen) -> Payer | None:
    return contracts.payer(tx, view.organisation.id) if view.organisation else None
