"""A surge: what customers read of it, what waits until it is over, and that it ends by itself."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from claims.claim import Priority
from claims.errors import Invalid, Missing, NotAllowed, NotFound, Untimely
from commands.dispatch import dispatch
from commands.nudge import look as nudge
from commands.problem import comes_from
from commands.show import seen
from commands.surge import lasting, surge
from storage import claims, published
from storage.database import Tx
from storage.tables import nudges, outbox, surges
from tests.commands.desk import Desk
from tests.making import ANNA, LEA

TEXTS = {"ko": "인쇄가 되지 않는 현상을 확인하고 있습니다.", "en": "Printing fails; we are on it."}


async def begun(desk: Desk, hours: int = 3) -> None:
    await desk.do(surge, "인쇄 장애", desk.clock.now + timedelta(hours=hours), TEXTS, by=LEA)


async def test_a_lead_begins_it_and_who_and_when_is_kept(desk: Desk) -> None:
    until = desk.clock.now + timedelta(hours=3)
    number = await desk.open()
    problem = (await desk.do(comes_from, number, by=ANNA)).problem
    assert await desk.refused(NotAllowed, surge, "인쇄 장애", until, TEXTS, by=ANNA) == {"role": "lead"}
    assert await desk.refused(Missing, surge, " ", until, TEXTS, by=LEA) == {"field": "reason"}
    assert await desk.refused(Missing, surge, "인쇄 장애", None, TEXTS, by=LEA) == {"field": "until"}
    for language in TEXTS:
        assert await desk.refused(Missing, surge, "인쇄 장애", until, TEXTS | {language: " "}, by=LEA) == {"field": f"text_{language}"}
    await desk.refused(Untimely, surge, "인쇄 장애", desk.clock.now, TEXTS, by=LEA)
    await desk.refused(NotFound, surge, "인쇄 장애", until, TEXTS, problem="PRB-99", by=LEA)
    await desk.refused(Invalid, surge, "인쇄 장애", until, TEXTS | {"ko": "가" * 2001}, by=LEA)
    await desk.refused(NotFound, surge, off=True, by=LEA)
    await desk.do(surge, "인쇄 장애", until, TEXTS, problem=problem.name, by=LEA)
    found = await desk.database.read(lasting)
    assert found
    assert (found.reason, found.problem_id, found.began_by, found.until) == ("인쇄 장애", problem.id, str(LEA), until)
    (mark,) = await desk.database.read(published.marks_of, desk.clock.now.date(), desk.clock.now.date() + timedelta(days=1))
    assert (mark.text, mark.by) == ("인쇄 장애", LEA)
    assert await desk.database.read(_posts) == ["surge_on"]
    await desk.refused(NotAllowed, surge, off=True, by=ANNA)
    ended = await desk.do(surge, off=True, by=LEA)
    assert ended.ended_by == str(LEA)
    assert await desk.database.read(lasting) is None
    assert await desk.database.read(_posts) == ["surge_on", "surge_off"]


async def test_open_claims_tell_of_it_in_their_own_language_until_it_ends_by_itself(desk: Desk) -> None:
    number, foreign, over = await desk.open(), await desk.open(address="lee@nordwind.example", language="en"), await desk.open()
    await desk.do(_closed, over)
    await begun(desk)
    shown = [(await desk.database.read(seen, each)).surge for each in (number, foreign, over)]
    assert shown[0]
    assert shown[1]
    assert (shown[0].text("ko"), shown[1].text("en"), shown[2]) == (TEXTS["ko"], TEXTS["en"], None)
    desk.clock.move(hours=3)
    assert (await desk.database.read(seen, number)).surge is None
    await desk.refused(NotFound, surge, off=True, by=LEA)


async def test_another_one_takes_its_place(desk: Desk) -> None:
    await begun(desk)
    await desk.do(surge, "결제 장애", desk.clock.now + timedelta(hours=1), {"ko": "결제가 되지 않습니다.", "en": "Paying fails."}, by=LEA)
    found = await desk.database.read(lasting)
    assert found
    assert (found.reason, found.text("ko")) == ("결제 장애", "결제가 되지 않습니다.")
    ends = await desk.database.read(lambda tx: tx.connection.execute(select(surges.c.until).order_by(surges.c.id)).scalars().all())
    assert ends[0] == desk.clock.now


async def test_of_two_leads_at_once_one_surge_lasts(desk: Desk) -> None:
    until = desk.clock.now + timedelta(hours=3)
    await asyncio.gather(*(desk.do(surge, f"장애 {each}", until, TEXTS, by=LEA) for each in range(4)))
    lasts = await desk.database.read(lambda tx: tx.connection.execute(select(surges.c.id).where(surges.c.until > tx.now)).all())
    assert len(lasts) == 1
    await desk.do(surge, off=True, by=LEA)
    assert await desk.database.read(lasting) is None


async def test_a_shorter_one_in_its_place_ends_the_wait(desk: Desk) -> None:
    usual = await desk.open()
    await begun(desk, hours=9)
    desk.clock.move(hours=1, minutes=5)
    await desk.do(nudge)
    await desk.do(dispatch)
    assert await desk.database.read(_waiting, usual)
    await begun(desk, hours=1)
    await desk.do(dispatch)
    assert set(await desk.database.read(_waiting, usual)) == {desk.clock.now + timedelta(hours=1)}


async def test_what_is_not_urgent_waits_for_its_end(desk: Desk) -> None:
    usual, grave = await desk.open(), await desk.open()
    await desk.do(_grave, grave)
    await begun(desk)
    desk.clock.move(hours=1, minutes=5)
    await desk.do(nudge)
    await desk.do(dispatch)
    waits, queued = await desk.database.read(_waiting, usual), await desk.database.read(_queued, grave)
    assert waits
    assert all(at == desk.clock.now + timedelta(hours=1, minutes=55) for at in waits)
    assert queued, "what is grave does not wait"
    assert not await desk.database.read(_queued, usual)
    await desk.do(surge, off=True, by=LEA)
    await desk.do(dispatch)
    assert await desk.database.read(_queued, usual), "what waited is said once it is over"


def _closed(tx: Tx, number: str) -> None:
    claim = claims.find(tx, int(number.partition("-")[0]))
    assert claim
    claims.change(tx, claim, state="CLOSED", close_reason="withdrawn", closed_at=tx.now)


def _grave(tx: Tx, number: str) -> None:
    claim = claims.find(tx, int(number.partition("-")[0]))
    assert claim
    claims.change(tx, claim, priority=Priority.P1)


def _posts(tx: Tx) -> list[str]:
    query = select(outbox.c.intent).where(outbox.c.claim_id.is_(None)).order_by(outbox.c.id)
    return list(tx.connection.execute(query).scalars())


def _waiting(tx: Tx, number: str) -> list[object]:
    n = nudges.c
    mine = (n.claim_id == int(number.partition("-")[0]), n.queued_at.is_(None), n.dropped_at.is_(None))
    return list(tx.connection.execute(select(n.due_at).where(*mine)).scalars())


def _queued(tx: Tx, number: str) -> bool:
    n = nudges.c
    return (
        tx.connection.execute(select(n.id).where(n.claim_id == int(number.partition("-")[0]), n.queued_at.is_not(None))).first() is not None
    )
