"""The week's summary over 1,000,000 claims and 10,000,000 lines of their stories, against the same figures read from the stories."""

import asyncio
import csv
import io
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
from sqlalchemy import text

from bench.rows import Row
from claims import actor
from claims.claim import ClaimClass, Factor
from claims.period import Period
from claims.roles import Role
from claims.rules import Rules
from commands import facts, know
from commands.open import Told, open_claim
from commands.reply import reply
from commands.resolve import Resolution, resolve
from commands.show import Person
from commands.summarise import Summary, summarise
from commands.take import take
from storage import claims
from storage.database import Database, Tx, opened
from storage.newest import brought_up
from storage.tables import FIRST_NUMBER
from tests.servers.postgres import Postgres, postgres

CLAIMS = 1_000_000
EVERY = timedelta(minutes=2.6)
"""Between claims: a million of them in five years."""
TIMES = 15
WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
NOW = datetime(2026, 11, 19, 8, tzinfo=UTC)
KIM = Person("U0BENCH", "Kim", "ko", "Asia/Seoul", None, Role.AGENT, active=True)
HOWTO = Resolution(ClaimClass.HOWTO, Factor.CUSTOMER, "manual", "Like this.", 5, chargeable=False)


def run() -> list[Row]:
    with postgres() as server:
        return asyncio.run(_all(server))


async def _all(server: Postgres) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        await brought_up(f"sqlite:///{path}")
        _fill(path)
        copy = await server.clone()
        await _copied(path, copy)
        urls = [f"sqlite:///{path}", copy], [f"sqlite:///{Path(folder) / name}.db" for name in ("ours", "bare")]
        lives = [("SQLite", urls[1]), ("PostgreSQL", [await server.clone(), await server.clone()])]
        measured = [await _measured(name, url) for name, url in zip(("SQLite", "PostgreSQL"), urls[0], strict=True)]
        return [*(row for rows in measured for row in rows), *[await _written(name, *each) for name, each in lives]]


async def _measured(name: str, url: str) -> list[Row]:
    async with opened(url, Rules(), lambda: NOW) as database:
        ours, found = await _took(database, _ours)
        floor, told = await _took(database, _naive, 1)
        same = [(found.figures[each].n, found.figures[each].hits) for each in ("M03", "M04")]
        assert same == told, f"{same} are not what the naive query finds: {told}"
        bound = Row(f"Week summary over {CLAIMS:,} claims, against 100 ms ({name})", ours, 100.0, "ms", 1.0, cost=True)
        return [bound, Row("… against what was on time alone, read from the stories", ours, floor, "ms", 0.1, cost=True)]


async def _took(database: Database, query: Callable[[Tx], Any], times: int = TIMES) -> tuple[float, Any]:
    """Milliseconds in the middle, and what came."""
    took, found = [], None
    for _ in range(times):
        begun = time.perf_counter()
        found = await database.read(query)
        took.append((time.perf_counter() - begun) * 1000)
    return median(took), found


def _ours(tx: Tx) -> Summary:
    return summarise(tx, WEEK, by=actor.operator("bench"))


def _naive(tx: Tx) -> list[tuple[int, int]]:
    """Of the first answers and the solutions that fell due: how many, and how many came in their very minute or before, by the stories."""
    lite = tx.connection.dialect.name == "sqlite"
    minute = "substr({}, 1, 16)" if lite else "date_trunc('minute', {})"
    columns = (
        f"count(CASE WHEN {within} THEN 1 END), count(CASE WHEN {within} AND {minute.format(end)} <= {minute.format(due)} THEN 1 END)"
        for due, end in (("first_due", "answered"), ("resolution_due", "solved"))
        for within in [f"{due} >= :first AND {due} < :last"]
    )
    query = f"""
    SELECT {", ".join(columns)} FROM (
      SELECT claims.first_due AS first_due, claims.resolution_due AS resolution_due,
        min(CASE WHEN timeline.what IN ('replied', 'asked', 'resolved') THEN timeline.at END) AS answered,
        min(CASE WHEN timeline.what = 'resolved' THEN timeline.at END) AS solved
      FROM timeline JOIN claims ON claims.id = timeline.claim_id GROUP BY claims.id
    ) AS lives
    """
    begin = datetime(2026, 11, 15, 15, tzinfo=UTC)
    moment = {name: f"{at:%Y-%m-%d %H:%M:%S.%f}" if lite else at for name, at in (("first", begin), ("last", NOW))}
    row = tx.connection.execute(text(query), moment).one()
    return [(row[0], row[1]), (row[2], row[3])]


LIVES = 150


async def _written(name: str, with_figures: str, without: str) -> Row:
    """What a claim's whole life costs to write, against the same without the indexes and the facts that figures need."""
    ours, _ = await _lives(with_figures, figures=True)
    bare, fact = await _lives(without, figures=False)
    return Row(f"A claim's life written, against one without facts and their indexes ({name})", ours, bare - fact, "ms", 1.7, cost=True)


async def _lives(url: str, *, figures: bool) -> tuple[float, float]:
    """Milliseconds of a life in the middle, and of what the facts take of it."""
    await brought_up(url)
    by, took, facts_took = actor.person(KIM.id), [], []
    async with opened(url, Rules(), lambda: datetime.now(UTC)) as database:
        await database.run(know.person, KIM)
        if not figures:
            await database.run(_bare)
        for nth in range(LIVES):
            begun = time.perf_counter()
            claim = await database.run(open_claim, told(nth), by=actor.operator("bench"))
            await database.run(take, claim.number, by=by)
            await database.run(reply, claim.number, "We look into it.", by=by)
            await database.run(resolve, claim.number, HOWTO, by=by)
            took.append((time.perf_counter() - begun) * 1000)
            facts_took.append(await database.run(_fact, claim.id))
    return median(took), median(facts_took)


def told(nth: int) -> Told:
    return Told(f"user{nth}@customer.example", "Kim", "Saving fails", "Saving ends in an error.")


def _bare(tx: Tx) -> None:
    for index in ("ix_claims_opened_at", "ix_claims_first_due", "ix_claims_resolution_due", "ix_facts_claim_id", "ix_facts_ended_at"):
        tx.connection.exec_driver_sql(f"DROP INDEX {index}")


def _fact(tx: Tx, identity: int) -> float:
    """Milliseconds that the fact of a claim takes to derive and to write."""
    claim = claims.find(tx, identity)
    assert claim
    begun = time.perf_counter()
    facts.turned(tx, claim)
    return (time.perf_counter() - begun) * 1000


def _fill(path: Path) -> None:
    """Five years of claims up to now, each taken, answered, asked, answered and resolved within two days, the newest still open."""
    begin = NOW - EVERY * CLAIMS
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-200000")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN " + _FILLED
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        values = {
            "first": FIRST_NUMBER,
            "begin": begin.timestamp(),
            "every": EVERY.total_seconds(),
            "now": NOW.timestamp(),
            "claims": CLAIMS,
        }
        connection.executescript(
            """
            INSERT INTO organisations (name, created_at) SELECT 'Customer ' || value, '2020-01-01 00:00:00.000000'
              FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 300) SELECT value FROM n);
            INSERT INTO contacts (address, name, organisation_id, created_at)
              SELECT 'user' || id || '@c' || id || '.example', 'Kim', id, created_at FROM organisations;
            INSERT INTO people (id, name, language, zone, role, active, seen_at)
              SELECT 'U' || id, 'P' || id, 'ko', 'Asia/Seoul', 'agent', 1, created_at FROM organisations LIMIT 12;
            """
        )
        for statement in _STATEMENTS:
            connection.execute(statement, values)
        for _, index in indexes:
            connection.execute(index)


async def _copied(path: Path, url: str) -> None:
    """The same rows into PostgreSQL, tidied and counted as it does by itself after a while."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET timezone TO 'UTC'")
        kept = "indexdef LIKE 'CREATE UNIQUE%'"
        indexes = await connection.fetch(f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN {_FILLED} AND NOT {kept}")
        for name, _ in indexes:
            await connection.execute(f"DROP INDEX {name}")
        with closing(sqlite3.connect(path)) as source:
            for table in ("organisations", "contacts", "people", "claims", "facts", "timeline"):
                columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
                await connection.copy_to_table(table, source=_rows(source, table), columns=columns, format="csv")
        for _, index in indexes:
            await connection.execute(index)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _rows(source: sqlite3.Connection, table: str) -> AsyncIterator[bytes]:
    found = source.execute(f"SELECT * FROM {table}")
    while rows := found.fetchmany(10_000):
        lot = io.StringIO()
        csv.writer(lot).writerows(rows)
        yield lot.getvalue().encode()


_FILLED = "('claims', 'timeline', 'facts')"
_NUMBERS = "(WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n WHERE value + 1 < :claims) SELECT value FROM n)"
_AT = "strftime('%Y-%m-%d %H:%M:%S', :begin + value * :every + {}, 'unixepoch') || '.000000'"
_OVER = "(:begin + value * :every + 172800 < :now)"
# Seconds after receipt: one in eight is answered too late.
_ANSWER = "(3600 + (value % 8 = 0) * 14400)"
_STATEMENTS = (
    f"""
    INSERT INTO claims (id, tail, subject, state, class, priority, owner, contact_id, organisation_id, language, channel,
      opened_at, changed_at, first_due, first_answered_at, resolution_due, resolved_at, reopened, minutes, version)
    SELECT value + :first, '000000', 'Saving fails ' || value, iif({_OVER}, 'RESOLVED', 'IN_PROGRESS'),
      CASE value % 4 WHEN 0 THEN 'DEFECT' WHEN 1 THEN 'ENV' WHEN 2 THEN 'HOWTO' ELSE 'BILLING' END, 'P' || (value % 4 + 1),
      'U' || (value % 12 + 1), value % 300 + 1, value % 300 + 1, 'ko', 'mail',
      {_AT.format(0)}, {_AT.format(0)}, {_AT.format(14400)},
      iif(:begin + value * :every + {_ANSWER} < :now, {_AT.format(_ANSWER)}, NULL), {_AT.format(160000)},
      iif({_OVER}, {_AT.format(172800)}, NULL), 0, iif({_OVER}, value % 90, NULL), 1 FROM {_NUMBERS}
    """,
    f"""
    INSERT INTO facts (claim_id, ended_at, resolved, first_response, unowned, triage, work, customer, approval, release, over,
      calendar_minutes, nobodys, transfers, silence)
    SELECT value + :first, {_AT.format(172800)}, 1, 60 + (value % 8 = 0) * 240, value % 50, value % 70, 300, value % 600, 0, 0, 0, 2880,
      value % 50, value % 3, 400 FROM {_NUMBERS} WHERE {_OVER}
    """,
    *(
        f"""
        INSERT INTO timeline (claim_id, at, actor, what, from_state, to_state, visible, detail)
        SELECT value + :first, {_AT.format(after)}, 'person:U1', '{what}', {before}, {state}, 1, '{{"owner": "U1"}}' FROM {_NUMBERS}
        WHERE :begin + value * :every + {after} < :now
        """
        for after, what, before, state in (
            ("0", "received", "NULL", "'NEW'"),
            ("600", "taken", "'NEW'", "'TRIAGE'"),
            ("1200", "triaged", "'TRIAGE'", "'IN_PROGRESS'"),
            ("1800", "invited", "'IN_PROGRESS'", "'IN_PROGRESS'"),
            (_ANSWER, "replied", "'IN_PROGRESS'", "'IN_PROGRESS'"),
            ("90000", "asked", "'IN_PROGRESS'", "'WAITING_CUSTOMER'"),
            ("100000", "answered", "'WAITING_CUSTOMER'", "'IN_PROGRESS'"),
            ("110000", "replied", "'IN_PROGRESS'", "'IN_PROGRESS'"),
            ("172800", "resolved", "'IN_PROGRESS'", "'RESOLVED'"),
            ("172801", "letter_held_back", "NULL", "'RESOLVED'"),
        )
    ),
)
