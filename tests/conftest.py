"""What every test may ask for: rules, a still clock, and real databases with the newest schema."""

import asyncio
import gc
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import FrameType

import pytest
import structlog
from hypothesis import HealthCheck, settings

from claims.rules import Rules
from storage.database import Database, opened
from storage.migrate import migrate
from tests.clocks import StillClock
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.exim import Exim, exim
from tests.servers.postgres import Postgres, postgres

# Speed is the bench's matter: a busy machine fails no test. CI tries the same examples each time; elsewhere new ones are found.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ)
settings.load_profile("suite")


def pytest_configure() -> None:
    """Where Ctrl-C is nobody's own matter, each run of a loop takes it over, and Python 3.11 then writes out the running task with all that
    it holds, the whole configuration included, to find that it is no name of a handler: a tenth of a test's time."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def _interrupted(number: int, frame: FrameType | None) -> None:
    signal.default_int_handler(number, frame)


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """What a test runs in its own process, such as a command line, would leave logs behind that go to a stream which is closed by then."""
    yield
    if structlog.is_configured():
        structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One PostgreSQL a run, started when the first test asks for it."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Dovecot]:
    """One Dovecot a run, started when the first test asks for it."""
    with dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def mail_server(imap_server: Dovecot) -> Iterator[Exim]:
    """One exim a run, before the run's Dovecot."""
    with exim(imap_server.lmtp_port) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "desk.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def rules() -> Rules:
    """Frozen, and it remembers the years that it has laid out."""
    return Rules()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'desk.db')}"


@pytest.fixture
async def postgres_url(postgres_server: Postgres) -> AsyncIterator[str]:
    """A migrated database on the run's PostgreSQL."""
    url = await postgres_server.lend()
    yield url
    await postgres_server.give_back(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test runs once on either: a file, and a real server."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def database(database_url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Database]:
    async with opened(database_url, rules, clock) as database:
        yield database
