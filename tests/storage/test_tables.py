"""What goes in comes out: times, words and plain values."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy.exc import StatementError

from storage.database import Database, Tx
from storage.tables import clean, contacts, drafts, seen
from tests.making import ANNA, row, team

KST = timezone(timedelta(hours=9))


def kept(tx: Tx, at: datetime) -> datetime:
    tx.connection.execute(seen.insert().values(kind="test", key="key", at=at))
    found: datetime = tx.connection.execute(seen.select()).one().at
    return found


def added(tx: Tx) -> Any:
    values = {"address": "kim@hanbit.example", "name": "", "created_at": tx.now}
    return tx.execute(contacts.insert().returning(contacts), values).one()


async def test_what_the_database_fills_in_comes_back(database: Database) -> None:
    row = await database.run(added)
    assert (row.address, row.approver, row.organisation_id) == ("kim@hanbit.example", False, None)


@pytest.mark.parametrize("at", [datetime(2026, 11, 19, 10, 30, 0, 123456, KST), datetime(2026, 11, 19, 1, 30, tzinfo=UTC)])
async def test_a_time_comes_back_in_utc(database: Database, at: datetime) -> None:
    found = await database.run(kept, at)
    assert found == at
    assert found.tzinfo is UTC


async def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError):
        await database.run(kept, datetime(2026, 11, 19, 10, 30))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("프린터 🖨", "프린터 🖨"),
        ("a\0b", "a\N{REPLACEMENT CHARACTER}b"),
        ("\udcff", "?"),
        ("", ""),
        ("'\"\\; --", "'\"\\; --"),
    ],
)
def test_clean(text: str, after: str) -> None:
    assert clean(text) == after


@pytest.mark.parametrize(
    "value",
    [{}, {"열쇠": ["값", 1, 1.5, True, None, {"깊이": []}]}, {"quote": "\"'\\"}, {"nul\0": ["\0", "\udcff"]}],
)
async def test_plain_values(database: Database, value: dict[str, Any]) -> None:
    def there_and_back(tx: Tx) -> Any:
        team(tx)
        claim = row(tx)
        tx.connection.execute(
            drafts.insert().values(id="1", claim_id=claim.id, person_id=ANNA.id, at=tx.now, text="", letter=value, detail={"a": (1, 2)})
        )
        found = tx.connection.execute(drafts.select()).one()
        return found.letter, found.detail

    letter, detail = await database.run(there_and_back)
    assert detail == {"a": [1, 2]}
    assert letter == ({"nul\N{REPLACEMENT CHARACTER}": ["\N{REPLACEMENT CHARACTER}", "?"]} if "nul\0" in value else value)
