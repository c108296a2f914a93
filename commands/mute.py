"""Silence one claim's nudges for oneself."""

from claims.actor import Actor
from claims.claim import Claim
from commands.acting import locked, person_known
from storage import nudges
from storage.database import Tx


def mute(tx: Tx, number: str, *, off: bool = False, by: Actor) -> Claim:
    """No nudges of this claim for `by` any more, or with `off` again; others, the lead among them, hear of it as before."""
    claim, person = locked(tx, number), person_known(tx, by.id)
    (nudges.unmute if off else nudges.mute)(tx, claim.id, person.id)
    return claim
