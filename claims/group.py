"""The groups of claims that numbers count: by name, so that a number can be opened, typed and listed."""

from enum import StrEnum


class Group(StrEnum):
    """Open now: open, late (past the resolution time), overdue (past any time), due_today, unowned, urgent, waiting (for long).

    Of a period: received and of those unclassified; reopened (opened again in it); first_due and first_missed, resolution_due and
    resolution_missed; ended, and of those resolved and transferred, linked (resolved with a note) and of those known (with one that was
    there); settled (resolved so long ago that a reopening is known) and of those returned (reopened soon: M13); surveyed (asked how they
    were served) and of those responded; rated (voted), of those content and low_rated; answered (whether it is solved) and of those
    solved; designed (agreed to work as designed), of those overturned.
    """

    OPEN = "open"
    LATE = "late"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    UNOWNED = "unowned"
    URGENT = "urgent"
    WAITING = "waiting"
    RECEIVED = "received"
    UNCLASSIFIED = "unclassified"
    FIRST_DUE = "first_due"
    FIRST_MISSED = "first_missed"
    RESOLUTION_DUE = "resolution_due"
    RESOLUTION_MISSED = "resolution_missed"
    ENDED = "ended"
    RESOLVED = "resolved"
    TRANSFERRED = "transferred"
    SETTLED = "settled"
    RETURNED = "returned"
    REOPENED = "reopened"
    LINKED = "linked"
    KNOWN = "known"
    SURVEYED = "surveyed"
    RESPONDED = "responded"
    RATED = "rated"
    CONTENT = "content"
    LOW_RATED = "low_rated"
    ANSWERED = "answered"
    SOLVED = "solved"
    DESIGNED = "designed"
    OVERTURNED = "overturned"


NOW = frozenset((Group.OPEN, Group.LATE, Group.OVERDUE, Group.DUE_TODAY, Group.UNOWNED, Group.URGENT, Group.WAITING))
"""Counted as things stand, whatever the period."""
