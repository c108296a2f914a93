"""After desk.toml changed: the due times of what is not closed are reckoned by the new rules, some claims a minute, and owners are told."""

from datetime import datetime, timedelta

from claims.actor import operator
from commands.acting import redraw
from commands.check_clocks import compare
from commands.holiday import announce
from storage import claims, runs, seen
from storage.database import Tx

BY = operator("desk.toml")
_AFTER = "reckon"


def begin(tx: Tx) -> None:
    """From the first claim on, also where an earlier change is not through yet."""
    seen.forget(tx, _AFTER, timedelta(seconds=-1))
    seen.first_time(tx, _AFTER, "0")


def reckon(tx: Tx, slot: datetime) -> int:
    """The job: the next claims, where there are any left; how many of them are due at another time now."""
    if not runs.first_time(tx, "reckon", slot) or (after := seen.only(tx, _AFTER)) is None:
        return 0
    found = compare(tx, int(after), mend=True)
    seen.undo(tx, _AFTER, after)
    if found.last is not None:
        seen.first_time(tx, _AFTER, str(found.last))
    moved = [claims.find(tx, int(number.partition("-")[0])) for number in dict.fromkeys(each.number for each in found.differences)]
    for claim in moved:
        if claim:
            redraw(tx, claim, by=BY)
    if told := [(claim.number, claim.owner or "") for claim in moved if claim and claim.is_open]:
        announce(tx, told, {"rules": True}, BY)
    return len(moved)
