"""What is asked at every look is answered by an index that holds those rows alone, on either database."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text

from storage import designs, outbox, quotes, surveys
from storage.built import driver
from storage.database import Database, Tx
from storage.outbox import Door

QUERIES: list[tuple[Callable[[Tx], Any], str]] = [
    (lambda tx: surveys.unreviewed(tx, 30), "ix_surveys_unreviewed"),
    (lambda tx: designs.waiting(tx, 30), "ix_designs_pending"),
    (lambda tx: quotes.held(tx, 30), "ix_quotes_held"),
    (lambda tx: outbox.any_due(tx, Door.SLACK), "ix_outbox_next"),
    (outbox.depth, "ix_outbox_next"),
    (outbox.failed, "ix_outbox_failed"),
]


def plan(tx: Tx, read: Callable[[Tx], Any]) -> str:
    """How the database goes about the query of `read`."""
    asked: list[tuple[str, Any]] = []
    if tx.connection.dialect.name == "sqlite":
        driver(tx.connection).set_trace_callback(lambda sql: asked.append((sql, ())))
        read(tx)
        driver(tx.connection).set_trace_callback(None)
        return str(tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0][0]}").all())
    event.listen(tx.connection, "before_cursor_execute", lambda _c, _cursor, sql, values, *_: asked.append((sql, values)))
    read(tx)
    tx.connection.execute(text("SET LOCAL enable_seqscan = off"))
    return str(tx.connection.exec_driver_sql(f"EXPLAIN {asked[0][0]}", asked[0][1]).all())


@pytest.mark.parametrize(("read", "index"), QUERIES)
async def test_it_is_found_by_its_index(database: Database, read: Callable[[Tx], Any], index: str) -> None:
    assert index in await database.run(plan, read)


async def test_rare_words_are_told_from_frequent_ones(database: Database) -> None:
    def counted(tx: Tx) -> int:
        if tx.connection.dialect.name == "sqlite":
            return 1000
        query = "SELECT attstattarget FROM pg_attribute WHERE attrelid = CAST('search' AS regclass) AND attname = 'grams'"
        return int(tx.connection.execute(text(query)).scalar_one())

    assert await database.read(counted) == 1000
