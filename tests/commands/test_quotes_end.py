"""What was offered and not answered ends with the matter, whichever way that ends: nobody approves what nobody will do."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from claims.actor import customer
from claims.claim import ClaimClass, Impact, Severity
from claims.errors import Stale
from claims.lifecycle import CloseReason, State
from claims.quotes import Channel, Quote, QuoteState
from commands.approve import AT_ONCE, approve, decline, tend
from commands.close import close, close_silent, confirm, reopen
from commands.feature import feature
from commands.know import customer as settle
from commands.merge import merge, revert
from commands.nudge import sweep
from commands.quote import quote
from commands.reply import ask
from commands.resolve import resolve
from commands.take import take
from commands.triage import triage
from storage import quotes
from tests.commands.desk import ANSWER, Desk
from tests.making import ANNA, KIM, LEA

Road = Callable[[Desk, str], Awaitable[object]]
BOSS = customer("boss@hanbit.example")
MUCH = 1_000_001
YES = {"channel": Channel.PAGE, "evidence": ""}


@pytest.fixture
async def number(desk: Desk) -> str:
    found = await desk.open()
    await desk.do(take, found, by=ANNA)
    await desk.do(triage, found, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    await desk.do(settle, "hanbit.example", approver=BOSS.id, by=LEA)
    return found


async def offered(desk: Desk, number: str, cap: int = 300_000) -> Quote:
    return (await desk.do(quote, number, 60, "로그 분석", cap=cap, by=ANNA)).quote


async def of(desk: Desk, number: str) -> list[Quote]:
    return await desk.database.read(quotes.of_claim, (await desk.claim(number)).id)


async def withdrawn(desk: Desk, number: str) -> None:
    await desk.do(close, number, CloseReason.WITHDRAWN, "", by=ANNA)


async def rejected(desk: Desk, number: str) -> None:
    await desk.do(close, number, CloseReason.REJECTED, "도와드릴 수 없습니다.", by=LEA)


async def spam(desk: Desk, number: str) -> None:
    await desk.do(close, number, CloseReason.SPAM, "", by=LEA)


async def merged(desk: Desk, number: str) -> None:
    await desk.do(merge, number, await desk.open(), by=ANNA)


async def transferred(desk: Desk, number: str) -> None:
    await desk.do(feature, number, "로그를 내려받고 싶습니다.", by=ANNA)


async def confirmed(desk: Desk, number: str) -> None:
    await desk.do(resolve, number, ANSWER, by=ANNA)
    await desk.do(confirm, number, by=KIM)


async def silent(desk: Desk, number: str) -> None:
    await desk.do(resolve, number, ANSWER, by=ANNA)
    desk.clock.now += timedelta(days=20)
    await desk.do(close_silent, number, by=ANNA)


async def given_up(desk: Desk, number: str) -> None:
    await desk.do(ask, number, "어느 방화벽입니까?", by=ANNA)
    for _ in range(60):
        desk.clock.now += timedelta(days=1)
        await desk.do(sweep, desk.clock.now)


async def declined(desk: Desk, number: str) -> None:
    sent = await offered(desk, number)
    await offered(desk, number, MUCH)
    await desk.do(decline, number, sent.version, sent.digest, end=True, by=BOSS, **YES)


async def expired(desk: Desk, number: str) -> None:
    await offered(desk, number)
    await offered(desk, number, MUCH)
    for _ in range(20):
        desk.clock.now += timedelta(days=1)
        await desk.do(tend, desk.clock.now)


async def test_many_that_wait_are_told_of_in_small_steps(desk: Desk, number: str) -> None:
    """One run holds the database for so many, and the next one goes on."""
    several = [number, *[await desk.open() for _ in range(AT_ONCE)]]
    for each in several[1:]:
        await desk.do(take, each, by=ANNA)
        await desk.do(triage, each, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    for each in several:
        await offered(desk, each)
    desk.clock.now += timedelta(days=1)
    assert await desk.do(tend, desk.clock.now) == 0
    desk.clock.now += timedelta(days=4)
    done = []
    for _ in range(3):
        desk.clock.now += timedelta(minutes=5)
        done.append(await desk.do(tend, desk.clock.now))
    assert done == [AT_ONCE, 1, 0]


@pytest.mark.parametrize("road", [withdrawn, rejected, spam, merged])
async def test_what_was_sent_cannot_be_approved_when_the_matter_is_over(desk: Desk, number: str, road: Road) -> None:
    sent = await offered(desk, number)
    await road(desk, number)
    assert [each.state for each in await of(desk, number)] == [QuoteState.VOID]
    claim, whats = await desk.claim(number), await desk.whats(number)
    assert claim.state is State.CLOSED
    assert whats[-2:] == ["quote_void", "merged" if claim.merged_into else "closed"]
    assert [event.from_state for event in await desk.events(number)][-2:] == [State.WAITING_APPROVAL, State.IN_PROGRESS]
    await desk.refused(Stale, approve, number, sent.version, sent.digest, by=BOSS, **YES)
    if claim.merged_into:
        await desk.do(revert, number, by=ANNA)
    else:
        await desk.do(reopen, number, "아직 남았습니다.", by=LEA)
    assert (await desk.claim(number)).state is State.IN_PROGRESS, "which waits for no answer that cannot come"
    assert (await offered(desk, number)).state is QuoteState.SENT


@pytest.mark.parametrize("road", [withdrawn, rejected, spam, merged, transferred, confirmed, silent, given_up])
async def test_what_waits_for_a_lead_ends_with_the_matter(desk: Desk, number: str, road: Road) -> None:
    assert (await offered(desk, number, MUCH)).state is QuoteState.DRAFT
    await road(desk, number)
    assert (await desk.claim(number)).state is State.CLOSED
    assert [each.state for each in await of(desk, number)] == [QuoteState.VOID]


@pytest.mark.parametrize(("road", "state"), [(declined, QuoteState.DECLINED), (expired, QuoteState.EXPIRED)])
async def test_a_no_and_silence_end_what_waits_for_a_lead_too(desk: Desk, number: str, road: Road, state: QuoteState) -> None:
    await road(desk, number)
    assert (await desk.claim(number)).close_reason is CloseReason.NO_APPROVAL
    assert [each.state for each in await of(desk, number)] == [state, QuoteState.VOID]
