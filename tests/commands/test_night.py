"""What is grave where somebody may be called at any hour: the duty person and ALERT_URL at once, then the deputy, then the lead."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from claims.rules import Desk as DeskRules
from claims.rules import Duty, Plan, Rules
from claims.rules import People as PeopleRules
from commands.alarm import POST
from commands.take import take
from storage.database import Tx
from storage.outbox import Door
from storage.tables import outbox
from tests.commands.desk import Desk
from tests.commands.test_nudge import pass_by, sweep, to
from tests.making import ANNA, BEN, LEA

TROUBLE = "주문 화면에서 결제 버튼이 반응하지 않습니다"


@pytest.fixture
def rules() -> Rules:
    return Rules(
        desk=DeskRules(plan="gold"),
        people=PeopleRules(leads=("ULEA",)),
        duty=Duty(rota=("UBEN", "UANNA")),
        plans={"gold": Plan(round_the_clock=True), "silver": Plan()},
    )


@pytest.fixture(autouse=True)
def saturday_night(desk: Desk) -> None:
    """The one of the duty person's week."""
    desk.clock.set(datetime(2026, 11, 14, 22, 5, tzinfo=ZoneInfo("Asia/Seoul")))


def _alerts(tx: Tx) -> list[str]:
    rows = tx.connection.execute(select(outbox.c.detail).where(outbox.c.door == Door.ALERT, outbox.c.intent == POST).order_by(outbox.c.id))
    return [row.detail["why"] for row in rows]


async def called(desk: Desk) -> dict[str, int]:
    """How often each was called by night, at ALERT_URL too."""
    found = {each.id: sum("night" in one for what in await to(desk, each.id) for one in what) for each in (BEN, ANNA, LEA)}
    return found | {"": len(await desk.database.read(_alerts))}


async def test_a_p1_that_nobody_takes_calls_one_after_the_other(desk: Desk) -> None:
    number = await desk.open(subject="전체 장애입니다")
    await sweep(desk)
    first, second = (BEN, ANNA) if (await called(desk))[BEN.id] else (ANNA, BEN)
    assert await called(desk) == {first.id: 1, second.id: 0, LEA.id: 0, "": 1}
    await pass_by(desk, minutes=9, every=3)
    assert await called(desk) == {first.id: 1, second.id: 0, LEA.id: 0, "": 1}
    await pass_by(desk, minutes=2, every=1)
    assert await called(desk) == {first.id: 1, second.id: 1, LEA.id: 0, "": 1}
    await pass_by(desk, minutes=10)
    assert await called(desk) == {first.id: 1, second.id: 1, LEA.id: 1, "": 1}
    await desk.do(take, number, by=first)
    await pass_by(desk, minutes=60)
    assert await called(desk) == {first.id: 1, second.id: 1, LEA.id: 1, "": 1}


async def test_taken_in_time_calls_nobody_else(desk: Desk) -> None:
    number = await desk.open(subject="전체 장애입니다")
    await sweep(desk)
    await desk.do(take, number, by=BEN)
    await pass_by(desk, minutes=30)
    assert sum((await called(desk)).values()) == 2


async def test_three_organisations_with_one_trouble_within_two_hours(desk: Desk) -> None:
    """None of them is a P1 by its own words; of the same organisation, or hours apart, they are no surge."""
    for address, minutes in (("kim@hanbit.example", 0), ("lee@hanbit.example", 10), ("park@daon.example", 60), ("choi@mirae.example", 90)):
        desk.clock.move(minutes=minutes)
        await desk.open(address=address, subject=TROUBLE)
        await sweep(desk)
    assert sum((await called(desk)).values()) == 0, "the first was more than two hours before the last"
    for address in ("jung@saebit.example", "han@saebit.example"):
        desk.clock.move(minutes=1)
        await desk.open(address=address, subject=f"{TROUBLE} 확인 부탁드립니다")
        await sweep(desk)
    found = await called(desk)
    assert sorted((found[BEN.id], found[ANNA.id])) == [0, 2], "the duty person of each"
    assert await desk.database.read(_alerts) == ["surge"], "the operator of all together"
    for address in ("kim@hanbit.example", "park@daon.example", "choi@mirae.example"):
        await desk.open(address=address, subject="로그인 인증번호 문자가 오지 않습니다")
    await pass_by(desk, minutes=1, every=1)
    assert await desk.database.read(_alerts) == ["surge", "surge"], "of another trouble again"


async def test_where_the_night_is_free_nobody_is_called(desk: Desk) -> None:
    desk.database.rules = desk.database.rules.model_copy(update={"desk": DeskRules(plan="silver")})  # type: ignore[attr-defined]
    await desk.open(subject="전체 장애입니다")
    for address in ("kim@hanbit.example", "park@daon.example", "choi@mirae.example"):
        await desk.open(address=address, subject=TROUBLE)
    await pass_by(desk, minutes=30)
    assert sum((await called(desk)).values()) == 0
