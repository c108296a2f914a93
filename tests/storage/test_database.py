"""Running commands: alone or in a batch, kept or not kept, never half."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from claims.errors import NotFound, TryAgain
from claims.rules import Rules
from storage import seen
from storage.built import driver
from storage.database import Database, Tx, opened
from storage.sqlite import BATCH, READERS
from storage.tables import seen as table
from tests.clocks import StillClock

SPAN = 300.0  # seconds until a test that hangs is a failure


def write(tx: Tx, key: str) -> str:
    assert seen.first_time(tx, "test", key)
    return key


def write_and_refuse(tx: Tx, key: str) -> None:
    write(tx, key)
    raise NotFound(what="claim", name=key)


def write_twice(tx: Tx, key: str) -> None:
    for _ in range(2):
        tx.connection.execute(table.insert().values(kind="test", key=key, at=tx.now))


def keys(tx: Tx) -> list[str]:
    return list(tx.connection.execute(select(table.c.key).order_by(table.c.key)).scalars())


async def outcomes(*each: Awaitable[Any]) -> list[Any]:
    return await asyncio.wait_for(asyncio.gather(*each, return_exceptions=True), SPAN)


@pytest.fixture
async def sqlite(sqlite_url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Database]:
    async with opened(sqlite_url, rules, clock) as database:
        yield database


@pytest.fixture
async def postgres(postgres_url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Database]:
    async with opened(postgres_url, rules, clock) as database:
        yield database


@pytest.fixture
async def second(database: Database, database_url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Database]:
    """The same database opened once more, as another process would."""
    async with opened(database_url, rules, clock) as other:
        yield other


async def test_a_result_stands_for_what_everybody_sees(database: Database, second: Database) -> None:
    for number in range(10):
        assert await database.run(write, f"{number}") == f"{number}"
        assert len(await second.read(keys)) == number + 1
        assert len(await database.read(keys)) == number + 1


async def test_a_command_has_time_rules_and_chance(database: Database, rules: Rules, clock: StillClock) -> None:
    clock.move(minutes=5)
    now, found, tokens = await database.run(lambda tx: (tx.now, tx.rules, {tx.token(4) for _ in range(10)}))
    assert now == clock.now
    assert found is rules
    assert len(tokens) > 1
    assert all(len(token) == 4 for token in tokens)


async def test_no_result_before_the_commit(sqlite: Database, sqlite_url: str, rules: Rules, clock: StillClock) -> None:
    reached, go = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        reached.set()
        assert go.wait(SPAN)

    first, slow = asyncio.ensure_future(sqlite.run(write, "first")), asyncio.ensure_future(sqlite.run(hold))
    async with opened(sqlite_url, rules, clock) as other:
        assert await asyncio.to_thread(reached.wait, SPAN)
        await asyncio.sleep(0)
        assert not first.done(), "it ran, but its batch is not committed"
        assert await other.read(keys) == []
        go.set()
        assert await outcomes(first, slow) == ["first", None]
        assert await other.read(keys) == ["first"]


async def test_what_waits_is_one_commit(sqlite: Database) -> None:
    heard: list[None] = []
    sqlite.committed.append(lambda: heard.append(None))
    await outcomes(*(sqlite.run(write, f"{number:03}") for number in range(BATCH)))
    await sqlite.read(keys)
    assert len(heard) == 1
    await outcomes(*(sqlite.run(write, f"more {number}") for number in range(BATCH + 1)))
    await sqlite.read(keys)
    assert len(heard) == 3


async def test_a_refusal_rolls_back_only_itself(database: Database) -> None:
    found = await outcomes(database.run(write, "a"), database.run(write_and_refuse, "b"), database.run(write, "c"))
    assert [type(each) for each in found] == [str, NotFound, str]
    assert await database.read(keys) == ["a", "c"]


@pytest.mark.parametrize(("refused", "times"), [("nothing written", 1), ("written", 2)])
async def test_only_what_wrote_before_it_failed_has_the_others_carried_out_anew(sqlite: Database, refused: str, times: int) -> None:
    ran: list[str] = []

    def counted(tx: Tx) -> None:
        ran.append(write(tx, "a"))

    def refuse(tx: Tx) -> None:
        if refused == "written":
            write(tx, "b")
        raise NotFound(what="claim", name="b")

    found = await outcomes(sqlite.run(counted), sqlite.run(refuse), sqlite.run(write, "c"))
    assert [type(each) for each in found] == [type(None), NotFound, str]
    assert ran == ["a"] * times
    assert await sqlite.read(keys) == ["a", "c"]


async def test_a_fault_of_the_code_rolls_back_only_itself(database: Database) -> None:
    def stumble(tx: Tx) -> None:
        write(tx, "b")
        raise ZeroDivisionError

    found = await outcomes(database.run(write, "a"), database.run(stumble), database.run(write, "c"))
    assert [type(each) for each in found] == [str, ZeroDivisionError, str]
    assert await database.read(keys) == ["a", "c"]


async def test_what_looks_for_something_in_vain_leaves_nobody_waiting(database: Database) -> None:
    def look(tx: Tx) -> str:
        return next(iter(keys(tx)))

    found = await outcomes(database.run(look), database.read(look))
    assert [type(each) for each in found] == [RuntimeError] * 2
    await database.run(write, "a")
    assert await database.read(look) == "a"


async def test_a_broken_constraint_rolls_back_only_itself(database: Database) -> None:
    found = await outcomes(database.run(write, "a"), database.run(write_twice, "b"), database.run(write, "c"))
    assert [type(each) for each in found] == [str, IntegrityError, str]
    assert await database.read(keys) == ["a", "c"]


async def test_commits_are_told_and_refusals_not(database: Database) -> None:
    heard: list[str] = []
    database.committed.append(lambda: heard.append("one"))
    await outcomes(database.run(write_and_refuse, "a"))
    await database.read(keys)
    assert heard == []
    await database.run(write, "a")
    await database.read(keys)
    assert heard == ["one"]


async def test_a_listener_that_fails_hurts_nobody(database: Database) -> None:
    told: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context["exception"]))

    def fail() -> None:
        raise ZeroDivisionError

    database.committed.append(fail)
    assert await database.run(write, "a") == "a"
    assert await database.run(write, "b") == "b"
    await database.read(keys)
    assert [type(each) for each in told] == [ZeroDivisionError] * 2


async def test_disk_full_takes_the_batch_back_and_runs_each_alone(sqlite: Database) -> None:
    runs: list[str] = []

    def small(tx: Tx, key: str) -> str:
        runs.append(key)
        return write(tx, key)

    def big(tx: Tx) -> None:
        runs.append("big")
        write(tx, "x" * 1_000_000)

    pages = await sqlite.run(lambda tx: tx.connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    await sqlite.run(lambda tx: tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}").scalar_one())
    found = await outcomes(sqlite.run(small, "a"), sqlite.run(big), sqlite.run(small, "c"))
    assert [type(each) for each in found] == [str, TryAgain, str]
    assert runs == ["a", "big", "a", "big", "c"]
    assert await sqlite.read(keys) == ["a", "c"]
    await sqlite.run(lambda tx: tx.connection.exec_driver_sql("PRAGMA max_page_count=1000000").scalar_one())
    await sqlite.run(big)
    assert len(await sqlite.read(keys)) == 3


async def test_a_file_locked_by_another_process_is_told_once(sqlite: Database, sqlite_url: str) -> None:
    runs: list[str] = []
    asked: list[str] = []
    await sqlite.run(lambda tx: tx.connection.exec_driver_sql("PRAGMA busy_timeout=200").close())
    await sqlite.run(lambda tx: driver(tx.connection).set_trace_callback(asked.append))
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = await outcomes(*(sqlite.run(lambda tx: runs.append("ran")) for _ in range(40)))
        assert [type(each) for each in found] == [TryAgain] * 40
        assert runs == []
        assert asked.count("BEGIN IMMEDIATE") == 1, "each alone would wait as long as all of them"
        other.execute("ROLLBACK")
    assert await sqlite.run(write, "a") == "a"


async def test_a_read_writes_nothing(database: Database) -> None:
    with pytest.raises((TryAgain, DBAPIError)):
        await database.read(write, "a")
    assert await database.read(keys) == []


async def test_a_read_sees_one_moment(database: Database, second: Database) -> None:
    """Also more reads at once than there are connections for it."""
    await database.run(write, "a")
    found = await outcomes(*(database.read(lambda tx: (keys(tx), keys(tx))) for _ in range(READERS * 4)), second.run(write, "b"))
    assert all(before == after for before, after in found[:-1])


async def test_many_at_once_and_the_first_of_each_wins(database: Database, second: Database) -> None:
    """Two processes hear of the same event."""
    found = await outcomes(*(each.run(seen.first_time, "slack", f"Ev{number % 5}") for number in range(40) for each in (database, second)))
    assert sorted(found, key=str) == [False] * 75 + [True] * 5


async def test_cancelled_callers_do_not_hurt_the_others(database: Database) -> None:
    tasks = [asyncio.ensure_future(database.run(write, f"{number}")) for number in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    found = await outcomes(*tasks)
    assert all(isinstance(each, asyncio.CancelledError) for each in found[::2])
    assert found[1::2] == [f"{number}" for number in range(1, 30, 2)]
    assert set(found[1::2]) <= set(await database.read(keys))
    assert await database.run(write, "after") == "after"


async def test_cancelled_readers_do_not_hurt_the_others(database: Database) -> None:
    for _ in range(10):
        tasks = [asyncio.ensure_future(database.read(keys)) for _ in range(READERS + 1)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await outcomes(*tasks)
    assert await outcomes(*(database.read(keys) for _ in range(READERS + 1))) == [[]] * (READERS + 1)


@pytest.mark.parametrize("waiting", [0, 1, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH])
async def test_closing_finishes_what_waits(sqlite_url: str, rules: Rules, clock: StillClock, waiting: int) -> None:
    async with opened(sqlite_url, rules, clock) as database:
        tasks = [asyncio.ensure_future(database.run(write, f"{number}")) for number in range(waiting)]
        await asyncio.sleep(0)
    assert all(task.done() for task in tasks)
    async with opened(sqlite_url, rules, clock) as database:
        assert set(await database.read(keys)) == {f"{number}" for number in range(waiting)}


async def test_closing_waits_for_whoever_is_at_it(database: Database, second: Database) -> None:
    tasks = [asyncio.ensure_future(database.run(write, f"{number}")) for number in range(20)]
    tasks += [asyncio.ensure_future(database.read(keys)) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.wait_for(database.close(), SPAN)
    await asyncio.wait_for(database.close(), SPAN)
    await outcomes(*tasks)
    assert [task.exception() for task in tasks] == [None] * 40
    assert len(await second.read(keys)) == 20
    with pytest.raises(TryAgain):
        await database.run(write, "late")
    with pytest.raises(TryAgain):
        await database.read(keys)


async def test_closing_lets_everybody_go_first_who_waits_for_a_reader(sqlite_url: str, rules: Rules, clock: StillClock) -> None:
    for _ in range(20):
        async with opened(sqlite_url, rules, clock) as database:
            tasks = [asyncio.ensure_future(database.run(write_and_refuse, "never"))]
            tasks += [asyncio.ensure_future(database.read(keys)) for _ in range(20)]
            await asyncio.sleep(0)
        assert (await outcomes(*tasks))[1:] == [[]] * 20


@pytest.mark.parametrize("words", [b"", b"this is no database at all" * 40])
async def test_what_cannot_be_opened_leaves_nothing_behind(tmp_path: Path, rules: Rules, clock: StillClock, words: bytes) -> None:
    path = tmp_path / "missing" / "desk.db"
    if words:
        path.parent.mkdir()
        path.write_bytes(words)
    before = set(threading.enumerate())
    with pytest.raises(sqlite3.DatabaseError):
        async with opened(f"sqlite:///{path}", rules, clock):
            pass
    for thread in set(threading.enumerate()) - before:
        thread.join(SPAN)
        assert not thread.is_alive()


async def test_a_deadlock_is_run_again(postgres: Database) -> None:
    await postgres.run(lambda tx: [write(tx, key) for key in ("a", "b")])
    order = text("SELECT key FROM seen WHERE key = :key FOR UPDATE")

    def both(tx: Tx, *wanted: str) -> tuple[str, ...]:
        tx.connection.exec_driver_sql("SET LOCAL deadlock_timeout = '10ms'")
        for key in wanted:
            tx.connection.execute(order, {"key": key})
            tx.connection.exec_driver_sql("SELECT pg_sleep(0.05)")
        return wanted

    assert await outcomes(postgres.run(both, "a", "b"), postgres.run(both, "b", "a")) == [("a", "b"), ("b", "a")]


async def test_a_lost_connection_is_told_and_mended(postgres: Database) -> None:
    with pytest.raises(TryAgain):
        await postgres.run(lambda tx: tx.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert await postgres.run(write, "a") == "a"


@pytest.mark.parametrize("url", ["postgresql://desk@127.0.0.1:1/desk", "postgresql://desk@/desk?host=/nowhere"])
async def test_a_server_that_is_not_there_may_come_back(url: str, rules: Rules, clock: StillClock) -> None:
    async with opened(url, rules, clock) as database:
        with pytest.raises(TryAgain):
            await database.run(keys)
        with pytest.raises(TryAgain):
            await database.read(keys)
