"""One mail asked two things: each gets a number of its own."""

from claims.claim import Claim
from claims.envelope import Attachment
from claims.errors import Illegal, Invalid, Missing, NotOwner, TooLate
from claims.lifecycle import CloseReason, State
from commands.merge import revert
from commands.show import show
from commands.split import split, theirs
from commands.take import take
from storage.messages import Direction
from storage.outbox import Door
from tests.commands.desk import Desk
from tests.making import ANNA, BEN

TWO = "프린터가 인쇄되지 않습니다.\n그리고 라이선스는 언제 끝납니까?"
LOG = Attachment("로그.txt", "text/plain", 3, "ab" * 32)


async def split_off(desk: Desk, number: str, text: str = "라이선스는 언제 끝납니까?") -> Claim:
    return await desk.do(split, number, text, by=ANNA)


async def test_the_words_become_a_claim_of_the_same_customer(desk: Desk) -> None:
    number = await desk.open(text=TWO)
    opened = await split_off(desk, number)
    view = await desk.database.read(show, opened.number)
    assert (view.contact.address, view.claim.subject, view.split_from) == ("kim@hanbit.example", "라이선스는 언제 끝납니까?", number)
    assert (view.claim.state, view.claim.owner, view.claim.channel) == (State.NEW, None, "mail")
    assert view.claim.first_due
    assert [each.text for each in await desk.messages(opened.number)] == ["라이선스는 언제 끝납니까?"]
    assert [each.text for each in await desk.messages(number)] == [TWO], "nothing is taken from the old one"
    assert await desk.intents(opened.number, Door.MAIL) == ["split"], "the customer gets the number, once"
    assert (await desk.whats(number))[-1] == "split"
    assert (await desk.intents(number, Door.SLACK))[-1] == "split"


async def test_whole_messages_with_their_files(desk: Desk) -> None:
    number = await desk.open(text=TWO)
    await desk.hears(number, "lee@hanbit.example", name="이수민", text="다른 것도 있습니다.", attachments=(LOG,))
    await desk.hears(number, "lee@hanbit.example", name="이수민", text="하나 더요.")
    _, second, third = await desk.database.read(theirs, number, 10)
    opened = await desk.do(split, number, picked=(third.id, second.id), subject="다른 문의", by=ANNA)
    (message,) = await desk.messages(opened.number)
    assert (message.text, message.name, message.attachments[0].file) == ("다른 것도 있습니다.\n\n하나 더요.", "이수민", LOG)
    view = await desk.database.read(show, opened.number)
    assert (view.contact.address, view.claim.subject) == ("lee@hanbit.example", "다른 문의"), "whoever wrote it asked it"


async def test_answers_find_the_claim_they_answer(desk: Desk) -> None:
    number = await desk.open(text=TWO, message_id="first@hanbit.example")
    opened = await split_off(desk, number)
    assert (await desk.database.read(show, number)).references == ("first@hanbit.example",)
    assert (await desk.database.read(show, opened.number)).references == ()


async def test_taken_back_within_two_weeks_it_is_one_again(desk: Desk) -> None:
    number = await desk.open(text=TWO)
    opened = await split_off(desk, number)
    desk.clock.move(days=14)
    again = await desk.do(revert, opened.number, by=BEN)
    assert (again.state, again.close_reason, again.merged_into) == (State.CLOSED, CloseReason.DUPLICATE, (await desk.claim(number)).id)
    later = await split_off(desk, number)
    desk.clock.move(days=14, seconds=1)
    await desk.refused(TooLate, revert, later.number, by=BEN)


async def test_what_cannot_be_split(desk: Desk) -> None:
    number = await desk.open()
    other = await desk.open()
    (foreign,) = await desk.messages(other, Direction.IN)
    await desk.refused(Missing, split, number, " ", by=ANNA)
    assert (await desk.refused(Invalid, split, number, picked=(foreign.id,), by=ANNA))["field"] == "picked"
    await desk.do(take, number, by=BEN)
    await desk.refused(NotOwner, split, number, "x", by=ANNA)
    await desk.refused(Illegal, split, await desk.in_state(State.CLOSED), "x", by=ANNA)
