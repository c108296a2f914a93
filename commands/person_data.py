"""One customer's data: all of it told, or erased; and erased by itself once their claims are closed for long enough."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from claims import actor
from claims.actor import Actor
from claims.errors import Illegal, Invalid, NotFound
from claims.lifecycle import State
from claims.quotes import Quote
from commands.acting import redraw
from commands.know import is_address
from storage import claims, customers, erasure, mails, messages, places, quotes, runs, statements, timeline, traces
from storage.database import Tx
from storage.messages import Direction, Message
from storage.statements import Statement
from storage.traces import Traces

BATCH = 100  # people a run of the clock's job


@dataclass(frozen=True, slots=True)
class Erased:
    """How many claims and mails were gone through; `files`: hashes of bytes that nobody uses any more, to be removed now."""

    claims: int
    mails: int
    files: tuple[str, ...]


def find_person(tx: Tx, address: str) -> Traces:
    """Where the data of an address stands. Raises NotFound where there is none, Invalid where it is no address."""
    if not is_address(address):
        raise Invalid(field="address", value=address)
    found = traces.thorough(tx, address.lower())
    if not found or customers.is_nobody(found.address):
        raise NotFound(what="person", name=address)
    return found


def export(tx: Tx, address: str, *, notes: bool = False) -> dict[str, Any]:
    """{"contact", "claims": [{"number", …, "messages": [{…, "files": [{"name", "type", "size", "sha256"}]}], "fees"}],
     "mails": [{…, "base64"}]}

    Their own claims whole, of others' what they wrote there; `notes`: internal notes too. Raises NotFound.
    """
    found = find_person(tx, address)
    return {
        "contact": _contact(tx, found),
        "claims": [_claim(tx, each, found, notes) for each in sorted((*found.own, *found.elsewhere))],
        "mails": list(_mails(tx, found)),
    }


def erase(tx: Tx, found: Traces, *, by: Actor) -> Erased:
    """Erase a person. Raises Illegal where a claim of theirs is not closed yet, NotFound where they are gone already."""
    again = traces.involved(tx, [found.address])[0]
    if again.contact is None and found.contact is not None:
        raise NotFound(what="person", name=found.address)
    for row in traces.open_of(tx, again):
        raise Illegal(number=f"{row.id}-{row.tail}", verb="erase", state=State(row.state), legal=())
    elsewhere = tuple(sorted({*found.elsewhere, *again.elsewhere} - {*again.own}))
    whole = Traces(found.address, again.contact, again.own, elsewhere, found.mails, found.names | again.names)
    files = erasure.erase(tx, whole)
    _record(tx, whole, by, seen_in_slack=True)
    return Erased(len(whole.own) + len(whole.elsewhere), len(whole.mails), tuple(files))


def retire(tx: Tx, slot: datetime) -> int:
    """Erase customers whose last claim was closed too long ago, and empty mails of that age that became no claim; how many."""
    if not runs.first_time(tx, "retire", slot):
        return 0
    before = tx.now - timedelta(days=tx.rules.days.keep_closed)
    if not traces.any_from(tx, before):
        return 0
    found = [each for each in traces.involved(tx, traces.retired(tx, before, BATCH)) if not traces.is_young(tx, each, before)]
    for each in found:
        erasure.erase(tx, each)
        _record(tx, each, actor.clock("retire"), seen_in_slack=False)
    return len(found) + erasure.empty_unclaimed(tx, before)


def orphans(tx: Tx, hashes: list[str]) -> list[str]:
    """Those of the hashes whose bytes no message uses."""
    return erasure.orphans(tx, hashes)


def _record(tx: Tx, found: Traces, by: Actor, *, seen_in_slack: bool) -> None:
    for identity in found.own:
        claim = claims.find(tx, identity, lock=True)
        assert claim, "its number was just found"
        timeline.append(tx, claim, "erased", by=by, visible=False)
        if seen_in_slack and places.of_claim(tx, identity):
            redraw(tx, claim, by=by)


def _contact(tx: Tx, found: Traces) -> dict[str, Any]:
    organisation = customers.organisation(tx, found.contact.organisation_id) if found.contact else None
    name = found.contact.name if found.contact else None
    return {
        "address": found.address,
        "name": name,
        "other_names": sorted(found.names - {name}),
        "organisation": organisation.name if organisation else None,
    }


def _claim(tx: Tx, identity: int, found: Traces, notes: bool) -> dict[str, Any]:
    claim = claims.find(tx, identity)
    assert claim, "its number was just found"
    own = identity in found.own
    said = (each for each in messages.of_claim(tx, identity, notes=notes) if own or each.author == actor.customer(found.address))
    return {
        "number": claim.number,
        "part": "requester" if own else "took part",
        "subject": claim.subject if own else None,
        "state": claim.state,
        "opened": claim.opened_at.isoformat(),
        "closed": claim.closed_at.isoformat() if claim.closed_at else None,
        "messages": [_message(each) for each in said],
        "fees": _fees(tx, identity) if own else None,
    }


def _fees(tx: Tx, identity: int) -> dict[str, Any]:
    """What was offered to them, what they answered, what was charged and what they disputed."""
    return {
        "quotes": [_quote(tx, each) for each in quotes.of_claim(tx, identity)],
        "statements": [_statement(each) for each in statements.of_claim(tx, identity)],
    }


def _quote(tx: Tx, quote: Quote) -> dict[str, Any]:
    answers = ((each, "approved" if each.approved else "declined") for each in quotes.decisions(tx, quote.id))
    return {
        "number": quote.number,
        "state": quote.state,
        "scope": quote.offer.scope,
        "currency": quote.offer.currency,
        "supply": quote.offer.sum.supply,
        "vat": quote.offer.sum.vat,
        "answers": [
            {"at": each.at.isoformat(), "by": each.actor.id, "answer": answer, "channel": each.channel, "from": each.evidence}
            for each, answer in answers
        ],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "number": statement.number,
        "issued": statement.issued_at.isoformat(),
        "currency": statement.currency,
        "supply": statement.sum.supply,
        "vat": statement.sum.vat,
        "lines": [{"kind": each.kind, "minutes": each.minutes, "amount": each.amount} for each in statement.lines],
        "disputes": [{"at": each.at.isoformat(), "words": each.words, "answer": each.answer} for each in statement.disputes],
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "at": message.at.isoformat(),
        "direction": message.direction,
        "by": message.author.id if message.direction is Direction.IN else message.name,
        "name": message.name,
        "text": message.text,
        "files": [_file(each) for each in message.attachments],
    }


def _file(stored: Any) -> Mapping[str, Any]:
    return {name: getattr(stored.file, name) for name in ("name", "type", "size", "sha256")}


def _mails(tx: Tx, found: Traces) -> Iterator[dict[str, Any]]:
    """Every mail of theirs with its bytes; of a claim's mails those that name their address."""
    for raw, content in mails.naming(tx, (*found.own, *found.elsewhere), found.mails, found.address):
        yield {
            "received": raw.received_at.isoformat(),
            "became": raw.became,
            "claim": raw.claim_id,
            "base64": base64.b64encode(content).decode("ascii"),
        }
