"""Two engineers, one conversation: triaged by one, handed over with a note, asked and answered by the other."""

import pytest
from playwright.async_api import expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

JIHYUN = "kim@hanbit.example"
ANA, BEN = "U0ANA", "U0BEN"
SUBJECT = "로그인 후 첫 화면이 느립니다"
NOTE = "오전 집계와 겹치는 것 같습니다. 이어서 봐 주세요."
QUESTION = "몇 시쯤 가장 느립니까?"


async def test_relay(screen: Screen) -> None:
    await screen.mail.be(JIHYUN)
    number = await screen.mail.write(SUBJECT, "로그인하고 나서 20초쯤 걸립니다.")
    await triage_and_hand_over(screen, number)
    await ask(screen, number)
    await customer_answers_and_it_goes_on(screen, number)
    await one_sender_one_conversation(screen, number)


async def triage_and_hand_over(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.be(ANA)
    await slack.press(number, "담당하기")
    await expect(slack.card(number)).to_contain_text("김아나")
    await slack.command(f"/claim triage {number} DEFECT S3 I1")
    await expect(slack.card(number)).to_contain_text("P2 · 결함")
    await slack.command(f"/claim reply {number} 확인하고 있습니다. 오늘 안에 다시 안내드리겠습니다.")
    await expect(slack.card(number)).to_contain_text("김아나 → 고객: 확인하고 있습니다.")
    await slack.open_thread(number)
    await slack.choose(number, "인계")
    await slack.modal.get_by_label("받을 사람").select_option(label="Ben Carter")
    await slack.modal.get_by_label("메모").fill(NOTE)
    await screen.keep("hand")
    await slack.leave("저장")
    await expect(slack.card(number)).to_contain_text("Ben Carter")
    await expect(slack.message(NOTE)).to_contain_text("김아나 님이 @Ben Carter 님께 인계했습니다")
    await screen.keep("handed")


async def ask(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.be(BEN)
    await slack.press(number, "고객에게 질문")
    await expect(slack.modal.get_by_role("radio", name="A question")).to_be_checked()
    await slack.modal.get_by_label("Your words").fill(QUESTION)
    await screen.keep("ask")
    await slack.submit("Preview")
    await slack.leave("Send")
    await expect(slack.card(number)).to_contain_text("고객 회신 대기")
    await expect(slack.card(number).get_by_role("button", name="재개")).to_be_visible()
    await screen.keep("asked")


async def customer_answers_and_it_goes_on(screen: Screen, number: str) -> None:
    await screen.mail.be(JIHYUN)
    await expect(screen.mail.shown(3).get_by_text(QUESTION)).to_be_in_viewport()
    await screen.keep("question")
    await screen.mail.answer("오전 9시에서 10시 사이입니다.")
    await screen.slack.be(BEN)
    await expect(screen.slack.card(number)).to_contain_text("처리 중")
    await expect(screen.slack.message("@Ben Carter 고객이 회신했습니다.")).to_be_visible()
    await screen.keep("goes-on")


async def one_sender_one_conversation(screen: Screen, number: str) -> None:
    letters = screen.demo.postbox.inbox(JIHYUN)
    assert len(letters) == 3
    assert {letter.sender for letter in letters} == {("고객지원팀", "support@claimdesk.example")}
    assert all(f"[{number}]" in letter.subject for letter in letters)
    await screen.mail.be(JIHYUN)
    await expect(screen.mail.conversations).to_have_count(1)
    await expect(screen.mail.mails).to_have_count(5)
    assert len(screen.demo.postbox.conversations(JIHYUN)) == 1
