"""Where one person's data stands: the claims they asked for, those they took part in, and mails that became no claim."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, union

from claims.lifecycle import State
from storage.customers import NOBODY, Contact, contact_of_address
from storage.database import Tx
from storage.redaction import holds, joined
from storage.tables import claims, contacts, messages, outbox, parties, raw_mails, timeline


@dataclass(frozen=True, slots=True)
class Traces:
    """`own`: running numbers of the claims whose requester they are; `elsewhere`: of those where they took part or are named;
    `mails`: ids of mails that became no claim and name them; `names` as they were written.
    """

    address: str
    contact: Contact | None
    own: tuple[int, ...]
    elsewhere: tuple[int, ...]
    mails: tuple[int, ...]
    names: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.contact or self.own or self.elsewhere or self.mails)


def thorough(tx: Tx, address: str) -> Traces:
    """Everything, found by reading every message and every mail that became no claim once."""
    found = involved(tx, [address])[0]
    mentioned = {*found.elsewhere, *_mentioned(tx, address)} - {*found.own}
    return Traces(found.address, found.contact, found.own, tuple(sorted(mentioned)), _unclaimed(tx, address), found.names)


def involved(tx: Tx, addresses: Iterable[str]) -> list[Traces]:
    """For each lower-case address the claims in which it stands as requester, party, writer or recipient."""
    wanted = list(addresses)
    took_part = _took_part(tx, wanted)
    return [_of_contact(tx, address, took_part.get(address, set())) for address in wanted]


def any_from(tx: Tx, before: datetime) -> bool:
    """Whether the desk is old enough to have anything from before then; costs no scan."""
    oldest = (select(claims.c.opened_at).order_by(claims.c.id).limit(1), select(raw_mails.c.received_at).order_by(raw_mails.c.id).limit(1))
    return any(at is not None and at < before for at in (tx.connection.execute(each).scalar_one_or_none() for each in oldest))


def retired(tx: Tx, before: datetime, limit: int) -> list[str]:
    """Addresses of contacts all of whose claims, asked for or taken part in, were closed before then."""
    has_young = select(claims.c.id).where(claims.c.contact_id == contacts.c.id, _young(before)).exists()
    in_young = select(parties.c.address).join(claims, claims.c.id == parties.c.claim_id).where(_young(before))
    query = select(contacts.c.address).where(
        contacts.c.created_at < before,
        ~contacts.c.address.like(f"%@{NOBODY}"),
        ~has_young,
        contacts.c.address.not_in(in_young),
    )
    return list(tx.connection.execute(query.order_by(contacts.c.id).limit(limit)).scalars())


def is_young(tx: Tx, traces: Traces, before: datetime) -> bool:
    """Whether a claim they had part in is open, or was closed since then."""
    query = select(claims.c.id).where(claims.c.id.in_((*traces.own, *traces.elsewhere)), _young(before))
    return tx.connection.execute(query.limit(1)).first() is not None


def _young(before: datetime) -> ColumnElement[bool]:
    return or_(claims.c.closed_at.is_(None), claims.c.closed_at >= before)


def open_of(tx: Tx, traces: Traces) -> list[Any]:
    """Rows (id, tail, state) of their own claims that are not closed."""
    query = select(claims.c.id, claims.c.tail, claims.c.state).where(claims.c.id.in_(traces.own), claims.c.state != State.CLOSED)
    return list(tx.connection.execute(query.order_by(claims.c.id)).all())


def _took_part(tx: Tx, addresses: list[str]) -> dict[str, set[int]]:
    actors = [f"customer:{address}" for address in addresses]
    rows = union(
        select(messages.c.author, messages.c.claim_id).where(messages.c.author.in_(actors)),
        select(timeline.c.actor, timeline.c.claim_id).where(timeline.c.actor.in_(actors)),
        select("customer:" + parties.c.address, parties.c.claim_id).where(parties.c.address.in_(addresses)),
        select("customer:" + outbox.c.recipient, outbox.c.claim_id).where(
            outbox.c.recipient.in_(addresses), outbox.c.claim_id.is_not(None)
        ),
    )
    found: dict[str, set[int]] = {}
    for actor, claim_id in tx.connection.execute(rows):
        found.setdefault(actor.partition(":")[2], set()).add(claim_id)
    return found


def _of_contact(tx: Tx, address: str, took_part: set[int]) -> Traces:
    contact = contact_of_address(tx, address)
    own = set(tx.connection.execute(select(claims.c.id).where(claims.c.contact_id == contact.id)).scalars()) if contact else set()
    names = joined([contact.name] if contact else [], address) | _names(tx, address, own | took_part)
    return Traces(address, contact, tuple(sorted(own)), tuple(sorted(took_part - own)), (), names)


def _names(tx: Tx, address: str, claim_ids: set[int]) -> frozenset[str]:
    written = union(
        select(messages.c.name).where(messages.c.author == f"customer:{address}", messages.c.claim_id.in_(claim_ids)),
        select(parties.c.name).where(parties.c.address == address, parties.c.claim_id.in_(claim_ids)),
    )
    return joined(tx.connection.execute(written).scalars(), address)


def _mentioned(tx: Tx, address: str) -> set[int]:
    like = "%" + address.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    columns = (messages.c.text, messages.c.new_text, messages.c.html)
    found = (select(messages.c.claim_id).where(func.lower(column).like(like, escape="\\")) for column in columns)
    return set(tx.connection.execute(union(*found)).scalars())


def _unclaimed(tx: Tx, address: str) -> tuple[int, ...]:
    query = select(raw_mails.c.id, raw_mails.c.bytes).where(raw_mails.c.claim_id.is_(None)).execution_options(yield_per=50)
    return tuple(row.id for row in tx.connection.execute(query) if holds(row.bytes, address))
