"""How long the due time of a claim takes: three business days with two pauses across a new year and its holidays, in processor time."""

import time
from datetime import UTC, datetime
from statistics import median

from bench.rows import Row
from claims.calendar import PRESETS
from claims.service import due, used

ROUNDS, TIMES = 20, 2_000
LIMIT = 50.0
"""Microseconds it may take, so that a list reckons a thousand in the blink of an eye."""


def run() -> list[Row]:
    calendar = PRESETS["default"]

    def at(text: str) -> datetime:
        """As the database gives it."""
        return datetime.fromisoformat(text).replace(tzinfo=calendar.tz).astimezone(UTC)

    start, pauses = (
        at("2026-12-30T11:00"),
        ((at("2026-12-30T17:30"), at("2027-01-04T09:20")), (at("2027-01-05T12:20"), at("2027-01-05T13:40"))),
    )
    assert due(start, 1440, pauses, calendar) == at("2027-01-06T13:30")
    assert used(start, at("2027-01-06T13:30"), pauses, calendar) == 1440
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            due(start, 1440, pauses, calendar)
        took.append((time.process_time() - began) / TIMES * 1e6)
    return [Row("due time of a claim with two pauses, against what it may take", median(took), LIMIT, "µs", 1.0, cost=True)]
