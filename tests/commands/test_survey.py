"""How a customer was served: asked rarely, voted on the page, changed for a while, and looked into where it is low."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from claims.errors import Invalid, Missing, NotAllowed, NotFound, TooLate
from claims.lifecycle import State
from claims.survey import Level, Worst
from commands.close import confirm
from commands.nudge import look
from commands.resolve import resolve
from commands.survey import dsat
from commands.tracked import tracked
from commands.word import rate
from storage import nudges, surveys
from storage.database import Tx
from storage.messages import Direction
from storage.outbox import Door
from storage.surveys import Survey
from tests.commands.desk import ANSWER, Desk
from tests.making import ANNA, BEN, KIM, LEA


async def survey(desk: Desk, number: str) -> Survey | None:
    return await desk.database.read(surveys.of_claim, int(number.partition("-")[0]))


async def voted(desk: Desk, number: str, *given: str, form: str = "1") -> Any:
    return await desk.do(rate, number, *given, form=form, by=KIM)


async def test_a_vote(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await voted(desk, number, "4", "yes", "speed", " 조금 느렸습니다. ")
    found = await survey(desk, number)
    assert found
    assert (found.score, found.solved, found.worst, found.comment, found.low) == (4, True, Worst.SPEED, "조금 느렸습니다.", False)
    assert (await desk.whats(number))[-1] == "rated"
    assert (await desk.claim(number)).state is State.RESOLVED
    assert "rated_low" not in await desk.intents(number, Door.SLACK)


async def test_the_same_form_counts_once(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await voted(desk, number, "5")
    await voted(desk, number, "1")
    assert (await desk.whats(number)).count("rated") == 1


@pytest.mark.parametrize(
    ("refusal", "field", "given"),
    [
        (Missing, "score", ("",)),
        (Invalid, "score", ("6",)),
        (Invalid, "score", ("4.5",)),
        (Invalid, "solved", ("4", "perhaps")),
        (Invalid, "worst", ("4", "yes", "weather")),
        (Invalid, "text", ("4", "yes", "", "x" * 20_001)),
    ],
)
async def test_what_no_page_sends_is_refused(desk: Desk, refusal: Any, field: str, given: tuple[str, ...]) -> None:
    number = await desk.in_state(State.RESOLVED)
    assert (await desk.refused(refusal, rate, number, *given, form="1", by=KIM))["field"] == field


async def test_a_contact_is_asked_once_in_two_weeks(desk: Desk) -> None:
    first, second = await desk.in_state(State.RESOLVED), await desk.in_state(State.RESOLVED)
    assert await survey(desk, first)
    assert await survey(desk, second) is None
    await desk.refused(NotFound, rate, second, "5", form="1", by=KIM)
    assert (await desk.database.read(tracked, second)).survey is None
    desk.clock.move(days=14, minutes=1)
    assert await survey(desk, await desk.in_state(State.RESOLVED))


async def test_of_two_resolved_at_once_one_asks(desk: Desk) -> None:
    """On two connections, too."""
    both = [await desk.in_state(State.TRIAGE) for _ in range(2)]
    await asyncio.wait_for(asyncio.gather(*(desk.do(resolve, number, ANSWER, by=ANNA) for number in both)), 300)
    assert len([number for number in both if await survey(desk, number)]) == 1


async def test_resolved_again_it_keeps_its_vote(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await voted(desk, number, "5")
    await desk.hears(number)
    assert (await desk.database.read(tracked, number)).survey is None, "while it is worked on there is nothing to vote on"
    await desk.do(resolve, number, replace(ANSWER, minutes=5), by=ANNA)
    found = (await desk.database.read(tracked, number)).survey
    assert found
    assert found.score == 5


@pytest.mark.parametrize("words", ["", "아직도 인쇄되지 않습니다."])
async def test_not_solved_opens_it_again_once(desk: Desk, words: str) -> None:
    number = await desk.in_state(State.RESOLVED)
    await voted(desk, number, "4", "no", "solution", words)
    await voted(desk, number, "4", "no", "solution", words)
    await voted(desk, number, "3", "no", "", words, form="2")
    claim = await desk.claim(number)
    assert (claim.state, claim.reopened, claim.update_due is not None) == (State.IN_PROGRESS, 1, True)
    assert "call_owner" in await desk.intents(number, Door.SLACK)
    assert [each.text for each in await desk.messages(number, Direction.IN)][1:] == ([words] if words else [])
    found = await survey(desk, number)
    assert found
    assert (found.score, found.solved, found.comment) == (3, False, words)


async def test_with_the_next_result_it_is_asked_anew(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await voted(desk, number, "2", "no")
    desk.clock.move(hours=1)
    await desk.do(resolve, number, replace(ANSWER, minutes=5), by=ANNA)
    await voted(desk, number, "4", "yes", form="2")
    assert (await desk.claim(number)).state is State.RESOLVED
    await voted(desk, number, "2", "no", form="3")
    assert (await desk.claim(number)).reopened == 2


async def test_not_solved_of_what_is_over_is_a_vote_alone(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await desk.do(confirm, number, by=KIM)
    await voted(desk, number, "2", "no")
    assert (await desk.claim(number)).state is State.CLOSED


async def test_a_vote_may_be_changed_for_two_weeks(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    desk.clock.move(days=13)
    await voted(desk, number, "5")
    desk.clock.move(days=14)
    await voted(desk, number, "2", form="2")
    desk.clock.move(minutes=1)
    assert (await desk.refused(TooLate, rate, number, "3", form="3", by=KIM))["days"] == 14


async def test_without_a_vote_it_ends_after_two_weeks(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    desk.clock.move(days=14, minutes=1)
    await desk.refused(TooLate, rate, number, "5", form="1", by=KIM)


@pytest.mark.parametrize("closed", [False, True])
async def test_a_low_vote_is_a_leads_task(desk: Desk, closed: bool) -> None:
    number = await desk.in_state(State.RESOLVED)
    if closed:
        await desk.do(confirm, number, by=KIM)
    await voted(desk, number, "2", "no", "solution", "여전합니다.")
    assert "rated_low" in await desk.intents(number, Door.SLACK)
    await desk.do(look)
    assert await desk.database.read(nudged) == []
    desk.clock.move(days=1)
    await desk.do(look)
    assert await desk.database.read(nudged) == [("low_vote", LEA.id)]
    await desk.refused(NotAllowed, dsat, number, Level.PRODUCT, by=BEN)
    assert await desk.refused(Missing, dsat, number, by=LEA) == {"field": "level"}
    await desk.do(dsat, number, Level.PRODUCT, "5.1부터 느려짐", by=LEA)
    found = await survey(desk, number)
    assert found
    assert (found.level, found.finding, found.reviewed_by, found.low) == (Level.PRODUCT, "5.1부터 느려짐", LEA.id, False)
    await desk.refused(NotFound, dsat, number, Level.PRODUCT, by=LEA)


def nudged(tx: Tx) -> list[tuple[str, str]]:
    return [(row.kind, row.whom) for row in tx.connection.execute(nudges.nudges.select()) if row.kind == "low_vote"]


async def test_changed_to_a_good_one_there_is_no_task(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await voted(desk, number, "1")
    await voted(desk, number, "5", form="2")
    await desk.refused(NotFound, dsat, number, Level.PRODUCT, by=LEA)


async def test_lower_still_it_is_looked_into_again(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await voted(desk, number, "2")
    await desk.do(dsat, number, Level.PRODUCT, "5.1부터", by=LEA)
    await voted(desk, number, "1", form="2")
    found = await survey(desk, number)
    assert found
    assert (found.level, found.finding) == (None, "")
    await desk.do(dsat, number, Level.HANDLING, by=LEA)
