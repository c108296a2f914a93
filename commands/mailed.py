"""A quote answered by mail: an approver's own letter from us, answered with one word, by a mail that our mail server vouches for."""

import re
from collections.abc import Collection
from typing import Any

from claims.actor import customer
from claims.claim import Claim
from claims.envelope import Envelope
from claims.errors import Refusal
from claims.quotes import Channel, on_offer
from commands.approve import approve, decline, may_approve
from commands.belong import REFERENCES
from storage import outbox, quotes
from storage.database import Tx

_ROUND = re.compile(r"^[\s\"'“”‘’(\[]+|[\s\"'“”‘’)\].!~,。]+$")
_LETTERS = ("quote", "quote_reminded")


def answered(tx: Tx, claim: Claim, envelope: Envelope) -> bool:
    """Approve or decline as the mail says in one word; False where it says more or neither, and is but a mail.

    It counts only where our own mail server vouches for the sender, who may approve, and who answers the letter that they got about the
    very version that is on offer.
    """
    rules = tx.rules.fees
    word = _one_word(envelope.new_text, rules.thanks_words | {_plain(envelope.sender_name)})
    act = approve if word in rules.approve_words else decline if word in rules.decline_words else None
    approver = may_approve(tx, claim, envelope.sender) if envelope.authenticated is True else None
    if act is None or approver is None:
        return False
    last = on_offer(quotes.of_claim(tx, claim.id))
    if last is None:
        return False
    letters = outbox.message_ids(tx, claim.id, _LETTERS, approver.address, quote=last.id)
    if not letters & set(envelope.references[-REFERENCES:]):
        return False
    said: dict[str, Any] = {"channel": Channel.MAIL, "evidence": envelope.message_id or "", "words": word}
    try:
        act(tx, claim.number, last.version, last.digest, by=customer(envelope.sender), **said)
    except Refusal:
        return False  # answered already, or over: the mail itself is in the thread
    return True


def _one_word(text: str, courtesies: Collection[str]) -> str | None:
    """All that was written besides courtesies: a yes with a condition behind it is none."""
    first, *others = [_plain(line) for line in text.splitlines() if line.strip()] or [""]
    return first if all(each in courtesies for each in others) else None


def _plain(line: str) -> str:
    return _ROUND.sub("", _ROUND.sub("", line)).casefold()
