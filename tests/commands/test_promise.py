"""What a customer was promised: moved with a reason, told before it is late, and kept beside what was promised before."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from claims.claim import ClaimClass, Impact, Severity
from claims.errors import Illegal, Missing, NotOwner, Untimely
from claims.lifecycle import State
from commands.know import settle
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
    assert (await desk.refused(Untimely, promise, number, now, "사유", by=ANNA))["why"] == "past"
    assert (await desk.refused(Untimely, promise, number, now + timedelta(days=367), "사유", by=ANNA))["why"] == "far"
    await desk.refused(NotOwner, promise, number, now + timedelta(hours=1), "사유", by=BEN)
    for state in (State.WAITING_CUSTOMER, State.RESOLVED):
        await desk.refused(Illegal, promise, await desk.in_state(state), now + timedelta(hours=1), "사유", by=ANNA)


async def test_nobody_promises_what_nobody_is_there_to_keep(desk: Desk) -> None:
    """Saturday night: refused, with the nearest working times; lunch and the closing are within a working day."""
    number = await desk.in_state(State.IN_PROGRESS)
    values = await desk.refused(Untimely, promise, number, _seoul(21, 23), "사유", by=ANNA)
    assert values == {
        "field": "update_due",
        "why": "closed",
        "at": _seoul(21, 23).isoformat(timespec="minutes"),
        "before": "2026-11-20T09:00+00:00",
        "after": "2026-11-23T00:00+00:00",
    }
    for at in (_seoul(20, 12, 30), _seoul(20, 18), _seoul(23, 9)):
        assert (await desk.do(promise, number, at, "사유", by=ANNA)).update_due == at
    tonight = await desk.refused(Untimely, reply, number, "확인했습니다.", update_due=_seoul(19, 22), by=ANNA)
    assert (tonight["before"], tonight["after"]) == ("2026-11-19T09:00+00:00", "2026-11-20T00:00+00:00")


async def test_whoever_works_elsewhere_promises_by_their_own_hours(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    noon_in_lisbon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    await desk.refused(Untimely, promise, number, noon_in_lisbon, "사유", by=ANNA)
    await desk.do(settle, ANNA.id, zone="Europe/Lisbon")
    assert (await desk.do(promise, number, noon_in_lisbon, "사유", by=ANNA)).update_due == noon_in_lisbon


async def test_what_takes_longer_is_promised_for_later(desk: Desk) -> None:
    """No letter says sorry for coming sooner."""
    number = await desk.in_state(State.IN_PROGRESS)
    was = (await desk.claim(number)).update_due
    assert was
    for at in (was, was - timedelta(hours=1)):
        values = await desk.refused(Untimely, later, number, "사유", update_due=at, by=ANNA)
        assert (values["why"], values["was"]) == ("earlier", was.isoformat())


def _seoul(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Seoul"))


async def test_triage_with_another_date_moves_the_promise(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    was = (await desk.claim(number)).update_due
    await desk.do(triage, number, *TRIAGE, by=ANNA)
    assert "promised" not in await desk.whats(number), "what was told stands"
    then = desk.clock.now + timedelta(days=4)
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
