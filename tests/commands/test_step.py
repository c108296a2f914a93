"""What comes next on a claim: one line, the team's alone, asked for where it is urgent."""

from datetime import timedelta

import pytest

from bot.clock import slot
from claims.claim import ClaimClass, Impact, Severity
from claims.errors import Illegal, Invalid, Missing, NotFound, NotOwner, Untimely
from claims.lifecycle import State
from commands import nudge
from commands.close import reopen
from commands.hand import invite
from commands.resolve import resolve
from commands.show import show, story
from commands.step import LONGEST, step
from commands.triage import triage
from storage.database import Tx
from storage.outbox import Door
from storage.tables import nudges
from tests.commands.desk import ANSWER, Desk
from tests.making import ANNA, BEN, LEA

WORDS = "한빛 담당자와 로그 분석"
URGENT = (ClaimClass.DEFECT, Severity.S2, Impact.I2)
MINUTE = timedelta(minutes=1)


def asked(tx: Tx) -> list[tuple[str, bool]]:
    """(whom, whether it still holds) of every nudge for a next step."""
    return [(row.whom, row.dropped_at is None) for row in tx.connection.execute(nudges.select()) if row.kind == "step"]


async def pass_by(desk: Desk, minutes: int) -> None:
    desk.clock.move(minutes=minutes)
    await desk.do(nudge.sweep, slot(desk.clock(), MINUTE))


async def test_a_new_one_takes_the_place_of_the_old_one(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    letters, at = await desk.intents(number, Door.MAIL), desk.clock() + timedelta(hours=3)
    planned = await desk.do(step, number, f" {WORDS} ", BEN.id, at, by=ANNA)
    assert (planned.next_step, planned.next_who, planned.next_by) == (WORDS, BEN.id, at)
    seen = await desk.database.read(show, number)
    assert seen.stepper
    assert seen.stepper.id == BEN.id
    planned = await desk.do(step, number, "배포", ANNA.id, by=LEA)
    assert (planned.next_step, planned.next_who, planned.next_by) == ("배포", None, None), "the owner is whoever owns it"
    told = [each.detail["text"] for each in await desk.events(number) if each.what == "stepped"]
    assert told == [WORDS, "배포"], "the timeline keeps them all"
    assert not [each for each in await desk.database.read(story, number, public=True) if each.event and each.event.what == "stepped"]
    assert await desk.intents(number, Door.MAIL) == letters


async def test_who_may_write_it(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    assert await desk.refused(NotOwner, step, number, WORDS, by=BEN) == {"number": number, "owner": ANNA.id}
    await desk.do(invite, number, BEN.id, by=ANNA)
    assert (await desk.do(step, number, WORDS, by=BEN)).next_step == WORDS


async def test_refused(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    assert await desk.refused(Missing, step, number, " ", by=ANNA) == {"field": "text"}
    assert (await desk.refused(Invalid, step, number, "가" * (LONGEST + 1), by=ANNA))["field"] == "text"
    assert (await desk.refused(Untimely, step, number, WORDS, until=desk.clock(), by=ANNA))["field"] == "until"
    await desk.refused(NotFound, step, number, WORDS, "UNOBODY", by=ANNA)
    over = await desk.in_state(State.CLOSED)
    assert (await desk.refused(Illegal, step, over, WORDS, by=ANNA))["verb"] == "step"


async def test_it_ends_with_the_result(desk: Desk) -> None:
    """Also where the claim is opened again: what comes next is another thing then."""
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(step, number, WORDS, by=ANNA)
    await desk.do(resolve, number, ANSWER, by=ANNA)
    await desk.do(reopen, number, "다시 발생", by=ANNA)
    assert (await desk.claim(number)).next_step is None


async def test_what_is_urgent_is_asked_for_once(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(triage, number, *URGENT, by=ANNA)
    await pass_by(desk, 29)
    assert await desk.database.read(asked) == []
    await pass_by(desk, 1)
    await pass_by(desk, 40)
    assert await desk.database.read(asked) == [(ANNA.id, True)]


@pytest.mark.parametrize("severity", [Severity.S2, Severity.S3])
async def test_nobody_is_asked_where_it_stands_or_where_there_is_time(desk: Desk, severity: Severity) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(triage, number, ClaimClass.DEFECT, severity, Impact.I2, by=ANNA)
    if severity is Severity.S2:
        await desk.do(step, number, WORDS, by=ANNA)
    await pass_by(desk, 45)
    assert await desk.database.read(asked) == []


async def test_what_waits_for_her_hours_is_dropped_once_it_stands(desk: Desk) -> None:
    """Triaged at the day's end: by the morning it was written."""
    number = await desk.in_state(State.TRIAGE)
    desk.clock.move(hours=6, minutes=55)
    await desk.do(triage, number, *URGENT, by=ANNA)
    await pass_by(desk, 40)
    assert await desk.database.read(asked) == [(ANNA.id, True)]
    await desk.do(step, number, WORDS, by=ANNA)
    desk.clock.move(hours=16)
    await pass_by(desk, 1)
    assert await desk.database.read(asked) == [(ANNA.id, False)]
