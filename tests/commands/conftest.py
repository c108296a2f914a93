"""Every command is tried on both databases."""

import pytest

from storage.database import Database
from tests.clocks import StillClock
from tests.commands.desk import Desk
from tests.making import team


@pytest.fixture
async def desk(database: Database, clock: StillClock) -> Desk:
    await database.run(team)
    return Desk(database, clock)
