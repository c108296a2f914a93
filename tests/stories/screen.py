"""One browser window on the running demo: Slack, the customers' mail and the tracking page, as a person uses them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, expect

from bot.sandbox.demo import Demo
from tests.stories.album import Album
from tests.stories.mail import Mail
from tests.stories.slack import Slack
from tests.stories.tracking import Tracking

PATIENCE = 120_000
WINDOW = {"width": 1360, "height": 940}


class Screen:
    """The window, its three tabs and the album of its pictures."""

    def __init__(self, page: Page, demo: Demo, album: Album) -> None:
        self.page, self.demo, self.album = page, demo, album
        self.slack = Slack(page, demo.workspace)
        self.mail = Mail(page, demo.postbox)
        self.tracking = Tracking(page)

    async def keep(self, name: str) -> None:
        await self.album.keep(self.page, name)


@asynccontextmanager
async def opened(browser: Browser, demo: Demo, album: Album) -> AsyncIterator[Screen]:
    """A new window; a script error on the page fails the story."""
    expect.set_options(timeout=PATIENCE)
    context = await browser.new_context(viewport=WINDOW, locale="en-GB")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(demo.url)
    await page.locator("body[data-live=yes]").wait_for()
    await page.get_by_role("button", name="Close the hints").click()
    yield Screen(page, demo, album)
    await context.close()
    assert errors == []
