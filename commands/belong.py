"""Which claim a mail belongs to: by what it answers, or by a number together with a sender who has to do with that claim."""

from collections.abc import Iterator
from itertools import chain, islice

from claims import number as numbers
from claims.claim import Claim
from claims.envelope import Envelope, MailKind
from claims.errors import Refusal
from commands import know
from commands.acting import looked_up
from commands.joined import surviving
from storage import claims, customers, messages, people
from storage.database import Tx

REFERENCES, _CANDIDATES = 100, 5  # a hostile mail names thousands


def belongs(tx: Tx, envelope: Envelope) -> Claim | None:
    """The claim, locked; where it was joined with another one, that one."""
    found = _named(tx, envelope)
    return surviving(tx, found) if found else None


def message_id(envelope: Envelope) -> str | None:
    """One longer than a line of mail (RFC 5322) was not meant to be answered."""
    return envelope.message_id if envelope.message_id and len(envelope.message_id.encode("utf-8", "replace")) <= 998 else None


def may_bring(tx: Tx, envelope: Envelope) -> bool:
    """Whether a mail to a known claim may add readers: who holds a letter of ours, or whom our own mail server vouches for."""
    held = messages.claim_of_ids(tx, list(envelope.references[-REFERENCES:]), ours=True)
    return envelope.authenticated is True or held is not None


def is_believed(envelope: Envelope) -> bool:
    """Whether the address may speak for somebody: not where our own mail server says that it did not write this."""
    return envelope.authenticated is not False


def is_customers(tx: Tx, claim: Claim, address: str) -> bool:
    """Whether it is the customer's: their own address, a copy's, or one of their organisation's."""
    requester = customers.contact(tx, claim.contact_id)
    if address == requester.address or address in (party for party, _ in customers.parties_of(tx, claim.id)):
        return True
    return claim.organisation_id is not None and know.domain_of(address) in customers.domains_of(tx, claim.organisation_id)


def _named(tx: Tx, envelope: Envelope) -> Claim | None:
    """By a Message-ID of ours; else by the customer's own or by the number, where the sender belongs to that claim."""
    ids = [*envelope.references[-REFERENCES:], *([envelope.about] if envelope.about else [])]
    ours = messages.claim_of_ids(tx, ids, ours=True)
    if ours:
        return claims.find(tx, ours)
    if envelope.kind is MailKind.BOUNCE:
        return next(_numbered(tx, _returned(envelope)), None)
    own = message_id(envelope)
    theirs = messages.claim_of_ids(tx, [*ids, own] if own else ids)
    candidates = chain([claims.find(tx, theirs)] if theirs else [], _numbered(tx, numbers.candidates(envelope.subject)))
    return next((each for each in candidates if each and is_believed(envelope) and _is_theirs(tx, each, envelope.sender)), None)


def _returned(envelope: Envelope) -> Iterator[str]:
    """Numbers in the subject of the letter that came back. Whoever has the whole number had a letter, and a bounce only tells us."""
    return chain(numbers.candidates(envelope.returned or ""), numbers.candidates(envelope.subject))


def _numbered(tx: Tx, candidates: Iterator[str]) -> Iterator[Claim]:
    for each in islice(candidates, _CANDIDATES):
        try:
            yield looked_up(tx, each)
        except Refusal:
            continue


def _is_theirs(tx: Tx, claim: Claim, address: str) -> bool:
    return is_customers(tx, claim, address) or people.by_address(tx, address) is not None
