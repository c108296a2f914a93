"""A house for every test of the web door, on a real SQLite file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from claims.rules import Rules
from storage.database import Database, opened
from tests.bot.web.house import House, opened_house
from tests.clocks import StillClock


@pytest.fixture
async def ledger(sqlite_url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Database]:
    async with opened(sqlite_url, rules, clock) as database:
        yield database


@pytest.fixture
async def house(ledger: Database, rules: Rules, clock: StillClock, tmp_path: Path) -> AsyncIterator[House]:
    async with opened_house(ledger, clock, rules, tmp_path) as house:
        yield house
