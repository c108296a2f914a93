"""What the clock writes to customers by itself: that we wait for them, that we stopped waiting, and who looks after them."""

from datetime import datetime, timedelta

from claims.actor import Actor
from claims.claim import Claim
from claims.lifecycle import Move
from claims.nudges import Kind, Scene
from commands import clocks
from commands.acting import happened, moved, send_automatic
from commands.quote import void_open
from storage import claims, customers, nudges
from storage.database import Tx

HOUR = timedelta(hours=1)


def remind(tx: Tx, scene: Scene, *, by: Actor) -> bool:
    """Remind the customer of our question, and say when the matter closes without an answer; False where their share of letters for the
    hour is used up: later, then."""
    sent = _send(tx, scene.claim, "reminded", by, until=closing(tx, scene, tx.now).isoformat())
    if not sent and not customers.is_nobody(customers.contact(tx, scene.claim.contact_id).address):
        claims.looked_at(tx, [(scene.claim.id, tx.now + HOUR)])
        return False
    happened(tx, scene.claim, "reminded", by=by, visible=True)
    return True


def give_up(tx: Tx, scene: Scene, *, by: Actor) -> bool:
    """Close what was not answered; whether it was. After an outage the customer is reminded first, and has the days that were announced."""
    asked = scene.asked
    assert asked, "waiting began with a question"
    reminded = nudges.newest(tx, [scene.claim.id]).get((scene.claim.id, Kind.REMIND, asked))
    until = closing(tx, scene, reminded[1]) if reminded else None
    if until is None:
        return False
    if until > tx.now:
        claims.looked_at(tx, [(scene.claim.id, until)])
        return False
    closed = moved(tx, void_open(tx, scene.claim, by=by), Move.NO_REPLY, closed_at=tx.now)
    happened(tx, closed, "closed", by=by, visible=True, was=scene.claim, reason=closed.close_reason)
    _send(tx, closed, "closed", by, reason=str(closed.close_reason))
    clocks.refresh(tx, closed)
    return True


def closing(tx: Tx, scene: Scene, reminded: datetime) -> datetime:
    """When a claim closes whose last reminder was sent then."""
    calendar, days = scene.held.calendar, scene.days
    assert scene.asked, "waiting began with a question"
    announced = calendar.add(scene.asked, calendar.business_days(days.no_reply))
    last = max((each for each in days.remind if each < days.no_reply), default=0)
    return max(announced, calendar.add(reminded, calendar.business_days(days.no_reply - last)))


def tell_taken(tx: Tx, claim: Claim, *, by: Actor) -> None:
    """Tell the customer that somebody looks after them."""
    _send(tx, claim, "assigned", by)


def _send(tx: Tx, claim: Claim, intent: str, by: Actor, **detail: str) -> bool:
    return send_automatic(tx, claim, intent, customers.contact(tx, claim.contact_id).address, by=by, **detail)
