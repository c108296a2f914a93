"""Part one claim in two: a customer asked two things in one mail, and each gets its number, its owner and its answer."""

from collections.abc import Sequence
from dataclasses import replace

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Illegal, Invalid, Missing
from claims.lifecycle import State
from commands.acting import happened, locked, looked_up, possible, post, require_owner, send_automatic
from commands.open import Told, open_claim
from storage import claims, customers, messages
from storage.database import Tx
from storage.messages import Direction, Message

SUBJECT = 120
"""Characters of the first line that becomes a subject where none is given."""


def split(tx: Tx, number: str, text: str = "", *, picked: Sequence[int] = (), subject: str = "", by: Actor) -> Claim:
    """A new claim of the same customer with these words, or with all of the `picked` messages' (ids); nothing is taken from the old one.

    Raises Missing where there are neither words nor messages, Invalid for a message that is not the customer's, NotOwner, Illegal
    where the claim is closed.
    """
    claim = locked(tx, number)
    if claim.owner is not None:
        require_owner(tx, claim, by, helpers=True)
    if claim.state is State.CLOSED:
        raise Illegal(number=claim.number, verb="split", state=claim.state, legal=possible(claim))
    told = _told(tx, claim, text, _picked(tx, claim, picked), subject)
    opened = open_claim(tx, told, channel=claim.channel, greet=False, by=by)
    opened = claims.change(tx, opened, split_from=claim.id)
    happened(tx, claim, "split", by=by, visible=True, number=opened.number)
    post(tx, claim, "split", by=by, number=opened.number)
    address = customers.contact(tx, opened.contact_id).address
    send_automatic(tx, opened, "split", address, by=by, origin=claim.number)
    return opened


def theirs(tx: Tx, number: str, most: int) -> list[Message]:
    """The customer's messages that can be picked: the newest `most`, oldest first."""
    return _heard(tx, looked_up(tx, number))[-most:]


def _heard(tx: Tx, claim: Claim) -> list[Message]:
    return [each for each in messages.of_claim(tx, claim.id, notes=False) if each.direction is Direction.IN]


def _picked(tx: Tx, claim: Claim, picked: Sequence[int]) -> list[Message]:
    heard = {each.id: each for each in _heard(tx, claim)}
    unknown = [each for each in picked if each not in heard]
    if unknown:
        raise Invalid(field="picked", value=unknown[0])
    return [heard[each] for each in sorted(picked)]


def _told(tx: Tx, claim: Claim, text: str, picked: list[Message], subject: str) -> Told:
    """What the new claim begins with, in the name of whoever wrote it."""
    said = text.strip() or "\n\n".join(each.new_text.strip() or each.text.strip() for each in picked)
    files = [stored.file for each in picked for stored in each.attachments]
    if not said and not files:
        raise Missing(field="text")
    writer = picked[0] if picked else next(iter(reversed(_heard(tx, claim))), None)
    contact = customers.contact(tx, claim.contact_id)
    whose = Told(contact.address, contact.name, "", said, language=claim.language, attachments=files)
    named = replace(whose, address=writer.author.id, name=writer.name) if writer else whose
    return replace(named, subject=subject.strip() or said.partition("\n")[0][:SUBJECT] or claim.subject)
