"""The customer's own acts on the tracking page: adding a word, saying whether the matter is solved, and how they were served.

`form` names the form that was sent, by a value of its own: sent twice, it counts once.
"""

from collections.abc import Sequence

from claims.actor import Actor
from claims.claim import Claim
from claims.envelope import Attachment
from claims.errors import Invalid, Missing
from claims.lifecycle import State
from commands.acting import locked, looked_up
from commands.close import confirm, reopen
from commands.hear import hear
from commands.joined import last_of
from commands.open import Told
from commands.survey import vote
from storage import customers, seen
from storage.database import Tx


def add_word(tx: Tx, number: str, text: str, attached: Sequence[Attachment] = (), *, form: str, by: Actor) -> Claim:
    """Take the customer's words as a mailed reply is taken: they resume a waiting claim and reopen one that is over.

    The claim they joined, which long after closing is a new one. Raises Missing where there is neither text nor file, Invalid
    where the text is longer than the page allows.
    """
    claim = looked_up(tx, number)
    if not _first(tx, form):
        return last_of(tx, claim)
    return _heard(tx, claim, text, attached, by)


def solved(tx: Tx, number: str, *, form: str, by: Actor) -> Claim:
    """The customer says yes: the claim closes. Raises Illegal where it is not resolved any more."""
    return confirm(tx, number, by=by) if _first(tx, form) else locked(tx, number)


def unsolved(tx: Tx, number: str, text: str = "", *, form: str, by: Actor) -> Claim:
    """The customer says no, with or without words: the claim is opened again. Raises Illegal where that is too late."""
    return _again(tx, number, text, by) if _first(tx, form) else last_of(tx, looked_up(tx, number))


def rate(tx: Tx, number: str, score: str, solved: str = "", worst: str = "", comment: str = "", *, form: str, by: Actor) -> Claim:
    """The customer votes, each part as the page sends it; a "no" to "solved?" of a resolved claim is their no, the comment its words.

    Raises as `vote` does.
    """
    if not _first(tx, form):
        return last_of(tx, looked_up(tx, number))
    claim = vote(tx, number, score, solved, worst, comment, by=by)
    return _again(tx, number, comment, by) if solved == "no" and claim.state is State.RESOLVED else claim


def _again(tx: Tx, number: str, text: str, by: Actor) -> Claim:
    return _heard(tx, looked_up(tx, number), text, (), by) if text.strip() else reopen(tx, number, by=by)


def _heard(tx: Tx, claim: Claim, text: str, attached: Sequence[Attachment], by: Actor) -> Claim:
    _check(tx, text, attached)
    return hear(tx, claim, _told(tx, claim, text, attached, by), channel="form")


def _first(tx: Tx, form: str) -> bool:
    return seen.first_time(tx, "form", form)


def _check(tx: Tx, text: str, attached: Sequence[Attachment]) -> None:
    if not text.strip() and not attached:
        raise Missing(field="text")
    if len(text) > tx.rules.limits.page_words:
        raise Invalid(field="text", value=len(text), allowed=(f"{tx.rules.limits.page_words}",))


def _told(tx: Tx, claim: Claim, text: str, attached: Sequence[Attachment], by: Actor) -> Told:
    contact = customers.contact(tx, claim.contact_id)
    name = contact.name if contact.address == by.id else by.id
    return Told(by.id, name, claim.subject, text, language=claim.language, attachments=attached)
