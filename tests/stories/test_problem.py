"""One trouble of two customers: a surge that both read of, one problem, and one notice that reaches each in their own language, once."""

import pytest
from playwright.async_api import expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUMIN, TOM = "lee@mirae.example", "miller@northwind.example"
ANA, MINA = "U0ANA", "U0MINA"
KNOWN = {"ko": "오늘 오전부터 인쇄가 되지 않습니다.", "en": "Printing has failed since this morning."}
FIXED = {"ko": "설치 파일은 다운로드 페이지에 있습니다.", "en": "The installer is on the download page."}


async def test_problem(screen: Screen) -> None:
    await a_lead_tells_of_a_surge(screen)
    await screen.mail.be(SUMIN)
    first = await screen.mail.write("인쇄가 되지 않습니다", "출근하니 인쇄가 안 됩니다.")
    assert KNOWN["ko"] in (await letter(screen, SUMIN, "접수번호"))
    await screen.mail.be(TOM)
    second = await screen.mail.write("Nothing prints", "No printer works here.")
    assert KNOWN["en"] in (await letter(screen, TOM, "We received your message"))
    await both_are_one_problem(screen, first, second)
    await one_notice(screen)
    for who, language in ((SUMIN, "ko"), (TOM, "en")):
        assert "5.4" in await letter(screen, who, FIXED[language])
        assert sum(FIXED[language] in " ".join(each.text.split()) for each in screen.mail.letters()) == 1
    await screen.tracking.start()
    await screen.tracking.look_up(first)
    await expect(screen.tracking.frame.get_by_text(KNOWN["en"])).to_be_visible()
    await screen.keep("page")


async def letter(screen: Screen, who: str, words: str) -> str:
    """The text of the newest letter to them that holds these words, on one line."""
    await screen.mail.be(who)
    return " ".join((await screen.mail.letter(lambda mail: words in " ".join(mail.text.split()))).text.split())


async def a_lead_tells_of_a_surge(screen: Screen) -> None:
    slack = screen.slack
    await slack.be(MINA)
    await slack.box.fill("/claim 급증 시작 인쇄 장애 until +3h")
    await slack.box.press("Enter")
    await slack.modal.get_by_label("고객이 읽을 글(한국어)").fill(KNOWN["ko"])
    await slack.modal.get_by_label("고객이 읽을 글(영어)").fill(KNOWN["en"])
    await screen.keep("surge")
    await slack.submit("저장")
    await expect(slack.modal).to_contain_text("급증 안내를 시작했습니다")
    await slack.leave("완료")


async def both_are_one_problem(screen: Screen, first: str, second: str) -> None:
    slack = screen.slack
    await slack.be(ANA)
    for number in (first, second):
        await slack.press(number, "담당하기")
        await expect(slack.card(number)).to_contain_text("김아나")
    running, other = (each.partition("-")[0] for each in (first, second))
    await expect(await slack.command(f"/claim 문제 {running} 인쇄 서비스 멈춤")).to_contain_text("PRB-1")
    await expect(await slack.command(f"/claim 문제 {other} PRB-1")).to_contain_text("연결했습니다")
    await expect(slack.card(second)).to_contain_text("PRB-1 인쇄 서비스 멈춤")
    await expect(await slack.command("/claim 문제목록")).to_contain_text("고객 2곳, 2건")
    await screen.keep("board")


async def one_notice(screen: Screen) -> None:
    slack = screen.slack
    told = await slack.command("/claim 수정완료 PRB-1 5.4 2026-12-01")
    await told.get_by_role("button", name="고객에게 안내").click()
    await slack.modal.get_by_label("고객이 읽을 글(한국어)").fill(FIXED["ko"])
    await slack.modal.get_by_label("고객이 읽을 글(영어)").fill(FIXED["en"])
    await screen.keep("notice")
    await slack.submit("미리 보기")
    for part in (SUMIN, TOM, FIXED["ko"], FIXED["en"], "메일 2통"):
        await expect(slack.modal.last).to_contain_text(part)
    await screen.keep("letters")
    await slack.leave("보내기")
