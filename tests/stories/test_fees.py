"""Fees without a quarrel: quoted, looked at, approved from the mail's link, worked up to the cap, stated, disputed, credited."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

KIM = "kim@hanbit.example"
ANA, MINA = "U0ANA", "U0MINA"
SUBJECT = "방화벽 교체 후 접속이 느립니다"
SCOPE = "방화벽 로그 분석과 설정 변경"
INSIDE = "우리 설명서에도 빠져 있던 내용"


async def test_fees(screen: Screen, browser: Browser) -> None:
    await screen.mail.be(KIM)
    number = await screen.mail.write(SUBJECT, "지난주에 방화벽을 교체했습니다. 그 뒤로 접속이 느립니다.")
    await taken_with_an_approver(screen, number)
    await quoted(screen, number)
    await approved(screen, browser)
    await worked_up_to_the_cap(screen, number)
    await stated(screen, number)
    await disputed(screen)
    await credited(screen, number)
    await all_of_it_is_on_the_page(screen)


async def taken_with_an_approver(screen: Screen, number: str) -> None:
    slack, running = screen.slack, number.partition("-")[0]
    await slack.be(ANA)
    await slack.press(number, "담당하기")
    await expect(slack.card(number)).to_contain_text("김아나")
    await expect(await slack.command(f"/claim 분류 {running} 고객환경 S3 I2")).to_contain_text(number)
    refused = await slack.command(f"/claim 견적 {running} 1시간 상한=50,000 {SCOPE}")
    await expect(refused).to_contain_text("승인할 분이 지정되어 있지 않습니다")
    await slack.be(MINA)
    await expect(await slack.command(f"/claim 고객 hanbit.example 승인자={KIM}")).to_contain_text("hanbit.example")


async def quoted(screen: Screen, number: str) -> None:
    """Nothing is chargeable before; the form opens without the parts."""
    slack, form, running = screen.slack, screen.slack.modal, number.partition("-")[0]
    await slack.be(ANA)
    await expect(await slack.command(f"/claim 작업 {running} 10분 유상 분석")).to_contain_text("승인된 견적이 없거나")
    await slack.box.fill(f"/claim 견적 {running}")
    await slack.box.press("Enter")
    await form.get_by_label("작업 시간(분)").fill("60")
    await form.get_by_label("상한 금액").fill("50,000")
    await form.get_by_label("내용").fill(SCOPE)
    await screen.keep("quote")
    await slack.leave("저장")
    await expect(slack.card(number)).to_contain_text("견적 승인 대기")


async def approved(screen: Screen, browser: Browser) -> None:
    """The letter's own link; opening it decides nothing."""
    await screen.mail.be(KIM)
    letter = await screen.mail.letter(lambda mail: "유상 지원 대상" in mail.text)
    assert "현재 비용 0원" in letter.text
    assert "합계 55,000원" in letter.text
    await screen.mail.read(SUBJECT)
    await screen.keep("letter")
    shown = screen.mail.shown(-1)
    await shown.get_by_role("link", name="/q/").click()
    page = screen.tracking.frame
    await expect(page.get_by_text(SCOPE)).to_be_visible()
    await screen.keep("page")
    await screen.album.phone(browser, await screen.tracking.address(), "page-phone")
    await looked_at(screen, await page.get_by_role("link", name=re.compile("PDF")).get_attribute("href"))
    await page.get_by_role("button", name="승인", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("승인해 주셔서 감사합니다")
    await screen.keep("approved")


async def looked_at(screen: Screen, path: str | None) -> None:
    """The PDF behind the link."""
    root = re.sub(r"(https?://[^/]+)/.*", r"\1", await screen.tracking.address())
    paper = await screen.page.request.get(f"{root}{path}")
    assert paper.headers["content-type"] == "application/pdf"
    assert (await paper.body()).startswith(b"%PDF-")


async def worked_up_to_the_cap(screen: Screen, number: str) -> None:
    slack, running = screen.slack, number.partition("-")[0]
    await slack.be(ANA)
    await expect(slack.card(number)).to_contain_text("처리 중")
    screen.demo.clock.go(screen.demo.clock() + timedelta(hours=2))
    await expect(await slack.command(f"/claim 작업 {running} 5분 무상 {INSIDE}")).to_contain_text("5분 기록했습니다")
    await expect(await slack.command(f"/claim 작업 {running} 20분 유상 로그 분석")).to_contain_text("70% 사용")
    await expect(await slack.command(f"/claim 작업 {running} 30분 유상 설정 변경")).to_contain_text("사용")
    await expect(await slack.command(f"/claim 작업 {running} 10분 유상 점검")).to_contain_text("상한에 도달했습니다")
    await slack.open_thread(number)
    await expect(slack.message("승인된 상한에 도달했습니다")).to_be_visible()
    await screen.keep("cap")


async def stated(screen: Screen, number: str) -> None:
    """With the resolution, capped, and no won beyond."""
    slack, running = screen.slack, number.partition("-")[0]
    done = await slack.command(f"/claim 해결 {running} 고객환경 고객/설정 55분 유상 방화벽 설정을 바꾸었습니다.")
    await expect(done).to_contain_text("처리 결과를 10초 뒤 고객에게 보내고")
    screen.demo.clock.go(screen.demo.clock() + timedelta(seconds=10))
    await screen.mail.be(KIM)
    letter = await screen.mail.letter(lambda mail: "거래명세서" in mail.text)
    assert "합계 55,000원" in letter.text
    assert "현재 비용 55,000원" in letter.text


async def disputed(screen: Screen) -> None:
    await screen.mail.read(SUBJECT)
    shown = screen.mail.shown(-1)
    await shown.get_by_role("link", name="진행 상황 보기").click()
    page = screen.tracking.frame
    await page.get_by_role("link", name="비용 자세히 보기").click()
    await page.get_by_text("이 항목에 이의 제기").click()
    await page.get_by_label("어떤 점이 다른지 알려 주십시오").fill("설정 변경은 10분이면 되었습니다.")
    await screen.keep("dispute")
    await page.get_by_role("button", name="이의 보내기").click()
    await expect(page.get_by_role("status")).to_contain_text("이의를 접수했습니다")


async def credited(screen: Screen, number: str) -> None:
    """By a lead who did not do the work."""
    slack, running = screen.slack, number.partition("-")[0]
    await slack.be(ANA)
    await expect(await slack.command(f"/claim 감액 {running} 1 10000 확인")).to_contain_text("리드")
    await slack.be(MINA)
    await expect(await slack.command(f"/claim 비용 {running}")).to_contain_text("10분이면 되었습니다")
    await screen.keep("fees")
    await expect(await slack.command(f"/claim 감액 {running} 1 10,000 설정 시간을 조정했습니다.")).to_contain_text("44,000원")


async def all_of_it_is_on_the_page(screen: Screen) -> None:
    """Everything of the customer's, nothing of ours."""
    await screen.mail.be(KIM)
    letter = await screen.mail.letter(lambda mail: "감액했습니다" in mail.text)
    assert "설정 시간을 조정했습니다." in letter.text
    await screen.mail.read(SUBJECT)
    shown = screen.mail.shown(-1)
    await shown.get_by_role("link", name="진행 상황 보기").click()
    main = screen.tracking.main
    await expect(main).to_contain_text("44,000원")
    await screen.tracking.frame.get_by_role("link", name="비용 자세히 보기").click()
    for told in (SCOPE, "로그 분석", "감액: 설정 시간을 조정했습니다.", "44,000원", "승인하신 상한 초과분 제외", "이의를 반영하여"):
        await expect(main).to_contain_text(told)
    await expect(main).not_to_contain_text(INSIDE)
    await screen.keep("all")
