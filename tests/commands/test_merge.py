"""Two claims about one matter go on as one, and that can be taken back."""

import asyncio

import pytest

from claims.claim import Priority
from claims.errors import Illegal, Invalid, Joined, NotOwner, OtherCustomer, TooLate, Unjoined
from claims.lifecycle import CloseReason, Move, State
from commands.close import close, reopen
from commands.merge import merge, revert
from commands.show import show
from commands.take import take
from commands.tracked import glance, tracked
from commands.word import add_word
from storage.messages import Direction
from storage.outbox import Door
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM, LEA

LEE = "lee@hanbit.example"


async def two(desk: Desk, state: State = State.IN_PROGRESS) -> tuple[str, str]:
    """A colleague of Kim's wrote about what Kim wrote of already: (theirs, Kim's, which is Anna's)."""
    parent = await desk.in_state(state)
    return await desk.open(address=LEE, name="이수민", text="우리도 안 됩니다."), parent


async def test_the_second_goes_on_in_the_first(desk: Desk) -> None:
    number, parent = await two(desk)
    over = await desk.do(merge, number, parent, by=BEN)
    assert (over.state, over.close_reason, over.before) == (State.CLOSED, CloseReason.DUPLICATE, State.NEW)
    assert over.merged_into == (await desk.claim(parent)).id
    assert over.update_due is None
    assert (await desk.claim(parent)).state is State.IN_PROGRESS
    assert (await desk.whats(number))[-1] == "merged"
    assert (await desk.whats(parent))[-1] == "joined"
    assert (await desk.intents(number, Door.MAIL)) == ["acknowledged", "merged"], "its customer is told"
    assert (await desk.intents(parent, Door.SLACK))[-1] == "joined", "what they wrote stands in the other thread"
    view = await desk.database.read(show, parent)
    assert view.parties == ((LEE, "이수민"),), "and reads the letters from now on"
    assert view.absorbed == (number,)


async def test_what_nobody_has_goes_on_with_the_owner_of_the_other(desk: Desk) -> None:
    number, parent = await desk.in_state(State.IN_PROGRESS), await desk.open(address=LEE)
    await desk.do(merge, number, parent, by=ANNA)
    claim = await desk.claim(parent)
    assert (claim.owner, claim.state) == (ANNA.id, State.TRIAGE)
    assert (await desk.whats(parent))[-2:] == ["taken", "joined"]


async def test_the_greater_urgency_goes_along_before_triage(desk: Desk) -> None:
    number, parent = await desk.open(subject="전체 장애", text="서비스가 중단되었습니다."), await desk.open(address=LEE)
    assert ((await desk.claim(number)).priority, (await desk.claim(parent)).priority) == (Priority.P1, Priority.P3)
    was = await desk.claim(parent)
    await desk.do(merge, number, parent, by=ANNA)
    claim = await desk.claim(parent)
    assert claim.priority is Priority.P1
    assert claim.first_due
    assert was.first_due
    assert claim.first_due < was.first_due
    triaged = await desk.in_state(State.IN_PROGRESS)
    other = await desk.open(subject="전체 장애", text="서비스가 중단되었습니다.")
    before = (await desk.claim(triaged)).priority
    await desk.do(merge, other, triaged, by=ANNA)
    assert (await desk.claim(triaged)).priority is before, "a person has judged it"


async def test_both_numbers_show_how_the_one_stands(desk: Desk) -> None:
    number, parent = await two(desk)
    await desk.do(merge, number, parent, by=BEN)
    for page in (await desk.database.read(glance, number), await desk.database.read(tracked, number)):
        assert page.view.joined
        assert (page.view.joined.claim.number, page.view.joined.claim.state) == (parent, State.IN_PROGRESS)
    desk.clock.move(days=100)
    assert not (await desk.database.read(tracked, number)).over, "its page lives as long as the other's"


@pytest.mark.parametrize("state", [State.NEW, State.TRIAGE, State.WAITING_CUSTOMER, State.WAITING_RELEASE])
async def test_taken_back_it_stands_as_before(desk: Desk, state: State) -> None:
    number, parent = await desk.in_state(state), await desk.open(address=LEE)
    before = await desk.claim(number)
    await desk.do(merge, number, parent, by=ANNA)
    desk.clock.move(days=13, hours=23)
    again = await desk.do(revert, number, by=BEN if state is State.NEW else ANNA)
    assert (again.state, again.before, again.close_reason, again.merged_into) == (state, before.before, None, None)
    assert (again.owner, again.resolution_due) == (before.owner, before.resolution_due)
    assert again.update_due == (None if state is State.WAITING_RELEASE else before.update_due)
    assert (await desk.database.read(show, parent)).parties == ()
    assert (await desk.intents(number, Door.MAIL))[-1] == "unmerged"


async def test_who_read_the_other_before_still_does(desk: Desk) -> None:
    number, parent = await desk.open(address=LEE), await desk.open(parties=((LEE, "이수민"),))
    await desk.do(merge, number, parent, by=BEN)
    await desk.do(revert, number, by=BEN)
    assert (await desk.database.read(show, parent)).parties == ((LEE, "이수민"),)


async def test_after_two_weeks_it_stays(desk: Desk) -> None:
    number, parent = await two(desk)
    await desk.do(merge, number, parent, by=BEN)
    desk.clock.move(days=14, seconds=1)
    assert (await desk.refused(TooLate, revert, number, by=BEN))["days"] == 14
    assert (await desk.do(reopen, number, "따로 봅니다", by=BEN)).merged_into is None, "but it can be opened by itself"


async def test_never_across_customers(desk: Desk) -> None:
    parent = await desk.open()
    other = await desk.open(address="cho@other.example")
    assert await desk.refused(OtherCustomer, merge, other, parent, by=BEN) == {"number": other, "into": parent}


async def test_neighbours_at_a_free_mail_provider_are_strangers(desk: Desk) -> None:
    parent, other, again = [await desk.open(address=each) for each in ("a@naver.com", "b@naver.com", "a@naver.com")]
    await desk.refused(OtherCustomer, merge, other, parent, by=BEN)
    assert (await desk.do(merge, again, parent, by=BEN)).merged_into


async def test_two_in_opposite_directions_leave_one_open(desk: Desk) -> None:
    first, second = await desk.open(), await desk.open()
    done = await asyncio.gather(desk.do(merge, first, second, by=ANNA), desk.do(merge, second, first, by=BEN), return_exceptions=True)
    assert len([each for each in done if isinstance(each, Joined | Illegal)]) == 1
    assert sorted([(await desk.claim(each)).state for each in (first, second)]) == [State.CLOSED, State.NEW]


async def test_what_cannot_be_joined(desk: Desk) -> None:
    number, parent = await two(desk)
    await desk.refused(Invalid, merge, number, number, by=BEN)
    await desk.do(merge, number, parent, by=BEN)
    third = await desk.open()
    assert await desk.refused(Joined, merge, third, number, by=BEN) == {"number": number, "into": parent}
    assert await desk.refused(Joined, merge, number, third, by=BEN) == {"number": number, "into": parent}
    resolved = await desk.in_state(State.RESOLVED)
    assert (await desk.refused(Illegal, merge, resolved, third, by=ANNA))["verb"] == Move.MERGE
    closed = await desk.in_state(State.CLOSED)
    await desk.refused(Illegal, merge, third, closed, by=BEN)
    assert await desk.refused(Unjoined, revert, third, by=BEN) == {"number": third}
    await desk.refused(NotOwner, merge, await desk.in_state(State.TRIAGE), third, by=BEN)


async def test_one_that_was_resolved_lately_takes_more(desk: Desk) -> None:
    number, parent = await two(desk, State.RESOLVED)
    assert (await desk.do(merge, number, parent, by=BEN)).merged_into
    later = await desk.open()
    desk.clock.move(days=31)
    await desk.refused(Illegal, merge, later, parent, by=BEN)


async def test_what_the_customer_writes_to_either_lands_in_the_one(desk: Desk) -> None:
    """Over two joinings, by mail and on the page."""
    number, parent = await two(desk)
    last = await desk.in_state(State.WAITING_CUSTOMER)
    await desk.do(merge, number, parent, by=BEN)
    await desk.do(merge, parent, last, by=ANNA)
    heard = await desk.hears(number, LEE, text="아직 안 됩니다.")
    assert (heard.number, heard.state) == (last, State.TRIAGE), "and wakes it"
    joined = await desk.do(add_word, number, "페이지에서 씁니다.", form="f1", by=KIM)
    assert joined.number == last
    assert [each.text for each in await desk.messages(last, Direction.IN)][1:] == ["아직 안 됩니다.", "페이지에서 씁니다."]
    assert (await desk.do(add_word, number, "페이지에서 씁니다.", form="f1", by=KIM)).number == last, "sent twice, it counts once"


async def test_a_customer_who_objects_when_all_is_over_opens_their_own_again(desk: Desk) -> None:
    number, parent = await two(desk)
    await desk.do(merge, number, parent, by=BEN)
    desk.clock.move(days=40)
    await desk.do(close, parent, CloseReason.WITHDRAWN, by=ANNA)
    desk.clock.move(days=29)
    heard = await desk.hears(number, LEE)
    assert (heard.number, heard.state, heard.merged_into, heard.reopened) == (number, State.IN_PROGRESS, None, 1)


async def test_long_after_all_is_over_it_is_a_new_one(desk: Desk) -> None:
    number, parent = await two(desk)
    await desk.do(merge, number, parent, by=BEN)
    await desk.do(close, parent, CloseReason.WITHDRAWN, by=ANNA)
    desk.clock.move(days=31)
    heard = await desk.hears(number, LEE)
    assert heard.number not in (number, parent)


async def test_the_owner_of_the_one_takes_it_back_too(desk: Desk) -> None:
    number, parent = await two(desk)
    await desk.do(take, number, by=BEN)
    await desk.do(merge, number, parent, by=LEA)
    await desk.do(revert, number, by=ANNA)
    assert (await desk.claim(number)).owner == BEN.id


async def test_the_clock_went_on_meanwhile(desk: Desk) -> None:
    number, parent = await two(desk)
    due = (await desk.claim(number)).resolution_due
    await desk.do(merge, number, parent, by=BEN)
    desk.clock.move(days=2)
    assert (await desk.do(revert, number, by=BEN)).resolution_due == due
    await desk.do(merge, number, parent, by=BEN)
    await desk.do(close, parent, CloseReason.WITHDRAWN, by=ANNA)
    again = await desk.hears(number, LEE)
    assert again.resolution_due
    assert due
    assert again.resolution_due > due, "opened again after all was over it gets a new one"
