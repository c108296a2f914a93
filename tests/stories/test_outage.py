"""Slack and the customers' mail server are down: the tracking page answers, and takes the customer's words."""

import pytest
from playwright.async_api import expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUMIN = "lee@mirae.example"


async def test_outage(screen: Screen) -> None:
    demo = screen.demo
    await screen.mail.be(SUMIN)
    number = await screen.mail.write("주간 보고서가 두 번씩 옵니다", "지난주부터 같은 보고서가 두 번씩 옵니다.")
    await screen.mail.shown(1).get_by_role("link", name="진행 상황 보기").click()
    address = await screen.tracking.address()
    await demo.running.settled()
    await demo.workspace.stop()
    await demo.postbox.stop()
    page = await screen.page.context.new_page()
    await page.goto(address)
    await expect(page.locator("main")).to_contain_text("주간 보고서가 두 번씩 옵니다")
    await page.get_by_role("textbox").fill("이번 주에도 두 번 왔습니다.")
    await page.get_by_role("button", name="보내기").click()
    await expect(page.get_by_role("status")).to_be_visible()
    await expect(page.locator("main")).to_contain_text("이번 주에도 두 번 왔습니다.")
    await screen.album.keep(page, "page", whole=True)
    ready = await page.request.get(f"{demo.running.web_url}/healthz/ready")
    assert (ready.status, (await ready.json())["parts"]) == (200, {"database": True, "slack": False})
    await page.goto(f"{demo.running.web_url}/s/{number}?lang=ko")
    await expect(page.locator("main")).to_contain_text("접수 완료")
