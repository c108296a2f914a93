"""Answering and asking the customer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from claims.actor import customer
from claims.envelope import Attachment
from claims.errors import Illegal, Invalid, Missing, NotFound, NotOwner, Stale, TooLarge
from claims.letter import Letter
from claims.lifecycle import State
from commands.hand import invite
from commands.reply import ask, draft_of, reply, resume
from commands.send import detail_of, keep_draft, send_draft
from commands.triage import triage
from storage import messages
from storage.messages import Direction, Message
from storage.outbox import Door
from tests.commands.desk import FIX, TRIAGE, Desk
from tests.making import ANNA, BEN, LEA

LETTER = Letter(
    message_id="1@desk.example",
    date="Thu, 19 Nov 2026 10:30:00 +0900",
    sender="help@desk.example",
    sender_name="고객지원팀",
    to=("kim@hanbit.example",),
    cc=(),
    subject="프린터",
    text="상태: 처리 중\n\n확인했습니다.",
    html="<p>확인했습니다.</p>",
    number="1001",
)


async def test_an_answer(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    log = Attachment("로그.txt", "text/plain", 3, "ab" * 32)
    promised = desk.clock.now + timedelta(hours=2)
    message = await desk.do(reply, number, "확인했습니다.", update_due=promised, attached=[log], by=ANNA)
    claim = await desk.claim(number)
    assert (claim.first_answered_at, claim.update_due, claim.state) == (desk.clock.now, promised, State.IN_PROGRESS)
    (kept,) = await desk.messages(number, Direction.OUT)
    assert (kept.text, kept.author, kept.name, kept.attachments[0].file) == ("확인했습니다.", ANNA, "Anna Park", log)
    *_, event = await desk.events(number)
    assert (event.what, event.visible, event.detail) == ("replied", True, {"message": message.id, "update_due": promised.isoformat()})
    assert (await desk.intents(number, Door.MAIL))[-1] == "reply"
    assert (await desk.intents(number, Door.SLACK))[-1] == "letter_out"


@pytest.mark.parametrize("act", [reply, ask])
async def test_a_letter_the_mail_server_would_refuse_is_refused_before_it_is_shown_as_sent(desk: Desk, act: Callable[..., Message]) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    before = await desk.intents(number, Door.MAIL)
    files = [Attachment("로그.zip", "application/zip", 10_000_000, "ab" * 32)] * 2
    with pytest.raises(TooLarge) as refusal:
        await desk.do(act, number, "첨부합니다.", attached=files, by=ANNA)
    assert refusal.value.values == {"size": "26.1", "allowed": "25.0"}
    assert await desk.messages(number, Direction.OUT) == []
    assert await desk.intents(number, Door.MAIL) == before
    await desk.do(act, number, "첨부합니다.", attached=files[:1], by=ANNA)


async def test_the_first_answer_counts_once(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(reply, number, "첫 답변", by=ANNA)
    first = desk.clock.now
    desk.clock.move(hours=1)
    await desk.do(reply, number, "둘째 답변", by=ANNA)
    assert (await desk.claim(number)).first_answered_at == first


async def test_answering_what_is_nobodys_takes_it(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(reply, number, "확인했습니다.", by=BEN)
    claim = await desk.claim(number)
    assert (claim.state, claim.owner) == (State.TRIAGE, BEN.id)
    assert (await desk.whats(number))[-2:] == ["taken", "replied"]


async def test_an_answer_leaves_the_house_as_it_was_previewed(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    message = await desk.do(reply, number, "확인했습니다.", letter=LETTER.frozen(), by=ANNA)
    (kept,) = await desk.messages(number, Direction.OUT)
    assert (kept.text, kept.html, kept.new_text) == (LETTER.text, LETTER.html, "확인했습니다.")
    assert kept.id == message.id
    assert await desk.database.read(messages.claim_of_ids, ["1@desk.example"], ours=True) == (await desk.claim(number)).id


async def test_a_resolved_claim_may_still_be_written_about(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await desk.do(reply, number, "참고로 말씀드립니다.", by=ANNA)
    claim = await desk.claim(number)
    assert (claim.state, claim.update_due) == (State.RESOLVED, None)


async def test_answers_refused(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    assert await desk.refused(Missing, reply, number, " \n", by=ANNA) == {"field": "text"}
    assert await desk.refused(Invalid, reply, number, "x" * 60_001, by=ANNA) == {"field": "text", "value": 60_001, "allowed": ("60000",)}
    assert await desk.refused(NotOwner, reply, number, "저도요", by=BEN) == {"number": number, "owner": ANNA.id}
    closed = await desk.in_state(State.CLOSED)
    values = await desk.refused(Illegal, reply, closed, "늦었지만", by=ANNA)
    assert (values["verb"], values["state"], values["legal"]) == ("reply", State.CLOSED, ("reopen",))


@pytest.mark.parametrize("state", [State.TRIAGE, State.IN_PROGRESS])
async def test_a_question_waits_for_the_customer_and_their_answer_resumes(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    due = (await desk.claim(number)).resolution_due
    assert due
    await desk.do(ask, number, "버전이 무엇입니까?", by=ANNA)
    waiting = await desk.claim(number)
    assert (waiting.state, waiting.before, waiting.update_due, waiting.resolution_due) == (State.WAITING_CUSTOMER, state, None, None)
    assert waiting.first_answered_at == desk.clock.now
    assert (await desk.intents(number, Door.MAIL))[-1] == "ask"
    desk.clock.move(hours=1)
    resumed = await desk.hears(number, text="4.2입니다.")
    assert (resumed.state, resumed.before) == (state, None)
    assert resumed.resolution_due == due + timedelta(hours=1)
    assert resumed.update_due
    assert [event.what for event in await desk.events(number)][-2:] == ["asked", "answered"]
    assert (await desk.intents(number, Door.SLACK))[-2:] == ["mail_in", "call_owner"]


async def test_a_second_question_goes_on_waiting(desk: Desk) -> None:
    number = await desk.in_state(State.WAITING_CUSTOMER)
    await desk.do(ask, number, "그리고 운영체제는?", by=ANNA)
    claim = await desk.claim(number)
    assert (claim.state, claim.before) == (State.WAITING_CUSTOMER, State.TRIAGE)


async def test_an_answer_while_waiting_goes_on_waiting(desk: Desk) -> None:
    number = await desk.in_state(State.WAITING_CUSTOMER)
    await desk.do(reply, number, "기다리겠습니다.", by=ANNA)
    claim = await desk.claim(number)
    assert (claim.state, claim.update_due, claim.resolution_due) == (State.WAITING_CUSTOMER, None, None)


async def test_resuming_without_an_answer(desk: Desk) -> None:
    number = await desk.in_state(State.WAITING_CUSTOMER)
    desk.clock.move(hours=1)
    await desk.refused(NotOwner, resume, number, by=BEN)
    resumed = await desk.do(resume, number, by=ANNA)
    assert resumed.state is State.TRIAGE
    assert resumed.resolution_due
    await desk.refused(Illegal, resume, number, by=ANNA)


@pytest.mark.parametrize("state", [State.WAITING_APPROVAL, State.WAITING_RELEASE, State.RESOLVED, State.CLOSED])
async def test_questions_refused(desk: Desk, state: State) -> None:
    values = await desk.refused(Illegal, ask, await desk.in_state(state), "버전은?", by=ANNA)
    assert (values["verb"], values["state"]) == ("ask", state)


async def test_a_draft_is_kept_and_sent_as_previewed(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    due = desk.clock.now + timedelta(hours=5)
    draft = await desk.do(keep_draft, number, "확인했습니다.", LETTER.frozen(), 0, detail_of("reply", due, None), by=ANNA)
    kept_draft = await desk.database.read(draft_of, number, by=ANNA)
    assert kept_draft
    assert (kept_draft.id, kept_draft.text, Letter.thawed(kept_draft.letter)) == (draft.id, "확인했습니다.", LETTER)
    assert await desk.database.read(draft_of, number, by=BEN) is None
    await desk.do(send_draft, number, draft.id, by=ANNA)
    (kept,) = await desk.messages(number, Direction.OUT)
    assert kept.text == LETTER.text
    assert (await desk.claim(number)).update_due == due
    assert await desk.database.read(draft_of, number, by=ANNA) is None
    await desk.refused(NotFound, send_draft, number, draft.id, by=ANNA)


async def test_a_newer_preview_replaces_the_older(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    old = await desk.do(keep_draft, number, "하나", LETTER.frozen(), 0, detail_of("reply", None, None), by=ANNA)
    new = await desk.do(keep_draft, number, "둘", LETTER.frozen(), 0, detail_of("ask", None, None), by=ANNA)
    assert await desk.refused(Stale, send_draft, number, old.id, by=ANNA) == {"number": number, "what": "draft"}
    await desk.do(send_draft, number, new.id, by=ANNA)
    assert (await desk.claim(number)).state is State.WAITING_CUSTOMER


async def test_a_draft_may_resolve(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    resolved = replace(LETTER, message_id="2@desk.example").frozen()
    draft = await desk.do(keep_draft, number, FIX.text, resolved, 0, detail_of("resolved", None, FIX), by=ANNA)
    await desk.do(send_draft, number, draft.id, by=ANNA)
    claim = await desk.claim(number)
    assert (claim.state, claim.cause, claim.minutes) == (State.RESOLVED, FIX.cause, FIX.minutes)


async def test_two_people_never_answer_at_once(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(invite, number, BEN.id, by=ANNA)
    (seen,) = await desk.messages(number)
    draft = await desk.do(keep_draft, number, "제 답", LETTER.frozen(), seen.id, detail_of("reply", None, None), by=BEN)
    await desk.do(reply, number, "먼저 보냅니다", by=ANNA)
    values = await desk.refused(Stale, send_draft, number, draft.id, by=BEN)
    assert values == {"number": number, "what": "reply", "owner": ANNA.id, "text": "먼저 보냅니다"}
    kept = await desk.database.read(draft_of, number, by=BEN)
    assert kept
    assert kept.text == "제 답", "what was typed is not lost"


async def test_a_customers_word_does_not_stop_an_answer(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    (seen,) = await desk.messages(number)
    draft = await desk.do(keep_draft, number, "답", LETTER.frozen(), seen.id, detail_of("reply", None, None), by=ANNA)
    await desk.hears(number, text="하나 더 있습니다.")
    await desk.do(send_draft, number, draft.id, by=ANNA)


async def test_a_lead_answers_for_the_owner(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(reply, number, "대신 답합니다.", by=LEA)
    assert (await desk.claim(number)).owner == ANNA.id


async def test_triage_during_a_wait_shows_when_it_is_over(desk: Desk) -> None:
    number = await desk.in_state(State.WAITING_CUSTOMER)
    await desk.do(triage, number, *TRIAGE, by=ANNA)
    assert (await desk.claim(number)).update_due is None
    assert (await desk.hears(number, sender=customer("kim@hanbit.example").id)).update_due
