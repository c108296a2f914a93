"""What App Home asks at every look is answered by an index that holds those rows alone, on either database."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text

from storage import designs, quotes, surveys
from storage.database import Database, Tx


def plan(tx: Tx, read: Callable[..., Any]) -> str:
    """How the database goes about the query of `read`."""
    asked: list[tuple[str, Any]] = []
    event.listen(tx.connection, "before_cursor_execute", lambda _c, _cursor, sql, values, *_: asked.append((sql, values)))
    read(tx, 30)
    if tx.connection.dialect.name == "sqlite":
        return str(tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1]).all())
    tx.connection.execute(text("SET LOCAL enable_seqscan = off"))
    return str(tx.connection.exec_driver_sql(f"EXPLAIN {asked[0][0]}", asked[0][1]).all())


@pytest.mark.parametrize(
    ("read", "index"),
    [(surveys.unreviewed, "ix_surveys_unreviewed"), (designs.waiting, "ix_designs_pending"), (quotes.held, "ix_quotes_held")],
)
async def test_it_is_found_by_its_index(database: Database, read: Callable[..., Any], index: str) -> None:
    assert index in await database.run(plan, read)


async def test_rare_words_are_told_from_frequent_ones(database: Database) -> None:
    def counted(tx: Tx) -> int:
        if tx.connection.dialect.name == "sqlite":
            return 1000
        query = "SELECT attstattarget FROM pg_attribute WHERE attrelid = CAST('search' AS regclass) AND attname = 'grams'"
        return int(tx.connection.execute(text(query)).scalar_one())

    assert await database.read(counted) == 1000
