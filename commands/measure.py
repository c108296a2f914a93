"""Numbers about the desk for its operator; nothing in them is a customer's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from claims.lifecycle import State
from commands.receive import Became
from storage import claims, mails, outbox
from storage.database import Tx
from storage.outbox import Door


@dataclass(frozen=True, slots=True)
class Measures:
    """`arrivals`: mails by what they became; `claims`: by state and whether somebody owns them.

    `waiting`: per door how many intents wait, and the age of the oldest in seconds; `failed`: intents given up;
    `late`: open claims past their first_response, update or resolution time.
    """

    at: datetime
    arrivals: Mapping[str, int]
    claims: Mapping[tuple[State, bool], int]
    waiting: Mapping[Door, tuple[int, float]]
    failed: int
    late: Mapping[str, int]


def measure(tx: Tx) -> Measures:
    depth = outbox.depth(tx)
    waiting = {door: _aged(tx, *depth.get(door, (0, None))) for door in Door}
    arrivals = {str(became): 0 for became in Became} | mails.counted(tx)
    return Measures(tx.now, arrivals, claims.counted(tx), waiting, outbox.failed(tx), claims.late(tx))


def answers(tx: Tx) -> bool:
    """Whether the database answers a question at all: raises the driver's error where it does not."""
    return bool(tx.connection.exec_driver_sql("SELECT 1").scalar_one())


def _aged(tx: Tx, count: int, oldest: datetime | None) -> tuple[int, float]:
    return count, (tx.now - oldest).total_seconds() if oldest else 0.0
