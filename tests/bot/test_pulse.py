"""Whether the database keeps what is written, whatever it says where it does not."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from bot.deliver.pulse import PATIENCE, Pulse
from bot.desk import Desk
from bot.links import Links
from bot.settings import Settings
from claims.rules import Rules
from storage.database import Database, Tx
from storage.files import FileStore
from tests.clocks import StillClock


def rename(tx: Tx, old: str, new: str) -> None:
    tx.connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


async def test_a_database_that_is_broken_is_told_of_as_one_that_is_away(
    database: Database, rules: Rules, clock: StillClock, tmp_path: Path
) -> None:
    told: list[str] = []

    async def tell(what: str, why: str, at: datetime) -> bool:
        told.append(what)
        return True

    desk = Desk(Settings(_env_file=None), rules, database, FileStore(tmp_path), Links("https://desk.example", "secret"), clock)
    pulse = Pulse(desk, tell)
    await database.run(rename, "seen", "gone")
    for _ in range(PATIENCE + 1):
        await pulse.beat()
    assert told == ["database_stopped"]
    await database.run(rename, "gone", "seen")
    await pulse.beat()
