"""A how-to in Korean: answered and resolved in one form, and closed by the customer's yes."""

import pytest
from playwright.async_api import Browser, expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUMIN = "lee@mirae.example"
ANA = "U0ANA"
SUBJECT = "지점은 어디에서 등록하나요?"
ANSWER = "[설정] > [지점 관리]에서 직접 등록하실 수 있습니다."


async def test_howto(screen: Screen, browser: Browser) -> None:
    await screen.mail.be(SUMIN)
    number = await screen.mail.write(SUBJECT, "다음 달에 지점이 두 곳 늘어납니다.\n어디에서 등록하나요?")
    await screen.slack.be(ANA)
    await screen.slack.press(number, "담당하기")
    await expect(screen.slack.card(number)).to_contain_text("김아나")
    await answer_and_resolve(screen, number)
    await customer_says_yes(screen, number, browser)
    await screen.slack.be(ANA)
    await expect(screen.slack.card(number)).to_contain_text("종료 · 확인")


async def answer_and_resolve(screen: Screen, number: str) -> None:
    """One form: the tick fills in what a how-to usually is, and keeps what was typed."""
    form = screen.slack.modal
    await screen.slack.press(number, "회신")
    await form.get_by_label("보낼 내용").fill(ANSWER)
    await screen.keep("reply")
    await form.get_by_role("checkbox", name="이 답변으로 처리 완료").check()
    await expect(form.get_by_label("원인", exact=True)).to_have_value("사용 방법 문의")
    await expect(form.get_by_label("종류").locator("option:checked")).to_have_text("사용문의")
    await expect(form.get_by_label("작업 시간(분)")).to_have_value("15")
    await expect(form.get_by_role("radio", name="무상")).to_be_checked()
    await expect(form.get_by_label("보낼 내용")).to_have_value(ANSWER)
    await screen.keep("reply-and-resolve")
    await screen.slack.submit("미리 보기")
    await expect(form).to_contain_text("문제가 해결되었습니까?")
    await screen.keep("preview")
    await screen.slack.leave("보내기")
    await expect(screen.slack.card(number)).to_contain_text("처리 완료")


async def customer_says_yes(screen: Screen, number: str, browser: Browser) -> None:
    await screen.mail.be(SUMIN)
    await expect(screen.mail.mails).to_have_count(3)
    letter = screen.mail.shown(2)
    await expect(letter.get_by_text("이수민님, 안녕하십니까.")).to_be_in_viewport()
    await screen.keep("letter")
    await letter.get_by_role("link", name="예", exact=True).click()
    await expect(screen.tracking.frame.get_by_role("button", name="예", exact=True)).to_be_in_viewport()
    await screen.keep("question")
    await screen.album.phone(browser, await screen.tracking.address(), "question-phone")
    await screen.tracking.frame.get_by_role("button", name="예", exact=True).click()
    await expect(screen.tracking.frame.get_by_role("status")).to_contain_text("감사합니다")
    await expect(screen.tracking.main).to_contain_text("처리 종료")
    await screen.keep("yes")
    assert (await screen.mail.letter(lambda mail: "처리를 종료합니다" in mail.text)).automatic
