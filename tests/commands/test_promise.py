"""What a customer was promised: moved with a reason, told before it is late, and kept beside what was promised before."""

from datetime import timedelta

from claims.claim import ClaimClass, Impact, Severity
from claims.errors import Illegal, Invalid, Missing, NotOwner
from claims.lifecycle import State
from commands.later import later, nonews
from commands.promise import promise
from commands.reply import reply
from commands.tracked import tracked
from commands.triage import triage
from storage.outbox import Door
from tests.commands.desk import TRIAGE, Desk
from tests.making import ANNA, BEN


async def test_a_promise_moves_with_a_reason(desk: Desk) -> None:
    """A04: the page shows the new time with the old one, and the old one is kept."""
    number = await desk.in_state(State.IN_PROGRESS)
    was = (await desk.claim(number)).update_due
    assert was
    then = was + timedelta(days=1)
    assert await desk.refused(Missing, promise, number, then, " ", by=ANNA) == {"field": "reason_told"}
    assert (await desk.do(promise, number, then, "로그가 많습니다", by=ANNA)).update_due == then
    *_, event = await desk.events(number)
    assert (event.what, event.visible) == ("promised", True)
    told = {"from": was.isoformat(), "to": then.isoformat(), "reason": "로그가 많습니다", "update_due": then.isoformat()}
    assert event.detail == told
    (line,) = [each for each in (await desk.database.read(tracked, number)).lines if each.what == "promised"]
    assert (line.moved, line.text) == ((was, then), "로그가 많습니다")


async def test_sooner_needs_no_reason_and_the_same_is_no_change(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    was = (await desk.claim(number)).update_due
    assert was
    await desk.do(promise, number, was, by=ANNA)
    assert (await desk.whats(number))[-1] == "triaged"
    await desk.do(promise, number, was - timedelta(hours=1), by=ANNA)
    assert (await desk.whats(number))[-1] == "promised"


async def test_a_promise_that_cannot_be_made(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    now = desk.clock.now
    await desk.refused(Invalid, promise, number, now, "사유", by=ANNA)
    await desk.refused(Invalid, promise, number, now + timedelta(days=367), "사유", by=ANNA)
    await desk.refused(NotOwner, promise, number, now + timedelta(hours=1), "사유", by=BEN)
    for state in (State.WAITING_CUSTOMER, State.RESOLVED):
        await desk.refused(Illegal, promise, await desk.in_state(state), now + timedelta(hours=1), "사유", by=ANNA)


async def test_triage_with_another_date_moves_the_promise(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    was = (await desk.claim(number)).update_due
    await desk.do(triage, number, *TRIAGE, by=ANNA)
    assert "promised" not in await desk.whats(number), "what was told stands"
    then = desk.clock.now + timedelta(days=2)
    await desk.do(triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I2, update_due=then, by=ANNA)
    *_, event = await desk.events(number)
    assert was
    assert (event.what, event.detail["from"], event.detail["to"]) == ("promised", was.isoformat(), then.isoformat())


async def test_an_answer_keeps_a_promise_and_makes_the_next(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(reply, number, "확인했습니다.", by=ANNA)
    assert "promised" not in await desk.whats(number)


async def test_the_late_letter_is_no_first_answer(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    claim = await desk.claim(number)
    then = desk.clock.now + timedelta(days=1)
    await desk.refused(Missing, later, number, "수정본을 다시 시험합니다", by=ANNA)
    message = await desk.do(later, number, "수정본을 다시 시험합니다", update_due=then, by=ANNA)
    told = await desk.claim(number)
    assert (told.update_due, told.first_answered_at, told.first_due) == (then, None, claim.first_due)
    *_, event = await desk.events(number)
    assert (event.what, event.detail["message"], event.detail["reason"]) == ("promised", message.id, "수정본을 다시 시험합니다")
    assert (await desk.intents(number, Door.MAIL))[-1] == "later"
    words = [each.text for each in (await desk.database.read(tracked, number)).lines]
    assert words.count("수정본을 다시 시험합니다") == 1, "they stand in the story once, as the letter"
    await desk.refused(Illegal, later, await desk.in_state(State.WAITING_CUSTOMER), "사유", update_due=then, by=ANNA)


async def test_no_news_is_an_answer_with_the_next_word(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(nonews, number, "원인을 좁혔습니다.", by=ANNA)
    claim = await desk.claim(number)
    assert claim.first_answered_at == desk.clock.now
    assert claim.update_due
    assert (await desk.whats(number))[-1] == "replied"
    assert (await desk.intents(number, Door.MAIL))[-1] == "nonews"
