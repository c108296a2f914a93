"""Somebody left the team: neither their clicks nor their mails are the team's, and nobody waits for them."""

from claims.actor import Actor
from commands.acting import post
from commands.alarm import alarm
from commands.escalate import leads
from commands.release import let_go
from storage import claims, people
from storage.database import Tx


def depart(tx: Tx, identity: str, *, by: Actor) -> int:
    """Make the person no member any more and their open claims nobody's, and say so in the channel, to those who lead; how many claims
    they were.

    Resolved ones keep their name; reopened, they are nobody's too.
    """
    person = people.find(tx, identity)
    if person is None or not person.active:
        return 0
    people.leave(tx, identity)
    owned = [claim for each in claims.open_of(tx, identity) if (claim := claims.find(tx, each, lock=True)) and claim.owner == identity]
    for claim in owned:
        free = let_go(tx, claim, "departed", by=by)
        post(tx, free, "departed", by=by, name=person.name)
    if owned:
        theirs = f"{person.name}: {', '.join(claim.number for claim in owned[:20])}{' …' * (len(owned) > 20)}"
        alarm(tx, "departed", theirs, by=by, about={"to": leads(tx)})
    return len(owned)
