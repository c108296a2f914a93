"""The same matter twice: by telephone and by a second mail, and it stays one claim with one owner."""

import pytest
from playwright.async_api import expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

KIM = "kim@hanbit.example"
ANA, BEN = "U0ANA", "U0BEN"
CALLED = "전화: 오늘 안에 꼭 필요하다고 하십니다."


async def test_twice(screen: Screen) -> None:
    await screen.mail.be(KIM)
    number = await screen.mail.write("견적서가 열리지 않습니다", "첨부하신 견적서를 열 수 없습니다.")
    await screen.slack.be(ANA)
    await screen.slack.press(number, "담당하기")
    await the_phone_rings(screen, number)
    await screen.mail.be(KIM)
    second = await screen.mail.write("견적서 파일 오류", "견적서 파일이 아직도 열리지 않습니다.")
    await one_of_two(screen, second, number)


async def the_phone_rings(screen: Screen, number: str) -> None:
    """Ben picks up and sees at once that Ana is on it."""
    slack, form = screen.slack, screen.slack.modal
    await slack.be(BEN)
    await slack.box.fill("/claim phone")
    await slack.box.press("Enter")
    customer = form.get_by_role("combobox")
    await customer.fill("hanbit")
    await expect(form.locator("datalist option[value='hanbit.example']")).to_have_count(1)
    await customer.fill("hanbit.example")
    await customer.press("Tab")
    await expect(form).to_contain_text("김아나")
    await screen.keep("phone")
    await form.get_by_role("textbox", name="Text").fill(CALLED)
    await form.get_by_role("button", name="Add this call").click()
    await expect(form).to_contain_text(f"Added to {number}")
    await slack.leave("Done")
    await slack.be(ANA)
    await slack.open_thread(number)
    await expect(slack.message(CALLED)).to_be_visible()
    await expect(slack.message("Ben Carter")).to_contain_text("김아나")


async def one_of_two(screen: Screen, second: str, number: str) -> None:
    """Ana joins the second with the first; the customer is told, and either number shows how the one stands."""
    slack, form = screen.slack, screen.slack.modal
    await slack.be(ANA)
    await slack.box.fill(f"/claim 병합 {second}")
    await slack.box.press("Enter")
    await form.get_by_label("통합할 건").select_option(index=1)
    await screen.keep("merge")
    await slack.submit("저장")
    await expect(form).to_contain_text(f"{second} → {number}")
    await slack.leave("완료")
    await expect(slack.card(second)).to_contain_text("중복")
    await screen.mail.be(KIM)
    told = await screen.mail.letter(lambda mail: second in mail.subject and number in mail.text)
    assert "하나로" in told.text
    await screen.tracking.start()
    await screen.tracking.look_up(second)
    await expect(screen.tracking.main).to_contain_text(f"Joined with {number}")
    await expect(screen.tracking.main).to_contain_text("Under review")
    await screen.keep("joined")
