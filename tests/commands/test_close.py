"""Every end of a claim, and opening it again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from claims.actor import clock as job
from claims.claim import ClaimClass
from claims.errors import Answered, Illegal, Invalid, Missing, NotAllowed, NotOwner
from claims.lifecycle import CloseReason, State
from commands.close import close, close_silent, confirm, reopen, silent
from commands.release import release
from commands.resolve import resolve
from storage.outbox import Door
from tests.commands.desk import ANSWER, Desk
from tests.making import ANNA, BEN, KIM, LEA

SEOUL = ZoneInfo("Asia/Seoul")
OPEN = [State.NEW, State.TRIAGE, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.WAITING_APPROVAL, State.WAITING_RELEASE]
CLOCK = job("close")


async def test_the_customer_confirms(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    closed = await desk.do(confirm, number, by=KIM)
    assert (closed.state, closed.close_reason, closed.closed_at) == (State.CLOSED, CloseReason.CONFIRMED, desk.clock.now)
    *_, event = await desk.events(number)
    assert (event.what, event.actor, event.visible, event.detail) == ("closed", KIM, True, {"reason": "confirmed", "text": ""})
    assert (await desk.intents(number, Door.MAIL))[-1] == "closed"
    assert await desk.do(confirm, number, by=KIM) == closed, "a second click changes nothing"


@pytest.mark.parametrize("state", [*OPEN, State.CLOSED])
async def test_only_what_is_resolved_is_confirmed(desk: Desk, state: State) -> None:
    await desk.refused(Illegal, confirm, await desk.in_state(state), by=KIM)


@pytest.mark.parametrize("state", OPEN)
async def test_the_customer_withdraws(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    closed = await desk.do(close, number, CloseReason.WITHDRAWN, by=KIM)
    assert (closed.state, closed.close_reason, closed.before) == (State.CLOSED, CloseReason.WITHDRAWN, None)


async def test_a_lead_rejects_with_words(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    assert await desk.refused(NotAllowed, close, number, CloseReason.REJECTED, "지원 종료", by=ANNA) == {"role": "lead"}
    assert await desk.refused(Missing, close, number, CloseReason.REJECTED, " ", by=LEA) == {"field": "text"}
    closed = await desk.do(close, number, CloseReason.REJECTED, "지원이 종료된 제품입니다", by=LEA)
    assert closed.close_reason is CloseReason.REJECTED
    assert (await desk.events(number))[-1].detail == {"reason": "rejected", "text": "지원이 종료된 제품입니다", "update_due": None}


async def test_anybody_calls_spam_what_nobody_answered(desk: Desk) -> None:
    number = await desk.open()
    letters = await desk.intents(number, Door.MAIL)
    closed = await desk.do(close, number, CloseReason.SPAM, by=BEN)
    assert (closed.state, closed.close_reason) == (State.CLOSED, CloseReason.SPAM)
    assert not (await desk.events(number))[-1].visible
    assert await desk.intents(number, Door.MAIL) == letters, "spam hears nothing"
    await desk.refused(Illegal, close, number, CloseReason.SPAM, by=BEN)


async def test_what_was_answered_is_no_spam(desk: Desk) -> None:
    number = await desk.in_state(State.WAITING_CUSTOMER)
    values = await desk.refused(Answered, close, number, CloseReason.SPAM, by=ANNA)
    assert values["number"] == (await desk.claim(number)).number


async def test_a_closed_claim_may_turn_out_to_be_spam(desk: Desk) -> None:
    number = await desk.in_state(State.CLOSED)
    assert (await desk.do(close, number, CloseReason.SPAM, by=ANNA)).close_reason is CloseReason.SPAM


@pytest.mark.parametrize("reason", [each for each in CloseReason if each not in ("confirmed", "withdrawn", "rejected", "spam")])
async def test_no_person_gives_a_reason_of_the_machinery(desk: Desk, reason: CloseReason) -> None:
    values = await desk.refused(Invalid, close, await desk.in_state(State.IN_PROGRESS), reason, by=LEA)
    assert values == {"field": "close_reason", "value": reason, "allowed": ("confirmed", "withdrawn", "rejected", "spam")}


async def test_another_ones_claim_is_not_closed(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    assert await desk.refused(NotOwner, close, number, CloseReason.WITHDRAWN, by=BEN) == {"number": number, "owner": ANNA.id}


async def test_silence_closes_after_five_business_days(desk: Desk) -> None:
    """Thursday 15:00 before Chuseok: three holidays and two weekends lie between."""
    desk.clock.set(datetime(2026, 9, 17, 15, 0, tzinfo=SEOUL))
    number = await desk.in_state(State.RESOLVED)
    identity = (await desk.claim(number)).id
    desk.clock.set(datetime(2026, 9, 28, 14, 59, tzinfo=SEOUL))
    assert await desk.database.read(silent) == [identity], "worth a look, though not due yet"
    assert (await desk.do(close_silent, number, by=CLOCK)).state is State.RESOLVED
    desk.clock.set(datetime(2026, 9, 28, 15, 0, tzinfo=SEOUL))
    closed = await desk.do(close_silent, number, by=CLOCK)
    assert (closed.state, closed.close_reason, closed.closed_at) == (State.CLOSED, CloseReason.AUTO, desk.clock.now.astimezone(UTC))
    assert (await desk.events(number))[-1].actor == CLOCK
    assert (await desk.intents(number, Door.MAIL))[-1] == "closed"
    assert await desk.do(close_silent, number, by=CLOCK) == closed
    assert await desk.database.read(silent) == []


async def test_works_as_designed_may_be_objected_to_for_ten(desk: Desk) -> None:
    desk.clock.set(datetime(2026, 9, 17, 15, 0, tzinfo=SEOUL))
    number = await desk.in_state(State.TRIAGE)
    await desk.agreed(number)
    await desk.do(resolve, number, replace(ANSWER, claim_class=ClaimClass.WAD), by=ANNA)
    desk.clock.set(datetime(2026, 10, 6, 14, 59, tzinfo=SEOUL))
    assert (await desk.do(close_silent, number, by=CLOCK)).state is State.RESOLVED
    desk.clock.move(minutes=1)
    assert (await desk.do(close_silent, number, by=CLOCK)).state is State.CLOSED


async def test_those_resolved_longest_are_looked_at_first(desk: Desk) -> None:
    first, second = await desk.in_state(State.TRIAGE), await desk.in_state(State.RESOLVED)
    desk.clock.move(minutes=1)
    await desk.do(resolve, first, ANSWER, by=ANNA)
    desk.clock.move(days=14)
    assert await desk.database.read(silent) == [int(each.partition("-")[0]) for each in (second, first)]
    assert len(await desk.database.read(silent, limit=1)) == 1


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
async def test_opening_again(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    again = await desk.do(reopen, number, "다시 발생", by=ANNA)
    assert (again.state, again.owner, again.reopened) == (State.IN_PROGRESS, ANNA.id, 1)
    assert (again.resolved_at, again.closed_at, again.close_reason) == (None, None, None)
    assert again.update_due
    assert again.resolution_due
    *_, event = await desk.events(number)
    assert (event.what, event.from_state, event.to_state, event.visible) == ("reopened", state, State.IN_PROGRESS, True)


async def test_staff_say_why_they_open_again(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    assert await desk.refused(Missing, reopen, number, " ", by=ANNA) == {"field": "reason"}
    again = await desk.do(reopen, number, by=KIM)
    assert again.reopened == 1
    assert (await desk.intents(number, Door.SLACK))[-1] == "call_owner"


@pytest.mark.parametrize("state", OPEN)
async def test_what_is_open_is_not_opened_again(desk: Desk, state: State) -> None:
    await desk.refused(Illegal, reopen, await desk.in_state(state), "다시", by=ANNA)


@pytest.mark.parametrize("by", [ANNA, KIM])
async def test_after_thirty_days_it_is_over(desk: Desk, by: object) -> None:
    number = await desk.in_state(State.CLOSED)
    desk.clock.move(days=30)
    await desk.do(reopen, number, "다시", by=by)
    await desk.do(close, number, CloseReason.WITHDRAWN, by=KIM)
    desk.clock.move(days=30, seconds=1)
    assert (await desk.refused(Illegal, reopen, number, "다시", by=by))["legal"] == ()


async def test_a_resolved_claim_is_opened_however_late(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    desk.clock.move(days=60)
    assert (await desk.do(reopen, number, by=KIM)).state is State.IN_PROGRESS


async def test_only_staff_restore_spam(desk: Desk) -> None:
    number = await desk.in_state(State.CLOSED, CloseReason.SPAM)
    await desk.refused(Illegal, reopen, number, by=KIM)
    assert (await desk.do(reopen, number, "진짜 고객입니다", by=BEN)).state is State.IN_PROGRESS


async def test_closing_again_counts_from_then(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(release, number, "휴가", by=ANNA)
    first = await desk.do(close, number, CloseReason.WITHDRAWN, by=KIM)
    desk.clock.move(days=1)
    await desk.do(reopen, number, by=KIM)
    desk.clock.move(days=1)
    second = await desk.do(close, number, CloseReason.WITHDRAWN, by=KIM)
    assert first.closed_at
    assert second.closed_at == first.closed_at + timedelta(days=2)
    assert second.reopened == 1


async def test_a_leads_own_words_are_never_held_back(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    for _ in range(6):
        await desk.do(close, number, CloseReason.REJECTED, "We do not support this version.", by=LEA)
        await desk.do(reopen, number, "They object.", by=LEA)
    assert (await desk.intents(number, Door.MAIL)).count("closed") == 6
