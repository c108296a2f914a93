"""What the clock does by itself: closing what was announced to close, forgetting what need not be remembered."""

from datetime import datetime, timedelta

from claims.actor import clock
from commands import propose
from commands.close import close_silent, silent
from storage import claims, nudges, outbox, runs, seen
from storage.database import Tx

EVENTS = timedelta(days=2)  # Slack redelivers an event for some minutes, and after an outage within the hour
FORMS = timedelta(days=8)  # a form of the page is good for seven
SAID = timedelta(days=30)  # what left is kept with its message; the copy that left is looked at only to mend a trouble


def close_silent_claims(tx: Tx, slot: datetime) -> int:
    """Close resolved claims whose days of silence are over; how many."""
    if not runs.first_time(tx, "close_silent", slot):
        return 0
    by = clock("close_silent")
    due = (claims.find(tx, each) for each in silent(tx))
    return sum(close_silent(tx, claim.number, by=by).closed_at is not None for claim in due if claim)


def forget(tx: Tx, slot: datetime) -> int:
    """Forget old Slack event ids and the page's forms, the nudges of claims that cannot be opened again, and of what was said long ago
    the copy as it left; how many. Message-IDs are never forgotten."""
    if not runs.first_time(tx, "housekeeping", slot):
        return 0
    over = timedelta(days=tx.rules.days.reopen) + SAID
    left = nudges.forget(tx, tx.now - over) + outbox.lighten(tx, tx.now - SAID)
    return seen.forget(tx, "event", EVENTS) + seen.forget(tx, "form", FORMS) + seen.forget(tx, propose.ONCE, SAID) + left
