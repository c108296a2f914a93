"""Claims' rows."""

from datetime import timedelta

import pytest

from claims.claim import ClaimClass, Priority
from claims.lifecycle import OPEN, CloseReason, State
from storage import claims, lists
from storage.database import Database, Tx
from storage.tables import FIRST_NUMBER
from tests.clocks import StillClock
from tests.making import ANNA, BEN, row, team


async def test_a_row_comes_back_as_it_was_put(database: Database, clock: StillClock) -> None:
    added = await database.run(row, subject="스풀", priority=Priority.P1)
    assert (added.number, added.subject, added.priority, added.opened_at) == (f"{FIRST_NUMBER}-7K3M9Q", "스풀", "P1", clock.now)
    assert await database.read(claims.find, added.id) == added
    assert await database.read(claims.find, 77) is None
    clock.move(minutes=1)
    changed = await database.run(claims.change, added, state=State.CLOSED, close_reason=CloseReason.SPAM, claim_class=ClaimClass.SPAM)
    assert (changed.state, changed.close_reason, changed.claim_class) == (State.CLOSED, CloseReason.SPAM, ClaimClass.SPAM)
    assert (changed.changed_at, changed.version) == (clock.now, added.version + 1)
    assert await database.run(claims.find, added.id, lock=True) == changed


@pytest.mark.parametrize("state", State)
async def test_taking_is_one_conditional_update(database: Database, state: State) -> None:
    await database.run(team)
    added = await database.run(row, state=state)
    taken = await database.run(claims.take, added.id, ANNA.id)
    assert (taken is not None) == (state in OPEN)
    if taken:
        assert (taken.owner, taken.state) == (ANNA.id, State.TRIAGE if state is State.NEW else state)
    assert await database.run(claims.take, added.id, BEN.id) is None


async def test_helpers(database: Database) -> None:
    await database.run(team)
    added = await database.run(row)
    assert await database.run(claims.add_helper, added, BEN.id)
    assert not await database.run(claims.add_helper, added, BEN.id)
    assert await database.read(claims.helpers_of, added.id) == (BEN.id,)


async def test_a_number_is_never_used_again(database: Database) -> None:
    first = await database.run(row)

    def gone(tx: Tx) -> None:
        tx.connection.exec_driver_sql(f"DELETE FROM claims WHERE id = {first.id}")

    await database.run(gone)
    assert (await database.run(row)).id == first.id + 1


async def test_of_one_contact(database: Database) -> None:
    added = await database.run(row)
    (found,) = await database.read(lists.listed, contact_id=added.contact_id)
    assert found.claim == added
    assert await database.read(lists.listed, contact_id=added.contact_id + 1) == []


async def test_resolved_before(database: Database, clock: StillClock) -> None:
    added = await database.run(row, state=State.RESOLVED, resolved_at=clock.now)
    await database.run(row, state=State.IN_PROGRESS)
    assert await database.read(claims.resolved_before, clock.now, 10) == []
    assert await database.read(claims.resolved_before, clock.now + timedelta(seconds=1), 10) == [added.id]
