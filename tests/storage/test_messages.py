"""What was said."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from claims.claim import Claim
from claims.envelope import Attachment
from storage import messages
from storage.database import Database, Tx
from storage.messages import Direction, Message
from tests.clocks import StillClock
from tests.making import ANNA, KIM, row, team

START = datetime(2026, 11, 19, 1, tzinfo=UTC)
LOG = Attachment("로그.txt", "text/plain", 3, "ab" * 32)


async def started(database: Database) -> Claim:
    await database.run(team)
    return await database.run(row)


def said(tx: Tx, claim: Claim, direction: Direction = Direction.IN, text: str = "인쇄가 안 됩니다", **values: object) -> Message:
    return messages.add(tx, claim, direction, text, by=KIM, name="김하늘", **values)  # type: ignore[arg-type]


async def test_a_message_comes_back_as_it_was_put(database: Database, clock: StillClock) -> None:
    claim = await started(database)
    added = await database.run(said, claim, html="<p>", new_text="새", notes=["Reread as cp949"], source="1.1", attached=[LOG, LOG])
    assert (added.at, added.author, added.name, added.text, added.new_text, added.html) == (
        clock.now,
        KIM,
        "김하늘",
        "인쇄가 안 됩니다",
        "새",
        "<p>",
    )
    assert (added.notes, added.automatic, added.deleted_at) == (("Reread as cp949",), False, None)
    assert [each.file for each in added.attachments] == [LOG, LOG]
    assert await database.read(messages.find, added.id) == added
    assert await database.read(messages.by_source, "1.1") == added
    assert await database.read(messages.attachment, added.attachments[1].id) == (added.attachments[1], added)
    assert await database.read(messages.attachment, 77) is None
    assert await database.read(messages.count, claim.id) == 1


async def test_the_newest_of_a_person(database: Database) -> None:
    claim = await started(database)
    assert await database.read(messages.last_of, claim.id, Direction.IN) is None
    await database.run(said, claim)
    second = await database.run(said, claim)
    await database.run(said, claim, automatic=True)
    await database.run(said, claim, Direction.NOTE)
    assert await database.read(messages.last_of, claim.id, Direction.IN) == second
    assert [each.direction for each in await database.read(messages.of_claim, claim.id, notes=False)] == [Direction.IN] * 3


async def test_a_letter_as_it_leaves(database: Database) -> None:
    claim = await started(database)
    written = await database.run(said, claim, Direction.OUT, "확인했습니다")
    await database.run(messages.settle, written.id, "상태: 처리 중\n확인했습니다", "<p>")
    found = await database.read(messages.find, written.id)
    assert found
    assert (found.new_text, found.text, found.html) == ("확인했습니다", "상태: 처리 중\n확인했습니다", "<p>")


async def test_message_ids_lead_to_the_claim(database: Database, clock: StillClock) -> None:
    claim = await started(database)
    other = await database.run(row)
    await database.run(messages.remember_id, claim, "1@x", ours=False)
    clock.move(seconds=1)
    await database.run(messages.remember_id, other, "2@x", ours=True)
    await database.run(messages.remember_id, other, "1@x", ours=True)
    assert await database.read(messages.claim_of_ids, ["1@x"]) == claim.id, "the first one to use it keeps it"
    assert await database.read(messages.claim_of_ids, ["1@x", "2@x", "lost@x"]) == other.id, "the nearest of a thread"
    assert await database.read(messages.claim_of_ids, ["2@x", "1@x"], ours=True) == other.id
    assert await database.read(messages.claim_of_ids, []) is None


async def test_references_keep_the_first_and_the_newest(database: Database, clock: StillClock) -> None:
    claim = await started(database)
    for number in range(30):
        clock.move(seconds=1)
        await database.run(messages.remember_id, claim, f"{number}@x", ours=False)
    ids = await database.read(messages.ids_of, claim.id, 5)
    assert ids == ["0@x", "26@x", "27@x", "28@x", "29@x"]


async def test_versions(database: Database) -> None:
    claim = await started(database)
    kept = await database.run(lambda tx: messages.add(tx, claim, Direction.NOTE, "하나", by=ANNA, name="Anna"))
    await database.run(messages.edit, kept, "둘", START + timedelta(minutes=1))
    assert await database.read(messages.versions_of, kept.id) == ["하나"]


@pytest.mark.parametrize("order", list(permutations(range(1, 4))))
async def test_edits_heard_of_in_any_order_end_alike(database: Database, order: tuple[int, ...]) -> None:
    claim = await started(database)
    kept = await database.run(lambda tx: messages.add(tx, claim, Direction.NOTE, "0", by=ANNA, name="Anna"))
    for each in order:
        found = await database.read(messages.find, kept.id)
        assert found
        await database.run(messages.edit, found, str(each), START + timedelta(minutes=each))
    found = await database.read(messages.find, kept.id)
    assert found
    assert ([*await database.read(messages.versions_of, kept.id), found.text]) == ["0", "1", "2", "3"]
