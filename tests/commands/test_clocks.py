"""The clocks of a claim's life, held against the worked examples of the process (Seoul, lunch left out).

The examples count 960 minutes; P3 has one business day more, 1,440, so each due time lies one business day later.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from claims.claim import ClaimClass, Impact, Severity
from claims.errors import Refusal
from claims.lifecycle import CloseReason, State
from commands.close import close, reopen
from commands.hand import hand
from commands.release import release
from commands.reply import ask, reply
from commands.resolve import resolve
from commands.take import take
from commands.triage import triage
from storage import timeline
from tests.commands.desk import ANSWER, Desk
from tests.making import ANNA, BEN, KIM

SEOUL = ZoneInfo("Asia/Seoul")
P2 = (ClaimClass.DEFECT, Severity.S2, Impact.I2)
P3 = (ClaimClass.DEFECT, Severity.S3, Impact.I2)
P4 = (ClaimClass.DEFECT, Severity.S4, Impact.I3)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SEOUL)


async def taken(desk: Desk, opened: str, **values: str) -> str:
    desk.clock.set(at(opened))
    number = await desk.open(**values)
    await desk.do(take, number, by=ANNA)
    return number


async def test_a_new_claim(desk: Desk) -> None:
    claim = await desk.claim(await taken(desk, "11-19 10:30"))
    assert (claim.first_due, claim.update_due, claim.resolution_due) == (at("11-19 15:30"), at("11-19 15:30"), at("11-24 10:30"))


async def test_a_claim_that_comes_at_night(desk: Desk) -> None:
    claim = await desk.claim(await taken(desk, "11-21 22:05"))
    assert claim.first_due == at("11-23 14:00")


async def test_words_of_alarm_drive_the_clocks_before_triage(desk: Desk) -> None:
    claim = await desk.claim(await taken(desk, "11-19 10:30", subject="장애"))
    assert (claim.first_due, claim.resolution_due) == (at("11-19 11:30"), at("11-19 15:30"))


async def test_a_wait_for_the_customer_is_a_pause(desk: Desk) -> None:
    """E7: used 210 before the question on Monday, the rest counts from Wednesday's answer."""
    number = await taken(desk, "11-23 09:30")
    desk.clock.set(at("11-23 14:00"))
    await desk.do(ask, number, "버전은?", by=ANNA)
    assert (await desk.claim(number)).resolution_due is None
    desk.clock.set(at("11-25 10:15"))
    assert (await desk.hears(number)).resolution_due == at("11-27 15:45")


async def test_a_second_question_goes_on_pausing(desk: Desk) -> None:
    number = await taken(desk, "11-23 09:30")
    for when in ("11-23 14:00", "11-24 10:00"):
        desk.clock.set(at(when))
        await desk.do(ask, number, "버전은?", by=ANNA)
    desk.clock.set(at("11-25 10:15"))
    assert (await desk.hears(number)).resolution_due == at("11-27 15:45")


async def test_a_pause_outside_working_hours_changes_nothing(desk: Desk) -> None:
    """E14."""
    number = await taken(desk, "11-20 16:00")
    due = (await desk.claim(number)).resolution_due
    desk.clock.set(at("11-20 19:00"))
    await desk.do(ask, number, "버전은?", by=ANNA)
    desk.clock.set(at("11-23 08:00"))
    assert (await desk.hears(number)).resolution_due == due == at("11-25 16:00")


async def test_resolved_and_opened_again_the_same_clock_goes_on(desk: Desk) -> None:
    """E15: used 360 until resolved on Thursday 16:00, opened again on Tuesday 11:00."""
    number = await taken(desk, "11-19 09:00")
    await desk.do(triage, number, *P3, by=ANNA)
    desk.clock.set(at("11-19 16:00"))
    await desk.do(resolve, number, ANSWER, by=ANNA)
    desk.clock.set(at("11-24 11:00"))
    again = await desk.hears(number)
    assert (again.state, again.resolution_due) == (State.IN_PROGRESS, at("11-26 14:00"))
    assert again.update_due == at("11-26 11:00")


async def test_closed_and_opened_again_a_new_clock_begins(desk: Desk) -> None:
    number = await taken(desk, "11-19 09:00")
    await desk.do(triage, number, *P2, by=ANNA)
    desk.clock.set(at("11-19 16:00"))
    await desk.do(close, number, CloseReason.WITHDRAWN, by=KIM)
    desk.clock.set(at("11-24 11:00"))
    assert (await desk.do(reopen, number, by=KIM)).resolution_due == at("11-25 11:00")


@pytest.mark.parametrize(("changed", "due"), [("11-19 16:00", "11-19 18:00"), ("11-20 11:00", "11-20 11:00")])
async def test_a_higher_priority_counts_from_the_start(desk: Desk, changed: str, due: str) -> None:
    """E16: P3, due on Monday 18:00, becomes P2; what is over by then is breached at that moment."""
    number = await taken(desk, "11-19 09:00")
    assert (await desk.claim(number)).resolution_due == at("11-23 18:00")
    desk.clock.set(at(changed))
    assert (await desk.do(triage, number, *P2, by=ANNA)).resolution_due == at(due)
    desk.clock.set(at("11-24 09:00"))
    await desk.do(triage, number, *P2, by=ANNA)
    assert (await desk.claim(number)).resolution_due == at(due), "said again, it is no other breach"


async def test_a_question_answered_at_once_keeps_its_target(desk: Desk) -> None:
    """Answered from triage it stays P3, so opened again it has P3's time and not a P4's ten days."""
    number = await taken(desk, "11-19 09:00")
    await desk.do(resolve, number, ANSWER, by=ANNA)
    desk.clock.set(at("11-19 10:00"))
    again = await desk.do(reopen, number, by=KIM)
    assert (again.priority, again.resolution_due) == ("P3", at("11-24 10:00"))


@pytest.mark.parametrize(
    ("triaged", "matter", "due"),
    [
        ("11-19 09:30", P2, "11-19 11:00"),
        ("11-19 11:30", P2, "11-19 11:30"),
        ("11-19 16:00", P2, "11-19 14:00"),
        ("11-19 09:30", P4, "11-19 14:00"),
    ],
    ids=["sooner", "over by then", "missed already", "never later"],
)
async def test_the_first_answers_due_time(desk: Desk, triaged: str, matter: tuple[ClaimClass, Severity, Impact], due: str) -> None:
    number = await taken(desk, "11-19 09:00")
    assert (await desk.claim(number)).first_due == at("11-19 14:00")
    desk.clock.set(at(triaged))
    assert (await desk.do(triage, number, *matter, by=ANNA)).first_due == at(due)


async def test_a_given_first_answer_is_not_judged_anew(desk: Desk) -> None:
    number = await taken(desk, "11-19 09:00")
    desk.clock.set(at("11-19 13:30"))
    await desk.do(reply, number, "확인 중입니다.", by=ANNA)
    claim = await desk.do(triage, number, *P2, by=ANNA)
    assert (claim.first_due, claim.first_answered_at) == (at("11-19 14:00"), at("11-19 13:30"))


async def test_the_next_update_follows_the_priority(desk: Desk) -> None:
    number = await taken(desk, "11-19 09:00")
    assert (await desk.do(triage, number, *P2, by=ANNA)).update_due == at("11-19 14:00"), "as was told: no machine moves it later"
    desk.clock.set(at("11-19 15:00"))
    assert (await desk.do(triage, number, *P3, by=ANNA)).update_due == at("11-23 15:00"), "what was missed is promised anew"
    assert (await desk.do(triage, number, *P2, by=ANNA)).update_due == at("11-20 15:00"), "but sooner it moves"
    desk.clock.set(at("11-20 10:00"))
    await desk.do(reply, number, "아직 확인 중입니다.", by=ANNA)
    assert (await desk.claim(number)).update_due == at("11-23 10:00")


async def test_owners_come_and_go_and_the_clocks_stay(desk: Desk) -> None:
    number = await taken(desk, "11-19 09:00")
    before = await desk.claim(number)
    desk.clock.set(at("11-19 11:00"))
    await desk.do(hand, number, BEN.id, "부탁합니다", by=ANNA)
    await desk.do(release, number, "휴가", by=BEN)
    await desk.do(take, number, by=ANNA)
    after = await desk.claim(number)
    assert (after.first_due, after.update_due, after.resolution_due) == (before.first_due, before.update_due, before.resolution_due)


async def test_what_is_written_down_meanwhile_moves_no_clock(desk: Desk) -> None:
    """Delivery tells of a letter that came back, and does not know yet that the customer was asked."""
    number = await taken(desk, "11-23 09:30")
    before = await desk.claim(number)
    desk.clock.set(at("11-23 14:00"))
    await desk.do(ask, number, "버전은?", by=ANNA)
    desk.clock.set(at("11-23 15:00"))
    await desk.do(timeline.append, before, "undelivered", by=ANNA, visible=False)
    desk.clock.set(at("11-25 10:15"))
    assert (await desk.hears(number)).resolution_due == at("11-27 15:45")


async def test_replicas_whose_clocks_differ(desk: Desk) -> None:
    """The answer's replica is two minutes behind the question's."""
    number = await taken(desk, "11-23 09:30")
    desk.clock.set(at("11-23 14:01"))
    await desk.do(ask, number, "버전은?", by=ANNA)
    desk.clock.set(at("11-23 13:59"))
    try:
        heard = await desk.hears(number)
    except Refusal as refusal:
        pytest.fail(f"{refusal.values}")
    assert heard.resolution_due == at("11-26 09:30")
