from collections.abc import AsyncIterator

import pytest

from claims.rules import Rules
from tests.bot.mail.letters.office import Office, opened_office
from tests.clocks import StillClock


@pytest.fixture
async def office(sqlite_url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Office]:
    async with opened_office(sqlite_url, rules, clock) as office:
        yield office
