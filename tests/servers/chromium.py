"""A real Chromium for the tests, at Debian's path."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 300_000  # milliseconds: a busy machine takes its time
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser that talks to nobody but the page under test."""
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET), timeout=PATIENCE)
        try:
            yield browser
        finally:
            await browser.close()


async def window(browser: Browser, **more: Any) -> BrowserContext:
    """A new one, patient with all its pages. `more`: as Browser.new_context has it."""
    context = await browser.new_context(**more)
    context.set_default_timeout(PATIENCE)
    return context
