"""The customer again."""

from datetime import timedelta

import pytest

from claims.lifecycle import CloseReason, State
from commands.close import close
from commands.show import show
from commands.word import add_word, solved, unsolved
from storage.customers import UNKNOWN
from storage.messages import Direction
from storage.outbox import Door
from tests.commands.desk import Desk
from tests.making import ANNA, KIM


@pytest.mark.parametrize("state", [State.NEW, State.TRIAGE, State.IN_PROGRESS, State.WAITING_APPROVAL, State.WAITING_RELEASE])
async def test_a_word_more_changes_no_state(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    heard = await desk.hears(number, text="하나 더 있습니다.")
    assert (heard.number, heard.state) == (number, state)
    assert [each.text for each in await desk.messages(number, Direction.IN)][-1] == "하나 더 있습니다."
    *_, event = await desk.events(number)
    assert (event.what, event.actor, event.visible) == ("answered", KIM, True)
    assert (await desk.intents(number, Door.SLACK))[-1] == "mail_in"


async def test_a_resolved_claim_is_opened_again(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    heard = await desk.hears(number, text="아직 안 됩니다.")
    assert (heard.state, heard.owner, heard.reopened, heard.resolved_at) == (State.IN_PROGRESS, ANNA.id, 1, None)
    assert (await desk.whats(number))[-1] == "reopened"
    assert (await desk.intents(number, Door.SLACK))[-2:] == ["mail_in", "call_owner"]


@pytest.mark.parametrize("reason", [CloseReason.WITHDRAWN, CloseReason.SPAM])
async def test_thirty_days_after_closing(desk: Desk, reason: CloseReason) -> None:
    number = await desk.in_state(State.CLOSED, reason)
    desk.clock.move(days=30)
    heard = await desk.hears(number)
    assert heard.number == number
    assert heard.state is (State.CLOSED if reason is CloseReason.SPAM else State.IN_PROGRESS)


async def test_spam_is_heard_and_not_woken(desk: Desk) -> None:
    number = await desk.in_state(State.CLOSED, CloseReason.SPAM)
    await desk.hears(number)
    assert (await desk.claim(number)).close_reason is CloseReason.SPAM
    assert len(await desk.messages(number, Direction.IN)) == 2


async def test_long_after_closing_a_new_claim_follows(desk: Desk) -> None:
    number = await desk.in_state(State.CLOSED)
    desk.clock.move(days=30, seconds=1)
    follow = await desk.hears(number, text="다시 발생했습니다.")
    assert follow.number != number
    assert (follow.state, follow.follows) == (State.NEW, (await desk.claim(number)).id)
    assert (await desk.database.read(show, follow.number)).follows == number
    assert (await desk.claim(number)).state is State.CLOSED
    assert await desk.intents(follow.number, Door.MAIL) == ["acknowledged"]


async def test_days_of_work_do_not_count_a_withdrawn_claim_into_its_new_clock(desk: Desk) -> None:
    """A closed claim that is opened again gets its priority's full time anew."""
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(close, number, CloseReason.WITHDRAWN, by=KIM)
    desk.clock.move(days=7)
    heard = await desk.hears(number)
    due = desk.clock.now + timedelta(days=3 + 2)  # three business days from Thursday, over a weekend
    assert heard.resolution_due == due


async def test_whoever_joins_gets_copies(desk: Desk) -> None:
    number = await desk.open()
    await desk.hears(number, sender="lee@hanbit.example", name="이", parties=[("park@hanbit.example", "박"), (KIM.id, "")])
    await desk.hears(number, sender=UNKNOWN)
    view = await desk.database.read(show, number)
    assert view.parties == (("lee@hanbit.example", "이"), ("park@hanbit.example", "박"))
    assert view.contact.address == KIM.id


async def test_words_on_the_page_are_heard_once_a_form(desk: Desk) -> None:
    number = await desk.in_state(State.WAITING_CUSTOMER)
    for _ in range(2):
        claim = await desk.do(add_word, number, "4.2입니다.", form="f1", by=KIM)
    assert claim.state is State.TRIAGE
    assert [each.text for each in await desk.messages(number, Direction.IN)] == ["어제부터 인쇄가 되지 않습니다.", "4.2입니다."]


async def test_solved_and_unsolved_on_the_page(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    assert (await desk.do(unsolved, number, form="f1", by=KIM)).state is State.IN_PROGRESS
    number = await desk.in_state(State.RESOLVED)
    assert (await desk.do(unsolved, number, "안 됩니다", form="f2", by=KIM)).reopened == 1
    number = await desk.in_state(State.RESOLVED)
    assert (await desk.do(solved, number, form="f3", by=KIM)).close_reason is CloseReason.CONFIRMED
    assert (await desk.do(solved, number, form="f3", by=KIM)).close_reason is CloseReason.CONFIRMED
