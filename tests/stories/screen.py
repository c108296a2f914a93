"""One browser window on the running demo: Slack, the customers' mail and the tracking page, as a person uses them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page

from bot.sandbox.demo import Demo
from tests.servers.chromium import window
from tests.stories.album import Album
from tests.stories.mail import Mail
from tests.stories.slack import Slack
from tests.stories.tracking import Tracking

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
    context = await window(browser, viewport=WINDOW, locale="en-GB")
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(demo.url)
    await page.locator("body[data-live=yes]").wait_for()
    await page.get_by_role("button", name="Close the hints").click()
    yield Screen(page, demo, album)
    await context.close()
    assert errors == []
