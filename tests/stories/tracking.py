"""The Tracking tab: the customers' page, in its frame."""

from playwright.async_api import Page, expect


class Tracking:
    """The page as the customer sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frame = page.frame_locator("[data-testid=tracking-frame]")
        self.main = self.frame.locator("main")

    async def start(self) -> None:
        """The page on which a number is typed."""
        await self.page.get_by_role("tab", name="Tracking").click()
        await self.page.get_by_role("button", name="Start page").click()

    async def look_up(self, number: str) -> None:
        field = self.frame.get_by_role("textbox")
        await field.fill(number)
        await field.press("Enter")

    async def address(self) -> str:
        """What the frame shows now."""
        await expect(self.main).to_be_visible()
        return await self.main.evaluate("() => location.href")
