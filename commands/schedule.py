"""A fix that comes with a version on a day: the claim waits for it, and its customer reads both."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Missing
from claims.lifecycle import Move, State
from claims.problem import Workaround
from commands import clocks
from commands.acting import happened, locked, moved, require_owner
from commands.course import SCHEDULED
from commands.timely import check_ahead
from storage import releases
from storage.database import Tx


def schedule(tx: Tx, number: str, version: str, day: date, workaround: Workaround, *, accepted: bool = False, by: Actor) -> Claim:
    """The claim waits for `version`, due on `day`. `workaround`: whether the customer has one meanwhile; `accepted`: whether they
    accepted the day: its clock stands still then, and only then.

    Planned anew, the newest day holds and the page keeps both. Raises Missing, Untimely, NotOwner, Illegal.
    """
    claim = locked(tx, number)
    require_owner(tx, claim, by)
    if not version.strip():
        raise Missing(field="version")
    check_ahead(tx, datetime.combine(day, time(23, 59), ZoneInfo(tx.rules.desk.zone)), "day")
    waits = claim if claim.state is State.WAITING_RELEASE else moved(tx, claim, Move.SCHEDULE)
    releases.plan(tx, waits, version.strip()[:100], day, by=by)
    detail = {"version": version.strip()[:100], "day": day.isoformat(), "workaround": workaround, "accepted": accepted}
    happened(tx, waits, SCHEDULED, by=by, visible=True, was=claim, **detail)
    return clocks.refresh(tx, waits)
