"""A backup taken from one database and restored into another, of either kind, is the same desk."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from claims import actor
from claims.envelope import Attachment
from claims.errors import Misconfigured
from claims.roles import Role
from claims.rules import Rules
from commands.find import find, list_claims
from commands.know import person
from commands.merge import merge
from commands.note import note
from commands.open import Told, open_claim
from commands.show import story_json, summary_json
from commands.take import take
from storage.backup import dump, load
from storage.database import Database, Tx, opened
from storage.files import FileStore
from storage.people import Person
from storage.tables import metadata
from tests.clocks import StillClock

ANA = Person("U0ANA", "김아나", "ko", "Asia/Seoul", "ana@desk.example", Role.AGENT, active=True)


async def fill(database: Database, files: FileStore) -> str:
    await database.run(person, ANA)
    attached = Attachment("로그.txt", "text/plain", 3, files.keep(b"abc"))
    told = Told("kim@hanbit.example", "김지현", "메뉴 문의", "어디에 있나요?", message_id="a@hanbit.example", attachments=(attached,))
    claim = await database.run(open_claim, told, by=actor.customer("kim@hanbit.example"))
    await database.run(take, claim.number, by=actor.person(ANA.id))
    await database.run(note, claim.number, "설명서 3.4절", by=actor.person(ANA.id))
    later = await database.run(open_claim, told, by=actor.customer("kim@hanbit.example"))
    await database.run(merge, claim.number, later.number, by=actor.person(ANA.id))
    return later.number


def everything(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table.name: [tuple(row) for row in tx.connection.execute(select(table).order_by(*table.primary_key))]
        for table in metadata.sorted_tables
    }


@pytest.fixture(params=["sqlite", "postgres"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    template = request.getfixturevalue("sqlite_template")
    other = tmp_path / "other.db"
    other.write_bytes(template.read_bytes())
    return f"sqlite:///{other}"


async def test_a_restored_desk_is_equal_and_goes_on(
    sqlite_url: str, other_url: str, rules: Rules, clock: StillClock, tmp_path: Path
) -> None:
    files, target = FileStore(tmp_path / "files"), FileStore(tmp_path / "restored")
    async with opened(sqlite_url, rules, clock) as database:
        number = await fill(database, files)
        counts = await database.read(dump, files, tmp_path / "desk.tar")
        before = await database.read(everything)
        lists = [summary_json(view) for view in await database.read(list_claims)]
    async with opened(other_url, rules, clock) as restored:
        assert await restored.run(load, target, tmp_path / "desk.tar") == counts
        assert await restored.read(everything) == before
        assert [summary_json(view) for view in await restored.read(list_claims)] == lists
        assert len((await restored.read(story_json, number))["timeline"]) == 3
        assert [each.claim.id for each in await restored.read(find, "메뉴 설명서")] == [1001]
        assert target.read(files.keep(b"abc")) == b"abc"
        following = await restored.run(open_claim, Told("lee@mirae.example", "이수민", "다음", "…"), by=actor.customer("lee@mirae.example"))
        assert following.id == int(number.partition("-")[0]) + 1


async def test_a_database_in_use_is_never_overwritten(database: Database, tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    await fill(database, files)
    await database.read(dump, files, tmp_path / "desk.tar")
    with pytest.raises(Misconfigured, match="not empty"):
        await database.run(load, files, tmp_path / "desk.tar")
