"""Mark a day on which something changed that figures may show: a release, another rota, other rules."""

from claims.actor import Actor
from claims.errors import Invalid, Missing
from claims.period import Period
from storage import published
from storage.database import Tx
from storage.published import Mark

LONGEST = 200


def mark(tx: Tx, day: Period, text: str, *, by: Actor) -> Mark:
    """Mark the first day of a period. Raises Missing without words, Invalid for words too long to be read on a chart."""
    if not text.strip():
        raise Missing(field="text")
    if len(text) > LONGEST:
        raise Invalid(field="text", value=len(text), allowed=(str(LONGEST),))
    published.mark(tx, day.first, text.strip(), by=by)
    return Mark(day.first, text.strip(), by)
