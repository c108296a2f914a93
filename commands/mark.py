"""Mark a day on which something changed that figures may show: a release, another rota, other rules."""

from datetime import timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from claims.actor import Actor
from claims.errors import Invalid, Missing
from claims.period import Period
from commands import reckon
from storage import claims, published, seen
from storage.database import Tx
from storage.published import Mark

LONGEST = 200
RULES = "desk.toml"
_RULES = "rules"


def mark(tx: Tx, day: Period, text: str, *, by: Actor) -> Mark:
    """Mark the first day of a period. Raises Missing without words, Invalid for words too long to be read on a chart."""
    if not text.strip():
        raise Missing(field="text")
    if len(text) > LONGEST:
        raise Invalid(field="text", value=len(text), allowed=(str(LONGEST),))
    published.mark(tx, day.first, text.strip(), by=by)
    return Mark(day.first, text.strip(), by)


def rules_read(tx: Tx, *, by: Actor) -> bool:
    """The desk starts: where its rules are others than at its last start, the day is marked, every open claim is looked at by them, and
    due times are reckoned by them; whether they are."""
    now = sha256(tx.rules.model_dump_json().encode()).hexdigest()
    if seen.known(tx, _RULES, now):
        return False
    others = seen.forget(tx, _RULES, timedelta(seconds=-1))
    seen.first_time(tx, _RULES, now)
    if others:
        claims.look_again_at_all(tx)
        reckon.begin(tx)
        published.mark(tx, tx.now.astimezone(ZoneInfo(tx.rules.desk.zone)).date(), RULES, by=by)
    return bool(others)
