"""What the clock notices about causes: proposed once, with the reason, and never done by itself."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from claims.claim import ClaimClass, Factor, Priority
from claims.errors import NotFound
from claims.rules import Problems
from commands.problem import comes_from, listed
from commands.propose import accept, dismiss, look, look_at_causes
from commands.resolve import Resolution, resolve
from commands.take import take
from commands.triage import triage
from storage.database import Tx
from storage.outbox import Door
from storage.problems import Counted
from storage.tables import outbox
from tests.commands.desk import TRIAGE, Desk
from tests.making import ANNA, BEN

ADDRESSES = ("kim@hanbit.example", "lee@nordwind.example", "sam@third.example", "eva@fourth.example")


async def turn(desk: Desk) -> int:
    """The next minute of the clock."""
    desk.clock.move(minutes=1)
    return await desk.do(look, desk.clock.now) + await desk.do(look_at_causes, desk.clock.now)


async def resolved(desk: Desk, cause: str = "스풀러 멈춤", address: str = ADDRESSES[0], **values: Any) -> str:
    number = await desk.open(address=address, subject=f"{address} {cause} {len(values)}", text="…", **values)
    await desk.do(take, number, by=ANNA)
    await desk.do(triage, number, *TRIAGE, by=ANNA)
    await desk.do(resolve, number, Resolution(ClaimClass.DEFECT, Factor.PROCESS, cause, "고쳤습니다.", 5, chargeable=False), by=ANNA)
    return number


def _proposals(tx: Tx) -> list[dict[str, Any]]:
    rows = tx.connection.execute(select(outbox.c.detail).where(outbox.c.intent == "proposed", outbox.c.door == Door.SLACK))
    return [dict(row.detail) for row in rows.all()]


async def proposed(desk: Desk) -> list[dict[str, Any]]:
    return await desk.database.read(_proposals)


async def problems(desk: Desk) -> list[Counted]:
    found = await desk.database.read(listed)
    assert isinstance(found, list)
    return found


async def test_three_of_one_cause_in_thirty_days_are_proposed_once(desk: Desk) -> None:
    await resolved(desk)
    desk.clock.now += timedelta(days=31)
    await resolved(desk)
    await resolved(desk, "스풀러  멈춤", ADDRESSES[1])
    assert await turn(desk) == 0, "the first is too long ago"
    await resolved(desk, "SPOOLER".casefold())
    third = await resolved(desk)
    assert await turn(desk) == 1
    assert await turn(desk) == 0
    assert await desk.do(look_at_causes, desk.clock.now) == 0, "another replica, or after a crash, in the same minute"
    (told,) = await proposed(desk)
    assert (told["kind"], told["named"], told["count"], told["customers"]) == ("cause", "스풀러 멈춤", 3, 2)
    assert third in told["claims"]
    assert await problems(desk) == [], "nothing is done by itself"


async def test_a_long_cause_or_subject_is_proposed_too(desk: Desk) -> None:
    """An index of PostgreSQL holds no row of 2,700 bytes; and what is known by its first words only is known by those next time."""
    for _ in range(3):
        await resolved(desk, "".join(map(chr, range(0xAC00, 0xB7D0))))
    assert (await turn(desk), await turn(desk)) == (1, 0)
    await desk.do(accept, (await proposed(desk))[0]["proposal"], by=BEN)
    subject = " ".join(f"가{chr(each)}{chr(each + 1)}" for each in range(0xAC00, 0xB0E0))
    numbers = [await desk.open(address=each, subject=subject, text="…") for each in ADDRESSES[:3]]
    assert (await turn(desk), await turn(desk)) == (1, 0)
    assert [(await desk.claim(each)).priority for each in numbers] == [Priority.P2] * 3


async def test_two_replicas_propose_it_once(desk: Desk) -> None:
    for _ in range(3):
        await resolved(desk)
    slots = [desk.clock.now + timedelta(minutes=each) for each in range(4)]
    assert sum(await asyncio.gather(*(desk.do(look_at_causes, slot) for slot in slots))) == 1
    assert len(await proposed(desk)) == 1


async def test_accepted_it_is_one_problem_with_them_all(desk: Desk) -> None:
    numbers = [await resolved(desk, address=each) for each in ADDRESSES[:3]]
    await turn(desk)
    (told,) = await proposed(desk)
    numbers.append(await resolved(desk, address=ADDRESSES[3]))
    await resolved(desk, "다른 원인")
    found = await desk.do(accept, told["proposal"], by=BEN)
    assert (found.claims, found.problem.title, found.problem.owner, found.surge) == (4, "스풀러 멈춤", BEN.id, False), "and what came since"
    for number in numbers:
        assert (await desk.whats(number))[-1] == "problem_linked"
    await desk.refused(NotFound, accept, told["proposal"], by=ANNA)
    await desk.refused(NotFound, dismiss, told["proposal"], by=ANNA)
    for each in ADDRESSES[:3]:
        await resolved(desk, address=each)
    assert await turn(desk) == 1, "as many again"
    again = await desk.do(accept, (await proposed(desk))[-1]["proposal"], by=ANNA)
    assert again.problem.id == found.problem.id, "of the same cause there is one problem"
    assert [each.claims for each in await problems(desk)] == [7]


async def test_dismissed_it_comes_back_only_with_as_many_new_ones(desk: Desk) -> None:
    for _ in range(3):
        await resolved(desk)
    await turn(desk)
    await desk.do(dismiss, (await proposed(desk))[0]["proposal"], by=ANNA)
    desk.clock.move(minutes=1)
    for _ in range(2):
        await resolved(desk)
        assert await turn(desk) == 0
    await resolved(desk)
    assert await turn(desk) == 1


@pytest.mark.parametrize("cause", ["사용 방법 문의", "Product defect"])
async def test_what_the_playbook_fills_in_is_no_problem(desk: Desk, cause: str) -> None:
    for _ in range(3):
        await resolved(desk, cause)
    assert await turn(desk) == 0


async def test_what_is_asked_every_day_is_no_problem(desk: Desk) -> None:
    rules = desk.database.rules  # type: ignore[attr-defined]
    desk.database.rules = rules.model_copy(update={"problems": Problems(everyday=("비밀번호 초기화",))})  # type: ignore[attr-defined]
    for _ in range(3):
        await resolved(desk, "비밀번호 초기화")
    assert await turn(desk) == 0


async def test_one_trouble_of_three_customers_is_more_urgent_and_proposed_as_a_surge(desk: Desk) -> None:
    same = {"subject": "결제 화면 접속 오류", "text": "…"}
    numbers = [await desk.open(address=each, **same) for each in ADDRESSES[:2]]
    await desk.open(address=ADDRESSES[2], subject="라이선스 갱신 견적", text="…")
    assert await turn(desk) == 0
    numbers.append(await desk.open(address=ADDRESSES[3], **same))
    before = {number: (await desk.claim(number)).priority for number in numbers}
    assert set(before.values()) == {Priority.P3}
    assert await turn(desk) == 1
    (told,) = await proposed(desk)
    assert (told["kind"], told["count"], told["customers"], set(told["claims"])) == ("surge", 3, 3, set(numbers))
    for number in numbers:
        claim = await desk.claim(number)
        assert claim.priority is Priority.P2
        assert claim.first_due
        assert claim.first_due < claim.opened_at + timedelta(hours=4)
    late = await desk.open(address=ADDRESSES[2], **same)
    assert await turn(desk) == 0, "it is proposed already"
    assert [(await desk.claim(each)).priority for each in (numbers[0], late)] == [Priority.P2, Priority.P2], "each once"
    found = await desk.do(accept, told["proposal"], by=ANNA)
    assert (found.surge, found.claims) == (True, 4)
    later = await desk.open(address=ADDRESSES[1], **same)
    assert await turn(desk) == 1, "it repeats another of its customer's"
    assert "problem_linked" in await desk.whats(later), "what comes after it was accepted comes from it"
    assert [each.claims for each in await problems(desk)] == [5]


async def test_a_surge_that_nobody_answered_raises_the_next_claims_once(desk: Desk) -> None:
    same = {"subject": "결제 화면 접속 오류", "text": "…"}
    for each in ADDRESSES[:3]:
        await desk.open(address=each, **same)
    assert await turn(desk) == 1
    desk.clock.move(hours=12)
    numbers = [await desk.open(address=f"x{each}", **same) for each in ADDRESSES[:3]]
    await turn(desk)
    await turn(desk)
    assert [(await desk.claim(each)).priority for each in numbers] == [Priority.P2] * 3
    found = await desk.do(accept, (await proposed(desk))[0]["proposal"], by=ANNA)
    assert found.claims == 6


async def test_dismissed_a_surge_raises_nobody_any_more(desk: Desk) -> None:
    same = {"subject": "결제 화면 접속 오류", "text": "…"}
    for each in ADDRESSES[:3]:
        await desk.open(address=each, **same)
    await turn(desk)
    await desk.do(dismiss, (await proposed(desk))[0]["proposal"], by=ANNA)
    late = await desk.open(address=ADDRESSES[3], **same)
    assert await turn(desk) == 0
    assert (await desk.claim(late)).priority is Priority.P3


async def test_a_claim_that_repeats_another_says_so_in_its_thread_once(desk: Desk) -> None:
    first = await desk.open()
    await desk.do(take, first, by=BEN)
    assert await turn(desk) == 0
    again = await desk.open()
    other = await desk.open(address=ADDRESSES[1])
    assert await turn(desk) == 1
    assert "alike" in await desk.intents(again, Door.SLACK)
    for number in (first, other):
        assert "alike" not in await desk.intents(number, Door.SLACK)
    (told,) = await desk.database.read(_details, again, "alike")
    assert (told["number"], told["owner"]) == (first, "Ben Choi")
    assert "프린터" in " ".join(told["words"])
    await desk.do(take, again, by=ANNA)
    await desk.do(triage, again, *TRIAGE, by=ANNA)
    assert await turn(desk) == 0, "it was said"
    assert (await desk.claim(again)).merged_into is None, "nothing is joined by itself"


async def test_a_known_trouble_is_recognised_in_the_thread_once(desk: Desk) -> None:
    first = await desk.open(subject="리씨네 스풀러 오류", text="…")
    problem = (await desk.do(comes_from, first, text="스풀러 오류", by=ANNA)).problem
    await turn(desk)
    other = await desk.open(address=ADDRESSES[1], subject="스풀러 오류 문의", text="…")
    assert await turn(desk) == 1
    (told,) = await desk.database.read(_details, other, "recognised")
    assert (told["problem"], sorted(told["words"])) == (problem.name, ["스풀러", "오류"])
    assert await turn(desk) == 0


def _details(tx: Tx, number: str, intent: str) -> list[dict[str, Any]]:
    claim = int(number.partition("-")[0])
    rows = tx.connection.execute(select(outbox.c.detail).where(outbox.c.claim_id == claim, outbox.c.intent == intent))
    return [dict(row.detail) for row in rows.all()]


async def test_a_desk_that_was_away_looks_at_what_came_meanwhile(desk: Desk) -> None:
    await desk.open()
    again = await desk.open()
    desk.clock.now += timedelta(hours=20)
    assert await turn(desk) == 1
    assert "alike" in await desk.intents(again, Door.SLACK)
    assert isinstance(desk.clock.now, datetime)
