"""Works as designed: a second person agrees, the letter, the customer's objection on the page, overturned, a defect and an apology."""

import pytest
from playwright.async_api import Browser, expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUMIN = "lee@mirae.example"
BEN, ANA, MINA = "U0BEN", "U0ANA", "U0MINA"
SUBJECT = "합계가 1원 다릅니다"
SEEN = "합계를 품목마다 반올림한 뒤 더합니다."
GOAL = "[설정] > [계산]에서 '합계에서 반올림'을 선택하십시오."
OBJECTION = "설명서 4.2절에는 합계에서 반올림한다고 되어 있습니다."
SORRY = "설명서의 예제와 계산이 다른 것을 확인했습니다. 5.2 버전에서 고치겠습니다."


async def test_design(screen: Screen, browser: Browser) -> None:
    await screen.mail.be(SUMIN)
    number = await screen.mail.write(SUBJECT, "품목 세 개의 합계가 1원 다릅니다.\n5.1 버전입니다.")
    await said_to_work_as_designed(screen, number)
    await nobody_is_told_before_two_agree(screen, number)
    await the_letter_has_four_parts(screen, number)
    await customer_objects(screen, number, browser)
    await overturned(screen, number)
    await customer_reads_the_apology(screen, number, browser)


async def said_to_work_as_designed(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.be(ANA)
    await slack.press(number, "담당하기")
    await slack.press(number, "분류")
    await slack.modal.get_by_role("radio", name="정상동작").check()
    await slack.modal.get_by_label("심각도").select_option(index=3)
    await slack.modal.get_by_label("영향").select_option(index=3)
    await screen.keep("triage")
    await slack.leave("저장")
    await slack.press(number, "사양 근거")
    await slack.modal.get_by_label("문서", exact=True).fill("사용 설명서")
    await slack.modal.get_by_label("절", exact=True).fill("4.2")
    await slack.modal.get_by_label("문서 버전").fill("5.1")
    await slack.modal.get_by_label("내용").fill(SEEN)
    await screen.keep("reference")
    await slack.leave("저장")
    await slack.open_thread(number)
    await expect(slack.message(SEEN)).to_contain_text("사용 설명서 4.2 (5.1)")
    await screen.keep("agreement-wanted")


async def nobody_is_told_before_two_agree(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.tell("!회신 설명서대로입니다.")
    await expect(slack.whisper("두 번째 사람의 동의")).to_be_visible()
    await slack.message(SEEN).get_by_role("button", name="동의", exact=True).click()
    await expect(slack.whisper("다른 한 분의 동의가 필요합니다")).to_be_visible()
    await screen.keep("refused")
    await slack.be(BEN)
    await slack.message(SEEN).get_by_role("button", name="동의", exact=True).click()
    await expect(slack.message("Ben Carter 님이 정상동작이라는 판단에 동의했습니다")).to_be_visible()
    await screen.keep("agreed")


async def the_letter_has_four_parts(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.be(ANA)
    await slack.press(number, "처리 완료")
    await slack.modal.get_by_label("보낼 내용").fill(GOAL)
    await slack.modal.get_by_label("원인 구분").select_option(label="고객")
    await slack.modal.get_by_label("원인", exact=True).fill("계산 방식")
    await slack.modal.get_by_label("작업 시간(분)").fill("20")
    await slack.submit("미리 보기")
    await screen.keep("letter-preview")
    await slack.leave("보내기")
    await expect(slack.card(number)).to_contain_text("처리 완료")
    await screen.mail.be(SUMIN)
    letter = await screen.mail.letter(lambda mail: GOAL in mail.text)
    for part in (SEEN, "사용 설명서 4.2 (버전 5.1)", GOAL, "제품 책임자가 다시 검토하겠습니다"):
        assert part in " ".join(letter.text.split())


async def customer_objects(screen: Screen, number: str, browser: Browser) -> None:
    await screen.mail.read(SUBJECT)
    await screen.mail.shown(2).get_by_role("link", name="아니요", exact=True).click()
    frame = screen.tracking.frame
    await expect(frame.get_by_text("의견이 다릅니다. 제품 책임자가 다시 검토해 드립니다.")).to_be_visible()
    await frame.get_by_label("해결되지 않은 점").fill(OBJECTION)
    await screen.keep("objects")
    await screen.album.phone(browser, await screen.tracking.address(), "objects-phone")
    await frame.get_by_role("button", name="아니요", exact=True).click()
    await expect(frame.get_by_role("status")).to_contain_text("제품 책임자가 다시 검토하여")
    await screen.keep("objected")
    await screen.mail.be(SUMIN)
    assert (await screen.mail.letter(lambda mail: "제품 책임자의 답변이 최종" in mail.text)).automatic


async def overturned(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.be(MINA)
    await expect(slack.card(number)).to_contain_text("고객 이의 검토 중")
    await slack.press(number, "판단 번복")
    await slack.modal.get_by_label("보낼 내용").fill(SORRY)
    await slack.submit("미리 보기")
    await expect(slack.modal).to_contain_text("저희 제품의 결함으로 확인했습니다")
    await screen.keep("overturn-preview")
    await slack.leave("보내기")
    await expect(slack.card(number)).to_contain_text("결함")
    await screen.keep("overturned")


async def customer_reads_the_apology(screen: Screen, number: str, browser: Browser) -> None:
    await screen.mail.be(SUMIN)
    letter = await screen.mail.letter(lambda mail: SORRY in " ".join(mail.text.split()))
    text = " ".join(letter.text.split())
    assert "사과드립니다" in text
    assert "비용을 청구하지 않으며" in text
    await screen.tracking.start()
    await screen.mail.be(SUMIN)
    await screen.mail.shown(4).get_by_role("link", name="진행 상황 보기").click()
    await expect(screen.tracking.main).to_contain_text("제품 책임자 검토 결과: 제품 결함")
    await expect(screen.tracking.main).to_contain_text("제품 결함")
    await screen.keep("page")
    await screen.album.phone(browser, await screen.tracking.address(), "page-phone")
