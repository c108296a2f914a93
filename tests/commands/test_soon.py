"""An answer typed in one line may be taken back until it leaves."""

from claims.actor import ActorKind
from claims.errors import Guarded, Illegal, Missing, NotFound, NotOwner, Stale
from claims.lifecycle import State
from commands.check_clocks import compare
from commands.close import close
from commands.reply import ask, draft_of, reply
from commands.resolve import resolve
from commands.send import resolution_of
from commands.soon import Soon, go, keep_back, leaving, reply_soon, resolve_soon, undo
from storage.messages import Direction
from storage.outbox import Door
from tests.commands.desk import ANSWER, CloseReason, Desk
from tests.making import ANNA, BEN, LEA


async def soon(desk: Desk, number: str, text: str = "확인했습니다.") -> str:
    waiting = await desk.do(reply_soon, number, text, by=ANNA)
    assert isinstance(waiting, Soon)
    return waiting.id


async def said(desk: Desk, number: str) -> list[str]:
    return [each.text for each in await desk.messages(number, Direction.OUT)]


async def test_nothing_happens_until_it_leaves_and_then_all_of_it(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    before = await desk.claim(number)
    waiting = await soon(desk, number)
    assert await desk.claim(number) == before
    assert (await said(desk, number), await desk.database.read(leaving)) == ([], [])
    desk.clock.move(seconds=10)
    assert await desk.database.read(leaving) == [waiting]
    await desk.do(go, waiting)
    assert await said(desk, number) == ["확인했습니다."]
    *_, event = await desk.events(number)
    assert (event.what, event.actor) == ("replied", ANNA)
    assert await desk.do(go, waiting) is None  # another replica came second
    assert await said(desk, number) == ["확인했습니다."]


async def test_a_result_leaves_as_an_answer_does_and_only_then_stops_the_clock(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    before = await desk.claim(number)
    waiting = await desk.do(resolve_soon, number, ANSWER, by=ANNA)
    assert isinstance(waiting, Soon)
    assert (waiting.resolves, await desk.claim(number), await said(desk, number)) == (True, before, [])
    desk.clock.move(seconds=10)
    await desk.do(go, waiting.id)
    claim = await desk.claim(number)
    assert (claim.state, claim.resolved_at, claim.cause, await said(desk, number)) == (
        State.RESOLVED,
        desk.clock.now,
        ANSWER.cause,
        [ANSWER.text],
    )
    assert await desk.do(go, waiting.id) is None
    assert (await desk.database.read(compare)).differences == ()


async def test_a_result_taken_back_keeps_all_of_it_for_the_form(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    before = await desk.claim(number)
    waiting = await desk.do(resolve_soon, number, ANSWER, by=ANNA)
    assert isinstance(waiting, Soon)
    assert await desk.refused(Guarded, ask, number, "버전은?", by=ANNA) == {"number": number, "what": "leaving"}
    assert await desk.do(undo, waiting.id, by=ANNA) == waiting
    desk.clock.move(minutes=1)
    assert (await desk.database.read(leaving), await desk.do(go, waiting.id)) == ([], None)
    assert await desk.claim(number) == before
    draft = await desk.database.read(draft_of, number, by=ANNA)
    assert draft
    assert resolution_of(draft.detail["resolution"], draft.text) == ANSWER


async def test_a_result_that_cannot_be_any_more_is_kept_back(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.refused(NotOwner, resolve_soon, number, ANSWER, by=BEN)
    waiting = await desk.do(resolve_soon, number, ANSWER, by=ANNA)
    assert isinstance(waiting, Soon)
    await desk.do(resolve, number, ANSWER, by=LEA)
    desk.clock.move(seconds=10)
    await desk.refused(Stale, go, waiting.id)
    await desk.do(keep_back, waiting.id)
    assert await said(desk, number) == [ANSWER.text]
    assert (await desk.intents(number, Door.SLACK))[-1] == "kept_back"


async def test_taken_back_it_never_was(desk: Desk) -> None:
    number = await desk.open()
    waiting = await soon(desk, number)
    await desk.refused(NotFound, undo, waiting, by=BEN)
    assert (await desk.do(undo, waiting, by=ANNA)).text == "확인했습니다."
    desk.clock.move(minutes=1)
    assert await desk.database.read(leaving) == []
    assert await desk.do(go, waiting) is None
    assert (await desk.claim(number)).owner is None
    await desk.refused(NotFound, undo, waiting, by=ANNA)


async def test_what_left_cannot_be_taken_back(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    waiting = await soon(desk, number)
    desk.clock.move(seconds=10)
    await desk.do(go, waiting)
    await desk.refused(NotFound, undo, waiting, by=ANNA)


async def test_it_is_refused_at_once_where_the_answer_would_be(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.refused(Missing, reply_soon, number, "  ", by=ANNA)
    await desk.refused(NotOwner, reply_soon, number, "확인했습니다.", by=BEN)
    await desk.refused(Illegal, reply_soon, await desk.in_state(State.CLOSED), "확인했습니다.", by=ANNA)


async def test_whoever_writes_on_lets_the_first_words_go(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await soon(desk, number, "하나")
    second = await soon(desk, number, "둘")
    assert await said(desk, number) == ["하나"]
    await desk.do(ask, number, "버전은?", by=ANNA)
    assert await said(desk, number) == ["하나", "둘", "버전은?"]
    assert await desk.do(go, second) is None


async def test_nobody_answers_over_somebody_elses_answer(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    waiting = await soon(desk, number)
    await desk.do(reply, number, "먼저 답합니다.", by=LEA)
    desk.clock.move(seconds=10)
    await desk.refused(Stale, go, waiting)
    await desk.do(keep_back, waiting)
    assert await said(desk, number) == ["먼저 답합니다."]
    draft = await desk.database.read(draft_of, number, by=ANNA)
    assert draft
    assert (draft.text, await desk.database.read(leaving)) == ("확인했습니다.", [])
    assert (await desk.intents(number, Door.SLACK))[-1] == "kept_back"


async def test_a_claim_closed_meanwhile_keeps_the_words_back(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    waiting = await soon(desk, number)
    await desk.do(close, number, CloseReason.WITHDRAWN, by=LEA)
    desk.clock.move(seconds=10)
    await desk.refused(Illegal, go, waiting)
    await desk.do(keep_back, waiting)
    assert [each.actor.kind for each in await desk.events(number) if each.what == "replied"] == []
    assert ActorKind.PERSON in {each.actor.kind for each in await desk.events(number)}


async def test_a_desk_that_wants_no_delay_sends_at_once(desk: Desk) -> None:
    desk.database.rules = desk.database.rules.model_copy(  # type: ignore[attr-defined]
        update={"limits": desk.database.rules.limits.model_copy(update={"undo_seconds": 0.0})}  # type: ignore[attr-defined]
    )
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(reply_soon, number, "확인했습니다.", by=ANNA)
    assert await said(desk, number) == ["확인했습니다."]
