"""Where a claim stands in Slack."""

from storage import places
from storage.database import Database
from storage.places import Place
from tests.making import row


async def test_a_thread_and_its_claim(database: Database) -> None:
    claim = await database.run(row)
    assert await database.read(places.of_claim, claim.id) is None
    await database.run(places.add, claim.id, "C1", "1.1")
    await database.run(places.add, claim.id, "C1", "2.2")
    assert await database.read(places.of_claim, claim.id) == Place(claim.id, "C1", "1.1"), "a claim has one thread, its first"
    assert await database.read(places.of_thread, "C1", "1.1") == Place(claim.id, "C1", "1.1")
    assert await database.read(places.of_thread, "C1", "2.2") is None
