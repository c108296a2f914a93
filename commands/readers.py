"""Who of a customer may see all claims of the organisation: a lead says so, contact by contact."""

from claims.actor import Actor
from claims.errors import NotFound
from commands.acting import require_lead
from storage import customers
from storage.customers import Organisation
from storage.database import Tx

OFF = ("off", "no", "아니요", "끄기")


def allow(tx: Tx, organisation: Organisation, value: str, *, by: Actor) -> None:
    """Let a contact see the page (its address), or no longer (`-` before it, or off for all); allowed again, the link is a new one.

    Raises NotAllowed for whoever is no lead, NotFound where the address is none of the organisation's.
    """
    require_lead(tx, by)
    taken_away, whom = value.startswith("-"), value.removeprefix("-").strip().lower()
    readers = customers.of_organisation(tx, organisation.id)
    if whom in OFF:
        named, taken_away = readers, True
    else:
        named = [each for each in readers if each.address == whom]
    if not named:
        raise NotFound(what="contact", name=whom)
    for each in named:
        if taken_away or each.overview is None:
            customers.set_overview(tx, each.id, None if taken_away else tx.token(8).hex())
