"""The nudge sweep over 100,000 open claims, of which one in a hundred wants something."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.rows import Row
from claims.rules import Rules
from commands import nudge
from storage.database import Database, Tx, opened
from storage.migrate import migrate
from storage.people import Person, Role, keep
from storage.tables import claims, contacts, timeline

CLAIMS, DUE = 100_000, 1_000
NOW = datetime(2026, 11, 19, 5, tzinfo=UTC)


LIMIT = 1000.0
"""Milliseconds of processor time a sweep may take, once a minute."""


def run() -> list[Row]:
    return asyncio.run(_rows())


async def _rows() -> list[Row]:
    with TemporaryDirectory() as folder:
        url, rules = f"sqlite:///{Path(folder) / 'desk.db'}", Rules()
        rules.calendar().add(NOW, 1)  # laid out once a process
        await migrate(url)
        async with opened(url, rules, lambda: NOW) as database:
            await database.run(_filled)
            return await _measured(database)


async def _measured(database: Database) -> list[Row]:
    with _timed() as swept:
        assert await database.run(nudge.look) == DUE
    with _timed() as sent:
        assert await database.run(nudge.dispatch) == DUE
    with _timed() as idle:
        assert await database.run(nudge.look) == 0
    took = {
        f"nudge sweep over {CLAIMS:,} open claims, {DUE:,} of them due, against what it may take": swept,
        f"sending its {DUE:,} nudges, against the same": sent,
        "a sweep with nothing due, against the same": idle,
    }
    return [Row(question, each[0] * 1000, LIMIT, "ms", 1.0, cost=True) for question, each in took.items()]


@contextmanager
def _timed() -> Iterator[list[float]]:
    took, began = [0.0], time.process_time()
    yield took
    took[0] = time.process_time() - began


def _filled(tx: Tx) -> None:
    keep(tx, Person("UANA", "Ana", "en", "Asia/Seoul", None, Role.AGENT, active=True))
    keep(tx, Person("ULEA", "Lea", "en", "Asia/Seoul", None, Role.LEAD, active=True))
    contact = {"id": 1, "address": "kim@hanbit.example", "name": "Kim", "created_at": NOW}
    tx.connection.execute(contacts.insert().values(**contact))
    tx.connection.execute(claims.insert(), [_claim(each) for each in range(1, CLAIMS + 1)])
    tx.connection.execute(timeline.insert(), [_taken(each) for each in range(1, CLAIMS + 1)])


def _claim(identity: int) -> dict[str, Any]:
    due = identity % (CLAIMS // DUE) == 0
    opened_at = NOW - timedelta(hours=3 if due else 0, minutes=identity % 30)
    return {
        "id": identity, "tail": "7K3M9Q", "subject": "인쇄", "state": "TRIAGE", "priority": "P3", "owner": "UANA", "contact_id": 1,
        "language": "ko", "channel": "mail", "opened_at": opened_at, "changed_at": opened_at, "first_due": opened_at + timedelta(hours=5),
        "update_due": opened_at + timedelta(hours=5), "resolution_due": opened_at + timedelta(days=5), "reopened": 0, "version": 1,
        "look_at": NOW if due else NOW + timedelta(hours=1),
    }  # fmt: skip


def _taken(identity: int) -> dict[str, Any]:
    at = NOW - timedelta(minutes=20)
    line = {"claim_id": identity, "at": at, "actor": "person:UANA", "what": "taken", "from_state": "NEW", "to_state": "TRIAGE"}
    return line | {"visible": True, "detail": {}}
