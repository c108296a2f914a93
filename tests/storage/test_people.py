"""The team."""

from dataclasses import replace

from claims.roles import Role
from storage import people
from storage.database import Database
from tests.making import TEAM, team


async def test_a_person_is_kept_and_brought_up_to_date(database: Database) -> None:
    await database.run(team)
    anna = TEAM[0]
    assert await database.read(people.find, anna.id) == anna
    assert await database.read(people.find, "UNOBODY") is None
    later = replace(anna, name="Anna Kim", address="Anna.Kim@Desk.example", role=Role.ADMIN, language="en", zone="UTC")
    kept = await database.run(people.keep, later)
    assert kept == replace(anna, name="Anna Kim", address="anna.kim@desk.example"), "Slack makes nobody an admin"


async def test_by_address(database: Database) -> None:
    await database.run(team)
    found = await database.read(people.by_address, "ben@desk.example")
    assert found
    assert found.id == "UBEN"
    await database.run(people.keep, replace(TEAM[1], active=False))
    assert await database.read(people.by_address, "ben@desk.example") is None
    assert [each.id for each in await database.read(people.everyone)] == ["UANNA", "ULEA"]


async def test_own_settings(database: Database) -> None:
    await database.run(team)
    assert (await database.run(people.change, "UBEN", language="ko", zone=None)).language == "ko"
    assert (await database.run(people.change, "UBEN", language=None, zone=None)).language == "ko"
