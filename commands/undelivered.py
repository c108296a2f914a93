"""A letter did not reach its reader: the claim says so until somebody writes again, and its owner is called."""

from claims.actor import Actor
from claims.claim import Claim
from commands.acting import happened, post
from storage import claims
from storage.database import Tx


def undelivered(tx: Tx, claim: Claim, why: str, text: str = "", *, by: Actor) -> Claim:
    """`why` in a few words; `text`: what the other server said of it."""
    marked = claims.change(tx, claim, undelivered_at=tx.now)
    happened(tx, marked, "undelivered", by=by, visible=False, why=why, text=text)
    post(tx, marked, "undelivered", by=by, why=why)
    return marked
