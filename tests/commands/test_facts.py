"""Facts are written with the event that ends a claim, and are what its timeline says."""

from datetime import datetime
from zoneinfo import ZoneInfo

from claims.claim import ClaimClass, Factor, Impact, Severity
from claims.lifecycle import CloseReason
from claims.stages import Stage
from commands import facts
from commands.close import close, confirm, reopen
from commands.hand import hand
from commands.release import release
from commands.reply import ask, reply
from commands.resolve import Resolution, resolve
from commands.take import take
from commands.triage import triage
from storage import facts as kept
from storage.facts import Fact
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM

SEOUL = ZoneInfo("Asia/Seoul")
FIX = Resolution(ClaimClass.DEFECT, Factor.PROCESS, "회귀 오류", "수정했습니다.", 95, chargeable=False)


def at(desk: Desk, text: str) -> None:
    desk.clock.set(datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SEOUL))


async def of(desk: Desk, number: str) -> list[Fact]:
    """What is kept, which is what the timeline says."""
    claim = await desk.claim(number)
    found = await desk.database.read(kept.of_claim, claim.id)
    assert await desk.do(facts.rebuild, claim) is False
    return found


async def lived(desk: Desk) -> str:
    """Opened Thursday 10:30, taken 14:00, asked 15:00, answered Monday 09:40, resolved 11:00."""
    at(desk, "11-19 10:30")
    number = await desk.open()
    at(desk, "11-19 14:00")
    await desk.do(take, number, by=ANNA)
    at(desk, "11-19 15:00")
    await desk.do(triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=ANNA)
    await desk.do(ask, number, "버전은?", by=ANNA)
    at(desk, "11-23 09:40")
    await desk.hears(number)
    at(desk, "11-23 11:00")
    await desk.do(resolve, number, FIX, by=ANNA)
    return number


async def test_an_open_claim_has_none(desk: Desk) -> None:
    assert await of(desk, await desk.open()) == []


async def test_a_life(desk: Desk) -> None:
    (fact,) = await of(desk, await lived(desk))
    assert (fact.unowned, fact.triage, fact.customer, fact.work) == (150, 60, 700, 80)
    assert sum(getattr(fact, each) for each in Stage) == 990
    assert (fact.first_response, fact.nobodys, fact.transfers, fact.resolved, fact.reopened_after) == (210, 150, 0, True, None)
    assert fact.silence == 780
    assert fact.calendar_minutes == 4 * 24 * 60 + 30


async def test_closing_what_was_resolved_ends_nothing_again(desk: Desk) -> None:
    number = await lived(desk)
    await desk.do(confirm, number, by=KIM)
    assert len(await of(desk, number)) == 1


async def test_a_reopened_life_ends_twice(desk: Desk) -> None:
    number = await lived(desk)
    at(desk, "11-24 11:00")
    await desk.do(reopen, number, by=KIM)
    first, at_last = (await of(desk, number))[0], "11-24 13:30"
    assert first.reopened_after == 480
    at(desk, at_last)
    await desk.do(resolve, number, FIX, by=ANNA)
    _, second = await of(desk, number)
    assert (second.over, second.work, second.reopened_after) == (480, 80 + 90, None)
    assert second.silence == 780


async def test_who_owned_it(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    desk.clock.move(minutes=30)
    await desk.do(release, number, "휴가", by=ANNA)
    desk.clock.move(minutes=20)
    await desk.do(take, number, by=BEN)
    await desk.do(hand, number, ANNA.id, "부탁합니다", by=BEN)
    await desk.do(reply, number, "확인 중입니다.", by=ANNA)
    await desk.do(close, number, CloseReason.WITHDRAWN, by=ANNA)
    (fact,) = await of(desk, number)
    assert (fact.transfers, fact.nobodys, fact.unowned, fact.triage, fact.resolved) == (2, 20, 20, 30, False)


async def test_a_lost_fact_comes_back(desk: Desk) -> None:
    number = await lived(desk)
    claim = await desk.claim(number)
    before = await of(desk, number)
    await desk.do(kept.replace, claim.id, [])
    assert await desk.do(facts.rebuild, claim) is True
    assert await of(desk, number) == before
