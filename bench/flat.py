"""Whether size tells: taking, listing, a page and a mail with 1,000, 100,000 and 1,000,000 claims in the database."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from bench.mails import DESK, mails
from bench.rows import Row
from bot.desk import Desk, now, opened_desk
from bot.intake import opened_intake
from bot.settings import Settings
from claims import actor
from commands import know
from commands.find import list_claims
from commands.show import Person, Role
from commands.take import take
from commands.tracked import tracked
from storage.newest import brought_up
from storage.tables import FIRST_NUMBER

SIZES = (1_000, 100_000, 1_000_000)
OPEN = 200
"""Claims that nobody has taken yet; all others are closed, as in a desk that keeps up."""
TIMES = 60
TAIL = "000000"
KIM = Person("U0BENCH", "Kim", "ko", "Asia/Seoul", None, Role.AGENT, active=True)


def run() -> list[Row]:
    """Milliseconds at the larger sizes, against the smallest."""
    found = {size: asyncio.run(_medians(size)) for size in SIZES}
    least = found[SIZES[0]]
    return [
        Row(f"{what} with {size:,} claims, against {SIZES[0]:,}", found[size][what], least[what], "ms", 1.25, cost=True)
        for size in SIZES[1:]
        for what in least
    ]


async def _medians(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/desk.db"
        await brought_up(url)
        _fill(Path(folder) / "desk.db", size)
        settings = Settings(_env_file=None, database_url=url, data_dir=Path(folder), desk_address=DESK)
        async with opened_desk(settings) as desk:
            return await _measured(desk, size)


async def _measured(desk: Desk, size: int) -> dict[str, float]:
    await desk.database.run(know.person, KIM)
    first, written = FIRST_NUMBER + size - OPEN, mails(TIMES)
    async with opened_intake(desk) as intake:
        await intake.take_in(b"From: a@b.example\r\n\r\nwarm", "bench")
        return {
            "Take": await _median(lambda turn: desk.database.run(take, str(first + turn), by=actor.person(KIM.id))),
            "List": await _median(lambda turn: desk.database.read(list_claims)),
            "Page": await _median(lambda turn: desk.database.read(tracked, str(first - 1 - turn))),
            "Mail": await _median(lambda turn: intake.take_in(written[turn], "bench")),
        }


async def _median(act: Callable[[int], Awaitable[object]]) -> float:
    """Milliseconds, one after the other."""
    took = []
    for turn in range(TIMES):
        begun = time.perf_counter()
        await act(turn)
        took.append((time.perf_counter() - begun) * 1000)
    return median(took)


def _fill(path: Path, size: int) -> None:
    """Claims of a desk that keeps up, each with its customer's mail, two lines of its story and two things that were said."""
    at = now() - timedelta(days=900)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.executescript(
            f"""
            INSERT INTO organisations (name, created_at) VALUES ('Hanbit', '{_written(at)}');
            INSERT INTO contacts (address, name, organisation_id, created_at)
                SELECT 'user' || value || '@hanbit.example', 'Kim', 1, '{_written(at)}' FROM ({_numbers(size // 10)});
            """
        )
        for statement in _STATEMENTS:
            connection.execute(statement.format(numbers=_numbers(size)), _values(size, at))


def _values(size: int, at: datetime) -> dict[str, object]:
    return {"first": FIRST_NUMBER, "open_from": size - OPEN, "contacts": size // 10, "at": _written(at), "tail": TAIL}


def _numbers(count: int) -> str:
    return f"WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n LIMIT {count}) SELECT value FROM n"


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.000000")


_STATEMENTS = (
    """
    INSERT INTO claims (id, tail, subject, state, close_reason, priority, contact_id, organisation_id, language, channel,
                        opened_at, changed_at, closed_at, reopened, version)
    SELECT value + :first, :tail, 'Saving fails ' || value, iif(value < :open_from, 'CLOSED', 'NEW'),
           iif(value < :open_from, 'confirmed', NULL), 'P3', value % :contacts + 1, 1, 'ko', 'mail',
           datetime(:at, '+' || value || ' minutes') || '.000000', :at,
           iif(value < :open_from, datetime('now') || '.000000', NULL), 0, 1 FROM ({numbers})
    """,
    """
    INSERT INTO messages (claim_id, at, direction, author, name, text, new_text, automatic, notes)
    SELECT value + :first, :at, 'in', 'customer:user@hanbit.example', 'Kim', 'Saving ends in an error.', 'Saving ends in an error.', 0, '[]'
    FROM ({numbers})
    """,
    """
    INSERT INTO timeline (claim_id, at, actor, what, to_state, visible, detail)
    SELECT value + :first, :at, 'customer:user@hanbit.example', 'received', 'NEW', 1, '{{}}' FROM ({numbers})
    """,
    """
    INSERT INTO timeline (claim_id, at, actor, what, from_state, to_state, visible, detail)
    SELECT value + :first, :at, 'clock:close', 'closed', 'RESOLVED', 'CLOSED', 1, '{{}}' FROM ({numbers}) WHERE value < :open_from
    """,
    """
    INSERT INTO mail_ids (message_id, claim_id, at, ours) SELECT 'm' || value || '@hanbit.example', value + :first, :at, 0 FROM ({numbers})
    """,
    """
    INSERT INTO outbox (claim_id, door, intent, detail, actor, urgent, created_at, due_at, attempts, done_at, outcome)
    SELECT value + :first, iif(value % 2, 'slack', 'mail'), 'received', '{{}}', 'customer:user@hanbit.example', 0, :at, :at, 1, :at, 'sent'
    FROM ({numbers})
    """,
)
