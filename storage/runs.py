"""Jobs of the clock: a (job, slot) is done once, however many replicas run."""

from datetime import datetime

from sqlalchemy import select

from storage.database import Tx
from storage.tables import runs


def first_time(tx: Tx, job: str, slot: datetime) -> bool:
    """Whether this slot of the job was not yet run; it is now. Two replicas at once: the second one's insert fails."""
    if tx.connection.execute(select(runs.c.job).where(runs.c.job == job, runs.c.slot == slot)).first():
        return False
    tx.connection.execute(runs.insert().values(job=job, slot=slot, at=tx.now))
    return True
