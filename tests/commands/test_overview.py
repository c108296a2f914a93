"""All requests of one organisation: each as its own page has it, in as many statements as for a few."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import event

from claims.claim import ClaimClass, Impact, Severity
from claims.lifecycle import CloseReason, State
from claims.problem import Workaround
from commands.close import reopen
from commands.merge import merge
from commands.overview import Overview, overview
from commands.reply import reply
from commands.resolve import resolve
from commands.schedule import schedule
from commands.show import seen
from commands.split import split
from commands.triage import triage
from storage import customers
from storage.built import driver
from storage.database import Tx
from tests.commands.desk import ANSWER, Desk
from tests.commands.test_quotes_end import BOSS, settle
from tests.making import ANNA, BEN, KIM, LEA

WAD = replace(ANSWER, claim_class=ClaimClass.WAD)


async def lives(desk: Desk) -> None:
    """A claim of every kind that has something beside it."""
    await desk.in_state(State.RESOLVED)
    designed = await desk.in_state(State.IN_PROGRESS)
    await desk.do(triage, designed, ClaimClass.WAD, Severity.S3, Impact.I2, by=ANNA)
    await desk.agreed(designed)
    await desk.do(resolve, designed, WAD, by=ANNA)
    again = await desk.in_state(State.RESOLVED)
    await desk.do(reopen, again, "다시", by=LEA)
    answered = await desk.in_state(State.RESOLVED)
    await desk.do(reopen, answered, "다시", by=LEA)
    await desk.do(reply, answered, "다시 보고 있습니다.", by=ANNA)
    part = await desk.do(split, await desk.in_state(State.IN_PROGRESS), "라이선스는요?", by=ANNA)
    await desk.do(merge, await desk.open(), part.number, by=BEN)
    await desk.do(schedule, await desk.in_state(State.IN_PROGRESS), "5.3", date(2026, 12, 11), Workaround.GIVEN, by=ANNA)
    wish = await desk.in_state(State.TRIAGE)
    await desk.do(triage, wish, ClaimClass.FEATURE, Severity.S4, Impact.I2, by=ANNA)


async def page(desk: Desk) -> tuple[Overview, int]:
    """What the page shows, and how many statements it took."""
    asked: list[Any] = []
    found = await desk.database.read(_watched, asked)
    return found, len(asked)


def _watched(tx: Tx, asked: list[Any]) -> Overview:
    contact = customers.contact_of_address(tx, KIM.id)
    assert contact
    assert contact.overview
    if tx.connection.dialect.name == "sqlite":
        driver(tx.connection).set_trace_callback(asked.append)
        found = overview(tx, contact.id, contact.overview)
        driver(tx.connection).set_trace_callback(None)
        return found
    heard: Callable[..., None] = lambda *told: asked.append(told[2])  # noqa: E731
    event.listen(tx.connection, "before_cursor_execute", heard)
    return overview(tx, contact.id, contact.overview)


async def test_as_many_statements_as_for_a_few(desk: Desk) -> None:
    await lives(desk)
    await desk.do(settle, "hanbit.example", page=KIM.id, by=LEA)
    few, asked = await page(desk)
    for _ in range(3):
        await lives(desk)
    many, again = await page(desk)
    assert len(many.claims) == 4 * len(few.claims)
    assert again == asked


async def test_each_is_what_its_own_page_shows(desk: Desk) -> None:
    await lives(desk)
    await desk.do(settle, "hanbit.example", page=KIM.id, approver=BOSS.id, by=LEA)
    found, _ = await page(desk)
    for each in found.claims:
        assert each == await desk.database.read(seen, each.claim.number)
    assert {State.RESOLVED, State.IN_PROGRESS, State.WAITING_RELEASE, State.CLOSED} <= {each.claim.state for each in found.claims}
    assert sum(each.objectable for each in found.claims) == 1
    assert [each.release and each.release.version for each in found.claims if each.release] == ["5.3"]
    assert [each.feature is not None for each in found.claims if each.claim.close_reason is CloseReason.TRANSFERRED] == [True]
    assert [each.joined is not None for each in found.claims if each.claim.close_reason is CloseReason.DUPLICATE] == [True]
    assert sum(each.split_from is not None for each in found.claims) == 1
    assert sum(each.last is not None for each in found.claims) == 2
