"""Nudges of several processes on one PostgreSQL: each is said once, in one message a person, also where one of them is killed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from claims.actor import customer, person
from commands import know, staff, take
from commands.open import Told, open_claim
from commands.show import Person, Role
from storage.database import opened
from tests.clocks import StillClock
from tests.replicas.fleet import ANA, LEA, PATIENCE, Fleet, fleet
from tests.servers.postgres import Postgres

CLAIMS = 12


@pytest.fixture
async def ships(postgres_server: Postgres, tmp_path: Path) -> AsyncIterator[Fleet]:
    url = await postgres_server.clone()
    async with fleet(url, tmp_path) as ships:
        yield ships
    await postgres_server.drop(url)


async def _long_unanswered(ships: Fleet) -> None:
    """Ana's claims that nobody answered for days; she and her lead work day and night."""
    clock = StillClock()
    clock.move(days=-20)
    async with opened(ships.url, ships.database.rules, clock) as database:
        for each in (ANA, LEA):
            await database.run(know.person, Person(each, each.title(), "en", "Asia/Seoul", None, Role.AGENT, active=True))
            always = {"calendar": "24x7", "quiet": "00:00-00:00"}
            await database.run(staff.staff, None, always, by=person(each))
        for place in range(CLAIMS):
            told = Told(f"kim@plant{place}.example", "Kim", "문의", "…")
            claim = await database.run(open_claim, told, by=customer(told.address))
            await database.run(take.take, claim.number, by=person(ANA))


@pytest.mark.parametrize("count", [2, 3])
async def test_each_is_said_once_however_many_processes_there_are(ships: Fleet, count: int) -> None:
    await _long_unanswered(ships)
    await ships.start(count)
    await ships.until("SELECT id FROM nudges WHERE sent_at IS NOT NULL", 4 * CLAIMS)
    await ships.said()
    _told_once(ships)
    assert await ships.rows("SELECT count(*) FROM outbox WHERE intent = 'nudge'") == [(2,)]
    twice = "SELECT claim_id, kind, whom, count(*) FROM nudges WHERE whom <> '' GROUP BY 1, 2, 3 HAVING count(*) > 1"
    assert await ships.rows(twice) == []


async def test_a_process_that_dies_with_the_message_in_hand_doubles_nothing(ships: Fleet) -> None:
    """Slack took it, the answer never came, and the process is gone: the next one finds it there."""
    ships.lease = 1.0
    await _long_unanswered(ships)
    ships.workspace.faults.add("chat.postMessage", "lost_answer", times=CLAIMS * 3)
    (first,) = await ships.start(1)
    await ships.workspace.until(lambda: ships.workspace.messages(ships.workspace.direct(LEA)), PATIENCE)
    await first.kill()
    ships.workspace.faults.clear()
    await ships.start(1)
    await ships.until("SELECT id FROM nudges WHERE sent_at IS NOT NULL", 4 * CLAIMS)
    await ships.said()
    _told_once(ships)


def _told_once(ships: Fleet) -> None:
    for each in (ANA, LEA):
        (message,) = ships.workspace.messages(ships.workspace.direct(each))
        assert f"{CLAIMS} claims need a look" in message["text"]
