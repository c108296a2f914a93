"""One browser a run, one fresh desk a story."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.sandbox.demo import Demo
from bot.sandbox.demo import demo as started
from tests.servers.chromium import chromium
from tests.stories.album import Album
from tests.stories.screen import Screen, opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """The whole desk without a claim; the app must not have sent anything that Slack would have refused."""
    async with started(tmp_path, samples=False) as demo:
        yield demo
        assert demo.workspace.refused == []


@pytest_asyncio.fixture(loop_scope="session")
async def screen(browser: Browser, demo: Demo, request: pytest.FixtureRequest) -> AsyncIterator[Screen]:
    async with opened(browser, demo, Album.fresh(request.node.name.removeprefix("test_"))) as screen:
        yield screen
