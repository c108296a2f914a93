"""What was typed and not sent."""

from dataclasses import replace

from storage import drafts
from storage.database import Database
from storage.drafts import Draft
from tests.making import ANNA, BEN, row, team


async def test_one_a_person_and_claim(database: Database) -> None:
    await database.run(team)
    claim = await database.run(row)
    first = Draft("1", claim.id, ANNA.id, "하나", {"subject": "[1001]"}, {"intent": "reply"}, 7)
    for each in (first, replace(first, id="2", text="둘"), replace(first, id="3", person_id=BEN.id)):
        await database.run(drafts.keep, each)
    assert await database.read(drafts.find, "1") is None
    assert await database.read(drafts.find, "2") == replace(first, id="2", text="둘")
    assert await database.read(drafts.of_person, claim.id, ANNA.id) == replace(first, id="2", text="둘")
    await database.run(drafts.drop, claim.id, ANNA.id)
    assert await database.read(drafts.of_person, claim.id, ANNA.id) is None
    assert await database.read(drafts.of_person, claim.id, BEN.id)
