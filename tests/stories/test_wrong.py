"""Wrong things, typed everywhere: what is wrong is said where it was typed, and nothing that was typed is lost."""

import pytest
from playwright.async_api import Browser, expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = "weber@freemail.example"
ANA, BEN = "U0ANA", "U0BEN"
ANSWER = "The reset mail was stuck; it is on its way."


async def test_wrong(screen: Screen, browser: Browser) -> None:
    await screen.mail.be(ANNA)
    number = await screen.mail.write("Cannot reset my password", "The reset mail never arrives.")
    await commands_say_what_is_wrong(screen, number)
    await forms_keep_what_was_typed(screen, number)
    await the_page_says_what_is_wrong(screen, number, browser)
    assert len(screen.demo.postbox.inbox(ANNA)) == 1


async def commands_say_what_is_wrong(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.be(ANA)
    await slack.press(number, "담당하기")
    await expect(slack.card(number)).to_contain_text("김아나")
    await slack.be(BEN)
    wrong = {
        "/claim take 9999": "There is no claim 9999.",
        "/claim take": "Missing: claim number.",
        "/claim tkae 1001": "“tkae”: did you mean take",
        "/claim frobnicate 1001": "I do not know “frobnicate”.",
        "/claim triage 1001 DEFECT S9 I1": "severity: “S9” is not understood. Possible: S1, S2, S3, S4",
        "/claim reply 1001 hello": f"{number} belongs to 김아나: only they or a lead may do this.",
    }
    for typed, told in wrong.items():
        await expect(await slack.command(typed)).to_contain_text(told)
    await screen.keep("commands")


async def forms_keep_what_was_typed(screen: Screen, number: str) -> None:
    slack, form = screen.slack, screen.slack.modal
    await slack.be(ANA)
    await slack.press(number, "회신")
    text = form.get_by_label("보낼 내용")
    await slack.submit("미리 보기")
    await expect(slack.error).to_contain_text("required")
    await screen.keep("empty-reply")
    await text.fill("   ")
    await slack.submit("미리 보기")
    await expect(slack.error).to_have_text("빠진 항목: 내용")
    await text.fill(ANSWER)
    await form.get_by_role("checkbox", name="이 답변으로 처리 완료").check()
    await form.get_by_label("종류").select_option(label="결함")
    await form.get_by_label("원인", exact=True).fill("")
    await slack.submit("미리 보기")
    await expect(slack.error).to_contain_text("required")
    await expect(text).to_have_value(ANSWER)
    await screen.keep("no-cause")
    await form.get_by_label("원인", exact=True).fill("메일 대기열")
    await slack.submit("미리 보기")
    await expect(slack.error).to_contain_text(f"{number}: ‘확인 중’ 상태에서는 ‘해결’ 할 수 없습니다.")
    await expect(text).to_have_value(ANSWER)
    await screen.keep("not-triaged")
    await slack.leave("취소")


async def the_page_says_what_is_wrong(screen: Screen, number: str, browser: Browser) -> None:
    tracking = screen.tracking
    await tracking.start()
    wrong = {
        "hello": "This does not look like a number of ours.",
        "1001": "The first digits alone are not enough.",
        "1001-000000": "We found nothing under this number.",
    }
    for typed, told in wrong.items():
        await tracking.look_up(typed)
        await expect(tracking.frame.get_by_role("alert")).to_contain_text(told)
        await expect(tracking.frame.get_by_role("textbox")).to_have_value(typed)
    await screen.keep("wrong-number")
    await screen.album.phone(browser, await tracking.address(), "wrong-number-phone")
    await tracking.look_up(number.lower().replace("-", " "))
    await expect(tracking.main).to_contain_text("Under review")
    for private in ("password", "Anna", "Ben", "reset mail"):
        await expect(tracking.main).not_to_contain_text(private)
    await screen.keep("right-number")
