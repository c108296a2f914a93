"""Two connections at once on PostgreSQL: included minutes are given once, and a person works once in a minute."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.util import await_only

from claims.claim import ClaimClass, Impact, Severity
from claims.errors import Invalid, Unapproved
from claims.rules import Rules
from claims.worklog import Charge, Span
from commands.fees import fees
from commands.log import log
from commands.take import take
from commands.triage import triage
from storage import contracts
from storage.contracts import Contract, Period
from storage.database import Database, Tx, opened
from tests.clocks import StillClock
from tests.commands.desk import Desk
from tests.making import ANNA, LEA, team

WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
async def desk(postgres_url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Desk]:
    async with opened(postgres_url, rules, clock) as database:
        await database.run(team)
        yield Desk(database, clock)


async def worked(desk: Desk) -> str:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(triage, number, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    return number


async def at_once(database: Database, first: Callable[[Tx], Any], second: Callable[[Tx], Any]) -> tuple[Any, Any]:
    """`first` has written and not committed when `second` comes to wait for it; what became of both."""
    wrote, go_on = asyncio.Event(), asyncio.Event()

    def slowly(tx: Tx) -> Any:
        done = first(tx)
        wrote.set()
        await_only(go_on.wait())
        return done

    async with asyncio.timeout(300):
        before = asyncio.ensure_future(database.run(slowly))
        await wrote.wait()
        after = asyncio.ensure_future(database.run(second))
        while not after.done() and not await database.read(lambda tx: tx.connection.exec_driver_sql(WAITS).scalar_one()):
            await asyncio.sleep(0.01)
        go_on.set()
        return tuple(await asyncio.gather(before, after, return_exceptions=True))


async def test_included_minutes_are_given_once(desk: Desk) -> None:
    one, other = await worked(desk), await worked(desk)
    held = (await desk.claim(one)).organisation_id
    assert held
    year = (date(2026, 1, 1), date(2026, 12, 31))
    await desk.do(contracts.keep, Contract(held, *year, frozenset({ClaimClass.ENV}), 60, Period.YEAR, 0))
    _, refused = await at_once(
        desk.database,
        lambda tx: log(tx, one, 40, Charge.INCLUDED, "분석", by=ANNA),
        lambda tx: log(tx, other, 40, Charge.INCLUDED, "분석", by=LEA),
    )
    assert isinstance(refused, Unapproved)
    assert (await desk.database.read(fees, one)).left == 20


async def test_a_person_works_once_in_a_minute(desk: Desk) -> None:
    one, other = await worked(desk), await worked(desk)
    span: Span = (desk.clock.now - timedelta(minutes=30), desk.clock.now)
    _, refused = await at_once(
        desk.database,
        lambda tx: log(tx, one, span, Charge.FREE, "분석", by=ANNA),
        lambda tx: log(tx, other, span, Charge.FREE, "분석", by=ANNA),
    )
    assert isinstance(refused, Invalid)
    assert (await desk.database.read(fees, other)).minutes == 0
