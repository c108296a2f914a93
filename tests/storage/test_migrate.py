"""The schema's way up and down, on both databases, however many start at once."""

import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Identity, inspect

from claims.errors import Misconfigured
from claims.rules import Rules
from commands.find import find
from storage import claims, customers
from storage.database import Tx, opened
from storage.migrate import alembic_config, check_references, downgrade, is_current, migrate
from storage.search import is_compared
from storage.tables import FIRST_NUMBER, metadata
from tests.clocks import StillClock
from tests.making import open_one
from tests.servers.postgres import Postgres

REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]


@pytest.fixture
async def empty_postgres_url(postgres_server: Postgres) -> AsyncIterator[str]:
    url = await postgres_server.empty()
    yield url
    await postgres_server.drop(url)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new folder' / 'desk.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture
def look(rules: Rules, clock: StillClock) -> Callable[..., Any]:
    async def look(url: str, query: Callable[[Connection], Any]) -> Any:
        async with opened(url, rules, clock) as database:
            return await database.read(lambda tx: query(tx.connection))

    return look


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True, "include_name": is_compared}
    )
    found = compare_metadata(context, metadata)
    return [each for each in found if connection.dialect.name != "sqlite" or not _identity(each)]


def _identity(difference: Any) -> bool:
    """SQLite counts by itself, so it has no identity columns to compare."""
    return isinstance(difference, list) and all(name == "modify_default" and isinstance(now, Identity) for name, *_, now in difference)


async def test_up_is_what_the_tables_say(empty_url: str, look: Callable[..., Any]) -> None:
    assert not await is_current(empty_url)
    await migrate(empty_url)
    assert await is_current(empty_url)
    assert await look(empty_url, differences) == []


async def test_asking_makes_no_file(empty_sqlite_url: str, tmp_path: Path) -> None:
    assert not await is_current(empty_sqlite_url)
    assert list(tmp_path.iterdir()) == []


async def test_up_twice_changes_nothing(empty_url: str) -> None:
    await migrate(empty_url)
    await migrate(empty_url)
    assert await is_current(empty_url)


async def test_every_step_goes_down_and_up_again(empty_url: str, look: Callable[..., Any]) -> None:
    await migrate(empty_url)
    for revision in ("base", *REVISIONS[:-1])[::-1]:
        await downgrade(empty_url, revision)
        assert not await is_current(empty_url)
    assert await look(empty_url, lambda connection: set(inspect(connection).get_table_names()) - {"sqlite_sequence"}) == {"alembic_version"}
    for revision in REVISIONS:
        await migrate(empty_url, revision)
    assert await look(empty_url, differences) == []


async def test_the_first_number(empty_url: str, rules: Rules, clock: StillClock) -> None:
    def first(tx: Tx) -> int:
        contact = customers.add_contact(tx, "kim@hanbit.example", "Kim", None)
        added = claims.add(tx, tail="7K3M9Q", subject="", state="NEW", contact_id=contact.id, channel="mail", language="ko", priority="P3")
        return added.id

    await migrate(empty_url)
    async with opened(empty_url, rules, clock) as database:
        assert await database.run(first) == FIRST_NUMBER


def _entries(connection: Connection) -> int:
    """FTS5 without the texts cannot be counted itself."""
    table = "search_data" if connection.dialect.name == "sqlite" else "search"
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


async def test_what_is_there_can_be_found(empty_url: str, rules: Rules, clock: StillClock, look: Callable[..., Any]) -> None:
    await migrate(empty_url)
    async with opened(empty_url, rules, clock) as database:
        number = (await database.run(open_one, subject="파손 문의", text="상자가 찢어짐")).number
    entries = await look(empty_url, _entries)
    await downgrade(empty_url, "0027")
    assert await look(empty_url, _entries) >= entries > 0, "a row a text, or a row a claim"
    await migrate(empty_url)
    assert await look(empty_url, _entries) == entries
    await downgrade(empty_url, "0014")
    await migrate(empty_url)
    async with opened(empty_url, rules, clock) as database:
        for words in ("파손", "찢어짐", "hanbit"):
            assert [each.claim.number for each in await database.read(find, words)] == [number]


async def test_three_start_at_once(empty_url: str, look: Callable[..., Any]) -> None:
    code = "import asyncio, sys; from storage.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"
    processes = [subprocess.Popen([sys.executable, "-c", code, empty_url], stderr=subprocess.PIPE) for _ in range(3)]
    said = [process.communicate(timeout=300)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert await look(empty_url, differences) == []
    assert await look(empty_url, lambda connection: connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()) == [
        (REVISIONS[-1],)
    ]


async def test_a_step_that_fails_changes_nothing(empty_url: str, look: Callable[..., Any]) -> None:
    await migrate(empty_url)
    with pytest.raises(Exception, match="nosuch"):
        await migrate(empty_url, "nosuch")
    assert await is_current(empty_url)
    assert await look(empty_url, differences) == []


async def test_broken_references_are_told(sqlite_url: str, look: Callable[..., Any]) -> None:
    assert await look(sqlite_url, check_references) is None
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as raw, raw:
        raw.execute("INSERT INTO domains (domain, organisation_id) VALUES ('hanbit.example', 7)")
    with pytest.raises(Misconfigured, match="domains"):
        await look(sqlite_url, check_references)
