"""One browser a run, one fresh desk a story."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.sandbox.demo import Demo
from bot.sandbox.demo import demo as started
from tests.servers.chromium import chromium
from tests.servers.postgres import Postgres
from tests.stories.album import Album
from tests.stories.screen import Screen, opened

LONG = timedelta(minutes=10)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server" in metafunc.fixturenames:
        metafunc.parametrize("server", ("sqlite", "postgres"), indirect=True)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Postgres | None:
    """Where the story's desk keeps what it keeps; None: in a file."""
    return request.getfixturevalue("postgres_server") if request.param == "postgres" else None


def unhurried(demo: Demo) -> None:
    """What a busy machine does late is no slowness of the desk's."""
    demo.running.slack.front.patience = demo.workspace.delivery.timeout = LONG.total_seconds()
    demo.workspace.triggers.life = LONG


@pytest_asyncio.fixture(loop_scope="session")
async def database_url(server: Postgres | None, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database."""
    url = await server.empty() if server else f"sqlite:///{tmp_path / 'claimdesk.db'}"
    yield url
    if server:
        await server.drop(url)


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path, database_url: str) -> AsyncIterator[Demo]:
    """The whole desk without a claim; the app must not have sent anything that Slack would have refused."""
    async with started(tmp_path, samples=False, database_url=database_url) as demo:
        unhurried(demo)
        yield demo
        assert demo.workspace.refused == []


@pytest_asyncio.fixture(loop_scope="session")
async def screen(browser: Browser, demo: Demo, request: pytest.FixtureRequest) -> AsyncIterator[Screen]:
    name = re.sub(r"\W+", "_", request.node.name.removeprefix("test_").replace("[sqlite]", "")).strip("_")
    async with opened(browser, demo, Album.fresh(name)) as screen:
        yield screen
