"""The app's Home: what an engineer has before them, taken and found without the channel."""

import pytest
from playwright.async_api import expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

YUKI = "sato@aozora.example"
BEN = "U0BEN"


async def test_home(screen: Screen) -> None:
    await screen.mail.be(YUKI)
    number = await screen.mail.write("Webhook delivery stops", "It stops after 100 events, every day.")
    await screen.slack.be(BEN)
    await screen.page.get_by_role("button", name="Home", exact=True).click()
    home = screen.page.get_by_test_id("home")
    await expect(home).to_contain_text("Yours (0)")
    await home.get_by_role("button", name="Take", exact=True).click()
    await expect(home).to_contain_text("Yours (1)")
    await screen.keep("mine")
    await home.get_by_role("textbox", name="Find").fill("webhook")
    await home.get_by_role("textbox", name="Find").press("Enter")
    await expect(home).to_contain_text("Found (1)")
    await home.get_by_role("button", name="Reply", exact=True).first.click()
    await expect(screen.slack.modal.get_by_role("heading")).to_contain_text(f"Reply {number.partition('-')[0]}")
    await screen.keep("reply")
