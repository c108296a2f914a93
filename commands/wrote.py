"""Somebody of the team wrote to the customer from their own mail program: their answer, which is not sent again."""

from dataclasses import replace

from claims.actor import Actor
from claims.claim import Claim
from commands import clocks
from commands.acting import happened, person_known, post
from commands.open import Told, begun
from commands.take import take
from storage import messages
from storage.database import Tx
from storage.messages import Direction


def wrote_first(tx: Tx, to: tuple[str, str], said: Told, *, by: Actor) -> Claim:
    """The same where the customer (`to`: address, name) had written nothing: a claim in the customer's name, which the writer owns."""
    address, name = to
    readers = tuple(each for each in said.parties if each != to)
    claim, _ = begun(tx, replace(said, address=address, name=name, parties=readers), channel="mail", by=by)
    return wrote(tx, claim, said, by=by)


def wrote(tx: Tx, claim: Claim, said: Told, *, by: Actor) -> Claim:
    """Keep it as an answer given on `claim` (locked): the first response is given, the next word promised, nobody's claim taken."""
    if claim.owner is None and claim.is_open:
        claim = take(tx, claim.number, by=by)
    answered = clocks.answered(tx, claim, None)
    message = messages.add(
        tx,
        answered,
        Direction.OUT,
        said.text,
        by=by,
        name=person_known(tx, by.id).name,
        new_text=said.new_text or said.text,
        html=said.html,
        notes=said.notes,
        raw_id=said.raw_id,
        attached=said.attachments,
    )
    if said.message_id:
        messages.remember_id(tx, answered, said.message_id, ours=True)
    happened(tx, answered, "replied", by=by, visible=True, was=claim, message=message.id, channel="mail")
    post(tx, answered, "letter_out", by=by, message=message.id)
    return answered
