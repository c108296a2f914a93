"""Surge: many customers have one trouble. They read what is known at once, and what can wait waits until it is over."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from claims.actor import Actor
from claims.errors import Missing, NotFound
from commands.acting import require_lead
from commands.mark import LONGEST
from commands.problem import checked, named
from commands.timely import check_ahead
from storage import nudges, outbox, published, seen, surges
from storage.database import Tx
from storage.outbox import Door
from storage.surges import Surge

__all__ = ["Surge", "lasting", "surge"]


def surge(
    tx: Tx,
    reason: str = "",
    until: datetime | None = None,
    texts: Mapping[str, str] | None = None,
    *,
    problem: str | None = None,
    off: bool = False,
    by: Actor,
) -> Surge:
    """Begin one, which ends by itself at `until`, or end it (`off`). `texts`: what customers read of it, by language; `problem`: its cause.

    One that lasts is replaced. A lead decides. Raises NotAllowed, Missing, Invalid, Untimely, and NotFound where there is none to end.
    """
    require_lead(tx, by)
    seen.lock(tx, "surge")
    now = surges.now(tx)
    if off:
        return _ended(tx, now, by)
    if not reason.strip() or until is None:
        raise Missing(field="until" if reason.strip() else "reason")
    check_ahead(tx, until, "until")
    given = checked(texts or {})
    cause = named(tx, problem) if problem else None
    if now:
        _over(tx, now, by)
    values = {"text_ko": given["ko"], "text_en": given["en"], "problem_id": cause.id if cause else None}
    begun = surges.begin(tx, reason=reason.strip(), until=until, by=by, **values)
    published.mark(tx, tx.now.astimezone(ZoneInfo(tx.rules.desk.zone)).date(), reason.strip()[:LONGEST], by=by)
    _told(tx, begun, "surge_on", by)
    return begun


def lasting(tx: Tx) -> Surge | None:
    """The one that lasts."""
    return surges.now(tx)


def _ended(tx: Tx, now: Surge | None, by: Actor) -> Surge:
    if now is None:
        raise NotFound(what="surge")
    ended = _over(tx, now, by)
    _told(tx, ended, "surge_off", by)
    return ended


def _over(tx: Tx, now: Surge, by: Actor) -> Surge:
    """What waited for its end is looked at again."""
    nudges.wake_all(tx)
    return surges.end(tx, now, by=by)


def _told(tx: Tx, told: Surge, what: str, by: Actor) -> None:
    outbox.put(tx, None, Door.SLACK, what, by=by, reason=told.reason, until=told.until.isoformat())
