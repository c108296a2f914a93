from datetime import timedelta

import pytest

from commands import fetching
from storage.database import Database
from tests.clocks import StillClock

BOX = "support@mail.example/INBOX"
SPAN = timedelta(seconds=30)


async def test_one_process_reads_a_mailbox(database: Database) -> None:
    assert await database.run(fetching.hold, BOX, SPAN, by="first")
    assert not await database.run(fetching.hold, BOX, SPAN, by="second")
    assert await database.run(fetching.hold, BOX, SPAN, by="first")
    assert await database.run(fetching.hold, "another@mail.example/INBOX", SPAN, by="second")


async def test_the_lease_of_the_dead_runs_out(database: Database, clock: StillClock) -> None:
    await database.run(fetching.hold, BOX, SPAN, by="first")
    clock.move(seconds=31)
    assert await database.run(fetching.hold, BOX, SPAN, by="second")
    assert not await database.run(fetching.advance, BOX, 7, by="first")
    assert await database.run(fetching.resume, BOX, 1, 5, by="first") is None


async def test_a_mailbox_let_go_is_free_at_once(database: Database) -> None:
    await database.run(fetching.hold, BOX, SPAN, by="first")
    await database.run(fetching.let_go, BOX, by="second")
    assert not await database.run(fetching.hold, BOX, SPAN, by="second")
    await database.run(fetching.let_go, BOX, by="first")
    assert await database.run(fetching.hold, BOX, SPAN, by="second")


async def test_what_stands_in_a_mailbox_at_first_is_history(database: Database, clock: StillClock) -> None:
    await database.run(fetching.hold, BOX, SPAN, by="first")
    began = await database.run(fetching.resume, BOX, 4_000_000_000, 13, by="first")
    assert began is not None
    assert (began.last_uid, began.old_uid, began.began_at) == (12, 12, clock.now)


async def test_reading_goes_on_where_it_stood(database: Database, clock: StillClock) -> None:
    await database.run(fetching.hold, BOX, SPAN, by="first")
    await database.run(fetching.resume, BOX, 1, 13, by="first")
    began = clock.now
    assert await database.run(fetching.advance, BOX, 4_294_967_295, by="first")
    clock.move(days=3)
    again = await database.run(fetching.resume, BOX, 1, 4_294_967_296, by="first")
    assert again is not None
    assert (again.last_uid, again.old_uid, again.began_at) == (4_294_967_295, 12, began)


@pytest.mark.parametrize("renewed", [2, 1_700_000_000])
async def test_a_new_uidvalidity_means_looking_through_all_again(database: Database, clock: StillClock, renewed: int) -> None:
    await database.run(fetching.hold, BOX, SPAN, by="first")
    await database.run(fetching.resume, BOX, 1, 13, by="first")
    began = clock.now
    clock.move(seconds=20)
    again = await database.run(fetching.resume, BOX, renewed, 31, by="first")
    assert again is not None
    assert (again.uidvalidity, again.last_uid, again.old_uid, again.began_at) == (renewed, 0, 30, began)
    assert await database.run(fetching.resume, BOX, renewed, 99, by="first") == again
