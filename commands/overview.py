"""All claims of an organisation on one page, for the contacts whom a lead allows it."""

from dataclasses import dataclass

from claims.errors import NotFound
from claims.lifecycle import CloseReason
from commands.show import Seen, seen_many
from commands.tracked import is_long_closed, is_over
from storage import customers, lists
from storage.customers import Contact, Organisation
from storage.database import Tx

MOST = 500


@dataclass(frozen=True, slots=True)
class Overview:
    """`claims` newest first; a line of another contact's claim leads to its state, never to its conversation."""

    contact: Contact
    organisation: Organisation
    claims: tuple[Seen, ...]


def overview(tx: Tx, contact_id: int, key: str) -> Overview:
    """The page behind a link. Raises NotFound where the contact may not, or no longer, see it."""
    contact = customers.contact_or_none(tx, contact_id)
    organisation = customers.organisation(tx, contact.organisation_id) if contact else None
    if contact is None or organisation is None or contact.overview != key or customers.is_nobody(contact.address):
        raise NotFound(what="page", name="")
    listed = lists.listed(tx, organisation_id=organisation.id, newest=True, limit=MOST)
    asked = [each for each in listed if each.claim.close_reason not in (CloseReason.SPAM, CloseReason.IMPORTED)]
    shown = seen_many(tx, [each for each in asked if each.claim.merged_into or not is_long_closed(tx, each.claim)])
    return Overview(contact, organisation, tuple(each for each in shown if not is_over(tx, each)))
