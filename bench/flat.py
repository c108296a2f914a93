"""Whether size tells: taking, listing, a page and a mail with 1,000, 100,000 and 1,000,000 claims in the database."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing
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

Act = Callable[[int], Awaitable[object]]


def run() -> list[Row]:
    """Milliseconds at the larger sizes, against the smallest."""
    found = asyncio.run(_medians())
    least = found[SIZES[0]]
    return [
        Row(f"{what} with {size:,} claims, against {SIZES[0]:,}", found[size][what], least[what], "ms", 1.25, cost=True)
        for size in SIZES[1:]
        for what in least
    ]


async def _medians() -> dict[int, dict[str, float]]:
    """All sizes by turns, so that a slow moment of the machine strikes each alike."""
    async with AsyncExitStack() as stack:
        acts = {size: await _acts(stack, size) for size in SIZES}
        took: dict[int, dict[str, list[float]]] = {size: {what: [] for what in acts[size]} for size in SIZES}
        for turn in range(TIMES):
            for what in acts[SIZES[0]]:
                for size in SIZES:
                    took[size][what].append(await _took(acts[size][what](turn)))
        return {size: {what: median(times) for what, times in each.items()} for size, each in took.items()}


async def _took(act: Awaitable[object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    await act
    return (time.perf_counter() - begun) * 1000


async def _acts(stack: AsyncExitStack, size: int) -> dict[str, Act]:
    desk = await _desk(stack, size)
    await desk.database.run(know.person, KIM)
    intake = await stack.enter_async_context(opened_intake(desk))
    first, written = FIRST_NUMBER + size - OPEN, mails(TIMES)
    await intake.take_in(b"From: a@b.example\r\n\r\nwarm", "bench")
    return {
        "Take": lambda turn: desk.database.run(take, str(first + turn), by=actor.person(KIM.id)),
        "List": lambda turn: desk.database.read(list_claims),
        "Page": lambda turn: desk.database.read(tracked, str(first - 1 - turn)),
        "Mail": lambda turn: intake.take_in(written[turn], "bench"),
    }


async def _desk(stack: AsyncExitStack, size: int) -> Desk:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    url = f"sqlite:///{folder / 'desk.db'}"
    await brought_up(url)
    _fill(folder / "desk.db", size)
    return await stack.enter_async_context(opened_desk(Settings(_env_file=None, database_url=url, data_dir=folder, desk_address=DESK)))


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
