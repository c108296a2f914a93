"""What is still to be said: in order per claim and door, by one sender at a time, the people's before the machines'."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from claims.actor import clock as machine
from claims.claim import Claim
from storage import outbox
from storage.database import Database, Tx, opened
from storage.outbox import Door, Intent
from tests.clocks import StillClock
from tests.making import ANNA, KIM, row, team

LEASE = timedelta(seconds=60)
JOB = machine("digest")


@pytest.fixture
async def claim(database: Database) -> Claim:
    await database.run(team)
    return await database.run(row)


@pytest.fixture
async def other(database: Database, claim: Claim) -> Claim:
    return await database.run(row)


def put(tx: Tx, claim: Claim | None, *intents: str, door: Door = Door.SLACK, by: Any = KIM, **options: Any) -> list[int]:
    return [outbox.put(tx, claim, door, each, by=by, **options) for each in intents]


def lease(tx: Tx, holder: str = "one", door: Door = Door.SLACK) -> Intent | None:
    return outbox.lease(tx, door, holder, LEASE)


def done(tx: Tx, intent: Intent) -> bool:
    return outbox.finish(tx, intent, "sent")


async def drained(database: Database) -> list[str]:
    """What leaves, in order, when one sender does all."""
    left = []
    while found := await database.run(lease):
        left.append(found.intent)
        assert await database.run(done, found)
    return left


async def test_an_intent_comes_as_it_was_put(database: Database, claim: Claim, clock: StillClock) -> None:
    await database.run(outbox.put, claim, Door.MAIL, "reply", by=ANNA, recipient="kim@hanbit.example", frozen={"text": "예"}, message=7)
    assert not await database.read(outbox.any_due, Door.SLACK)
    assert await database.read(outbox.any_due, Door.MAIL)
    found = await database.run(lease, "one", Door.MAIL)
    assert found
    assert (found.claim_id, found.door, found.intent, found.detail, found.actor) == (claim.id, Door.MAIL, "reply", {"message": 7}, ANNA)
    assert (found.recipient, found.created_at, found.attempts, found.frozen) == ("kim@hanbit.example", clock.now, 1, {"text": "예"})


async def test_a_claim_is_first_in_first_out(database: Database, claim: Claim) -> None:
    await database.run(put, claim, "card", "mail_in", "letter_out")
    assert await drained(database) == ["card", "mail_in", "letter_out"]


async def test_only_the_head_is_leased(database: Database, claim: Claim, other: Claim) -> None:
    await database.run(put, claim, "card", "mail_in")
    await database.run(put, other, "other card")
    first, second, third = [await database.run(lease, holder) for holder in ("one", "two", "three")]
    assert (first and first.intent, second and second.intent, third) == ("card", "other card", None)
    assert first
    await database.run(done, first)
    behind = await database.run(lease, "three")
    assert behind
    assert behind.intent == "mail_in"


async def test_doors_do_not_wait_for_each_other(database: Database, claim: Claim) -> None:
    await database.run(put, claim, "card")
    await database.run(put, claim, "acknowledged", door=Door.MAIL)
    assert await database.run(lease)
    assert await database.run(lease, "two", Door.MAIL)


async def test_what_belongs_to_no_claim_has_no_order(database: Database) -> None:
    await database.run(put, None, "board", "digest")
    assert await database.run(lease, "one")
    assert await database.run(lease, "two")


async def test_people_go_before_machines(database: Database, claim: Claim, other: Claim) -> None:
    await database.run(put, claim, "arrived", by=KIM)
    await database.run(put, claim, "nudge", by=JOB)
    await database.run(put, other, "handed", by=ANNA)
    assert await drained(database) == ["handed", "arrived", "nudge"]


async def test_what_stands_before_a_persons_words_hurries_too(database: Database, claim: Claim, other: Claim) -> None:
    await database.run(put, other, "other card", "other mail")
    await database.run(put, claim, "card", "mail_in")
    await database.run(put, claim, "letter_out", by=ANNA)
    await database.run(put, claim, "later", by=KIM)
    assert await drained(database) == ["card", "mail_in", "letter_out", "other card", "other mail", "later"]


async def test_a_redraw_merges_into_one_that_waits(database: Database, claim: Claim, other: Claim) -> None:
    await database.run(put, other, "other card")
    for by in (KIM, JOB, KIM):
        await database.run(outbox.merge, claim, Door.SLACK, "card", by=by)
    await database.run(outbox.merge, claim, Door.SLACK, "card", by=ANNA)
    assert await drained(database) == ["card", "other card"], "one card, and urgent since Anna waits for it"


async def test_a_redraw_never_merges_into_one_being_sent(database: Database, claim: Claim) -> None:
    await database.run(outbox.merge, claim, Door.SLACK, "card", by=KIM)
    sending = await database.run(lease)
    await database.run(outbox.merge, claim, Door.SLACK, "card", by=KIM)
    assert sending
    await database.run(done, sending)
    assert await drained(database) == ["card"]


async def test_a_redraw_waits_for_whoever_leases_it(postgres_url: str, rules: Any, clock: StillClock) -> None:
    """The lease is on its way but not committed: the redraw must not count on it, for it may draw the claim as it was."""
    async with opened(postgres_url, rules, clock) as database:
        await database.run(team)
        claim = await database.run(row)
        await database.run(outbox.merge, claim, Door.SLACK, "card", by=KIM)

        held = asyncio.Event()
        merging: list[asyncio.Future[object]] = []

        def slowly(tx: Tx) -> Intent | None:
            """It commits once the redraw waits for it, or did not."""
            found = lease(tx)
            held.set()
            while not (_somebody_waits(tx) or (merging and merging[0].done())):
                tx.connection.exec_driver_sql("SELECT pg_sleep(0.01)")
            return found

        leased = asyncio.ensure_future(database.run(slowly))
        await held.wait()
        merging.append(asyncio.ensure_future(database.run(outbox.merge, claim, Door.SLACK, "card", by=KIM)))
        found = await leased
        await merging[0]
        assert found
        await database.run(done, found)
        assert await drained(database) == ["card"]


def _somebody_waits(tx: Tx) -> bool:
    """Whether somebody waits for a lock in this database; what the server tells of itself is else of the transaction's beginning."""
    tx.connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    return bool(tx.connection.exec_driver_sql(waiting).scalar_one())


async def test_not_before_its_time(database: Database, claim: Claim, clock: StillClock) -> None:
    await database.run(put, claim, "reply", after=timedelta(seconds=10))
    await database.run(put, claim, "card")
    assert await drained(database) == []
    clock.move(seconds=10)
    assert await drained(database) == ["reply", "card"]


async def test_a_lease_that_ran_out_is_taken_over(database: Database, claim: Claim, clock: StillClock) -> None:
    await database.run(put, claim, "card")
    lost = await database.run(lease, "one")
    clock.move(seconds=60)
    assert await database.run(lease, "two") is None
    clock.move(seconds=1)
    found = await database.run(lease, "two")
    assert lost
    assert found
    assert found.attempts == 2
    for late in (lambda tx: done(tx, lost), lambda tx: outbox.freeze(tx, lost, {}), lambda tx: outbox.give_up(tx, lost, "")):
        assert not await database.run(late)
    assert not await database.run(outbox.retry, lost, LEASE, "")
    assert await database.run(done, found)


async def test_what_is_tried_again_holds_up_those_behind(database: Database, claim: Claim, other: Claim, clock: StillClock) -> None:
    await database.run(put, claim, "card", "mail_in")
    await database.run(put, other, "other card")
    found = await database.run(lease)
    assert found
    assert await database.run(outbox.retry, found, timedelta(seconds=5), "Slack said 500")
    assert await drained(database) == ["other card"]
    clock.move(seconds=5)
    assert await drained(database) == ["card", "mail_in"]


async def test_what_is_given_up_frees_those_behind(database: Database, claim: Claim) -> None:
    await database.run(put, claim, "card", "mail_in")
    found = await database.run(lease)
    assert found
    assert await database.run(outbox.give_up, found, "channel_not_found")
    assert await drained(database) == ["mail_in"]
    assert await database.read(outbox.failed) == 1


async def test_what_was_frozen_stays_frozen(database: Database, claim: Claim, clock: StillClock) -> None:
    await database.run(put, claim, "reply", door=Door.MAIL)
    found = await database.run(lease, "one", Door.MAIL)
    assert found
    assert found.frozen is None
    assert await database.run(outbox.freeze, found, {"message_id": "1@desk.example"})
    await database.run(outbox.retry, found, LEASE, "greylisted")
    clock.move(minutes=5)
    again = await database.run(lease, "two", Door.MAIL)
    assert again
    assert again.frozen == {"message_id": "1@desk.example"}


async def test_automatic_letters_are_counted_by_the_hour(database: Database, claim: Claim, clock: StillClock) -> None:
    for _ in range(3):
        await database.run(put, claim, "acknowledged", door=Door.MAIL, recipient="kim@hanbit.example")
        clock.move(minutes=20)
    since = [clock.now - timedelta(minutes=minutes) for minutes in (10, 20, 60)]
    assert [await database.read(outbox.automatic_to, "kim@hanbit.example", each) for each in since] == [0, 1, 3]
    assert await database.read(outbox.automatic_to, "lee@hanbit.example", since[-1]) == 0


async def test_depth(database: Database, claim: Claim, clock: StillClock) -> None:
    first = clock.now
    await database.run(put, claim, "card")
    clock.move(minutes=1)
    await database.run(put, claim, "mail_in")
    assert await database.read(outbox.depth) == {"slack": (2, first)}
    await drained(database)
    assert await database.read(outbox.depth) == {}


async def test_two_replicas_share_the_work_and_keep_the_order(database: Database, database_url: str, rules: Any, clock: StillClock) -> None:
    async with opened(database_url, rules, clock) as replica:
        await database.run(team)
        claims = [await database.run(row) for _ in range(6)]
        for number in range(5):
            for claim in claims:
                await database.run(put, claim, f"{number}")
        left: list[tuple[int | None, str]] = []

        async def work(desk: Database, holder: str) -> None:
            while len(left) < 30:
                found = await desk.run(lease, holder)
                if found:
                    left.append((found.claim_id, found.intent))
                    assert await desk.run(done, found)

        await asyncio.wait_for(asyncio.gather(*(work(desk, f"{number}") for number, desk in enumerate((database, replica) * 3))), 300)
        assert len(left) == 30
        for claim in claims:
            assert [intent for claim_id, intent in left if claim_id == claim.id] == ["0", "1", "2", "3", "4"]
