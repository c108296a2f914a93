"""Who may approve quotes for a customer: a lead says so, contact by contact."""

from claims.actor import Actor
from claims.errors import NotFound
from commands.acting import require_lead
from commands.readers import OFF
from storage import contracts, customers
from storage.customers import Organisation
from storage.database import Tx


def entrust(tx: Tx, organisation: Organisation, value: str, *, by: Actor) -> None:
    """Let a contact approve (an address of the organisation's, also of somebody who never wrote), or no longer (`-` before it, or off
    for all). Raises NotAllowed for whoever is no lead, NotFound where the address is none of the organisation's."""
    require_lead(tx, by)
    taken_away, whom = value.startswith("-"), value.removeprefix("-").strip().lower()
    known = {each.address: each.id for each in contracts.approvers(tx, organisation.id)}
    if whom in OFF:
        contracts.set_approvers(tx, organisation.id, ())
        return
    identity = known.get(whom) or contact_of(tx, organisation, whom)
    ids = {*known.values()} - {identity} if taken_away else {*known.values(), identity}
    contracts.set_approvers(tx, organisation.id, ids)


def contact_of(tx: Tx, organisation: Organisation, address: str) -> int:
    """The id of an organisation's contact, also of somebody who never wrote. Raises NotFound where the address is none of its own."""
    found = customers.contact_of_address(tx, address)
    if found is None and address.rpartition("@")[2] in customers.domains_of(tx, organisation.id) and not address.startswith("@"):
        found = customers.add_contact(tx, address, address, organisation.id)
    if found is None or found.organisation_id != organisation.id:
        raise NotFound(what="contact", name=address)
    return found.id
