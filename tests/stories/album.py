"""Pictures of what a person sees, kept under .artefacts/ to be looked at."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, Page

from tests.servers.chromium import window

FOLDER = Path(__file__).parents[2] / ".artefacts" / "stories"
PHONE = {"width": 390, "height": 844}


@dataclass(slots=True)
class Album:
    """One story's pictures, numbered in the order in which they were taken."""

    folder: Path
    count: int = 0

    @classmethod
    def fresh(cls, story: str) -> "Album":
        folder = FOLDER / story
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return cls(folder)

    async def keep(self, seen: Page | Locator, name: str, *, whole: bool = False) -> None:
        """`whole`: all of a page, also what is below the fold."""
        self.count += 1
        path = self.folder / f"{self.count:02}-{name}.png"
        if isinstance(seen, Page):
            await seen.screenshot(path=path, full_page=whole, animations="disabled")
        else:
            await seen.screenshot(path=path, animations="disabled")

    async def phone(self, browser: Browser, url: str, name: str, *, language: str = "ko-KR") -> None:
        """The whole page as a telephone shows it."""
        context = await window(browser, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, locale=language)
        page = await context.new_page()
        await page.goto(url)
        await self.keep(page, name, whole=True)
        await context.close()
