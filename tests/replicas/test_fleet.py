"""Two, three and four processes of one desk on one PostgreSQL: they come up together, share the work, and do nothing twice."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.slack.door import CONNECTIONS
from claims.actor import customer, person
from claims.claim import ClaimClass, Factor, Impact, Severity
from commands import know, resolve, take, triage
from commands.open import Told, open_claim
from commands.resolve import Resolution
from commands.show import Person, Role
from storage.database import Tx, opened
from tests.clocks import StillClock
from tests.replicas.fleet import ANA, BEN, CHANNEL, INTERVAL, LEA, PATIENCE, Fleet, fleet
from tests.servers.postgres import Postgres

CUSTOMERS = tuple(f"kim{each}@plant{each}.example" for each in range(6))
FLOOD = 40
WORDS = ("확인하고 있습니다.", "원인을 찾았습니다.", "고쳤습니다.")


@pytest.fixture
async def ships(postgres_server: Postgres, tmp_path: Path) -> AsyncIterator[Fleet]:
    """On a database of its own, since the tests look over its shoulder."""
    url = await postgres_server.clone()
    async with fleet(url, tmp_path) as ships:
        yield ships
    await postgres_server.drop(url)


@pytest.mark.parametrize("count", [2, 4])
async def test_they_share_the_work_and_do_nothing_twice(ships: Fleet, count: int) -> None:
    old = await _long_resolved(ships)
    await ships.database.run(_watched)
    replicas = await ships.start(count)
    writing = (ships.mails(each, f"문의 {place}", replicas[place % count]) for place, each in enumerate(CUSTOMERS))
    await asyncio.gather(*writing)
    numbers = [await ships.number(each) for each in CUSTOMERS]
    await _raced(ships, numbers[0])
    await asyncio.gather(*(_worked(ships, number) for number in numbers[1:]))
    await asyncio.gather(*(ships.answered(each, 1 + len(WORDS)) for each in CUSTOMERS[1:]))
    await ships.said()
    assert ships.workspace.refused == []
    assert await ships.rows("SELECT id, outcome FROM outbox WHERE failed_at IS NOT NULL") == []
    await _each_post_once_and_in_order(ships)
    await _each_letter_once_and_in_order(ships)
    await _paced(ships)
    await _clock_once(ships, old)


async def _long_resolved(ships: Fleet) -> str:
    """A claim resolved so long ago that the clock's first job closes it."""
    clock = StillClock()
    clock.move(days=-40)
    async with opened(ships.url, ships.database.rules, clock) as database:
        claim = await database.run(open_claim, Told("old@plant.example", "Old", "옛 문의", "…"), by=customer("old@plant.example"))
        await database.run(know.person, Person(ANA, "Ana", "en", "Asia/Seoul", None, Role.AGENT, active=True))
        await database.run(take.take, claim.number, by=person(ANA))
        await database.run(triage.triage, claim.number, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=person(ANA))
        how = Resolution(ClaimClass.DEFECT, Factor.PROCESS, "설정 누락", "설정을 바로잡았습니다.", 30, chargeable=False)
        await database.run(resolve.resolve, claim.number, how, by=person(ANA))
    return claim.number


def _watched(tx: Tx) -> None:
    """The database itself notes every turn that the channel's posts are given; redraws are counted apart."""
    for statement in (
        "CREATE TABLE watched_turns (id serial, next_at timestamptz NOT NULL)",
        """
        CREATE FUNCTION noted() RETURNS trigger AS $$
        BEGIN INSERT INTO watched_turns (next_at) VALUES (NEW.next_at); RETURN NEW; END $$ LANGUAGE plpgsql
        """,
        "CREATE TRIGGER noted AFTER INSERT OR UPDATE ON paces FOR EACH ROW WHEN (NEW.channel NOT LIKE '%% edits') EXECUTE FUNCTION noted()",
    ):
        tx.connection.exec_driver_sql(statement)


async def _raced(ships: Fleet, number: str) -> None:
    """Fifty takes spread over all connections: one owner, and everybody else is told who."""
    people = (ANA, BEN, LEA)
    typing = (ships.workspace.slash(people[place % 3], CHANNEL, f"/claim take {number}") for place in range(50))
    assert {each.error for each in await asyncio.gather(*typing)} == {None}
    told = await ships.workspace.until(lambda: _all_told(ships, people, number), PATIENCE)
    (winner,) = [user for user, text in told if "is yours" in text and "already" not in text]
    assert await ships.rows("SELECT count(*) FROM timeline WHERE claim_id = :id AND what = 'taken'", id=int(number)) == [(1,)]
    assert await ships.rows("SELECT owner FROM claims WHERE id = :id", id=int(number)) == [(winner,)]


def _all_told(ships: Fleet, people: Sequence[str], number: str) -> list[tuple[str, str]]:
    told = [(user, text) for user in people for text in ships.told(user, number)]
    return told if len(told) == 50 else []


async def _worked(ships: Fleet, number: str) -> None:
    await ships.slash(ANA, f"take {number}")
    for words in WORDS:
        await ships.slash(ANA, f"reply {number} {words}")


def _posts(ships: Fleet) -> list[dict[str, Any]]:
    """Every message that stands in the channel and its threads."""
    roots = ships.workspace.messages(CHANNEL)
    return [each for root in roots for each in ships.workspace.thread(CHANNEL, root["ts"])]


def _row(message: dict[str, Any]) -> int:
    return int(message["metadata"]["event_payload"]["outbox"])


async def _each_post_once_and_in_order(ships: Fleet) -> None:
    rows = await ships.rows("SELECT id FROM outbox WHERE door = 'slack' AND outcome = 'posted' ORDER BY id")
    assert sorted(map(_row, _posts(ships))) == [each.id for each in rows]
    for root in ships.workspace.messages(CHANNEL):
        thread = [_row(each) for each in ships.workspace.thread(CHANNEL, root["ts"])]
        assert thread == sorted(thread)


async def _each_letter_once_and_in_order(ships: Fleet) -> None:
    left = [each.message_id.strip("<>") for each in ships.postbox.letters]
    sent = "SELECT claim_id, frozen->>'message_id' AS letter FROM outbox WHERE door = 'mail' AND outcome = 'sent' ORDER BY id"
    rows = await ships.rows(sent)
    assert Counter(left) == Counter(each.letter for each in rows)
    for claim in {each.claim_id for each in rows}:
        letters = [each.letter for each in rows if each.claim_id == claim]
        assert [each for each in left if each in letters] == letters


async def _paced(ships: Fleet) -> None:
    """Turns are given an interval apart, whoever asks, and by no moment are there more posts than turns."""
    turns = [each.next_at for each in await ships.rows("SELECT next_at FROM watched_turns ORDER BY next_at")]
    assert min((after - before).total_seconds() for before, after in pairwise(turns)) >= INTERVAL - 0.001
    times = sorted(float(each["ts"]) for each in _posts(ships))
    assert len(times) == len(turns)
    assert all(time > turn.timestamp() - INTERVAL - 0.001 for time, turn in zip(times, turns, strict=True))


async def _clock_once(ships: Fleet, old: str) -> None:
    """Four clocks started at once; what they were due to do was done by one."""
    assert await ships.rows("SELECT state FROM claims WHERE id = :id", id=int(old.partition("-")[0])) == [("CLOSED",)]
    closed = await ships.rows("SELECT count(*) FROM timeline WHERE claim_id = :id AND what = 'closed'", id=int(old.partition("-")[0]))
    assert closed == [(1,)]
    subjects = [each.subject for each in ships.postbox.inbox("old@plant.example")]
    assert len(subjects) == 3  # acknowledged, resolved, closed
    twice = await ships.rows("SELECT job, slot FROM runs GROUP BY job, slot HAVING count(*) > 1")
    assert twice == []


async def test_a_flood_of_cards_is_posted_in_order_whoever_posts(ships: Fleet) -> None:
    """Two processes with two workers each have neighbours in hand at one moment, and the clock's first job holds those it changes."""
    for place in range(FLOOD):
        address = f"lee{place}@flood{place}.example"
        await ships.database.run(open_claim, Told(address, "Lee", "문의", "됩니까?"), by=customer(address))
    await ships.start(2)
    await ships.said()
    texts = [each["text"] for each in ships.workspace.messages(CHANNEL)]
    cards = [int(text.partition("-")[0]) for text in texts if re.match(r"\d{4,}-", text)]
    assert len(cards) == FLOOD
    assert cards == sorted(cards)


async def test_a_killed_replica_is_replaced_when_its_leases_run_out(ships: Fleet) -> None:
    """It dies with a post and a letter in hand, on wires that do not answer."""
    ships.lease = 3.0
    (first,) = await ships.start(1)
    ships.workspace.faults.add("chat.postMessage", "timeout")
    ships.postbox.faults.tarpit = PATIENCE
    await ships.mails(CUSTOMERS[0], "로그인 문의", first)
    held = await ships.until("SELECT door, lease FROM outbox WHERE lease IS NOT NULL AND (frozen IS NOT NULL OR intent = 'card')", 2)
    await ships.start(1)
    await first.kill()
    ships.workspace.faults.clear()
    ships.postbox.faults.tarpit = 0.0
    (letter,) = await ships.answered(CUSTOMERS[0])
    await ships.said()
    assert {each.door for each in held} == {"mail", "slack"}
    assert len(ships.postbox.letters) == 1
    assert await ships.rows("SELECT frozen->>'message_id' FROM outbox WHERE door = 'mail'") == [(letter.message_id.strip("<>"),)]
    await _each_post_once_and_in_order(ships)
    assert "is yours" in await ships.slash(ANA, f"take {await ships.number(CUSTOMERS[0])}")


async def test_three_come_up_at_once_on_an_empty_database_and_one_dies_at_work(postgres_server: Postgres, tmp_path: Path) -> None:
    """Every claim is whole, every post stands once, and a letter that left twice is the same one."""
    url = await postgres_server.empty()
    async with fleet(url, tmp_path) as ships:
        ships.lease = 3.0
        begun = await ships.start(3)
        for place, each in enumerate(CUSTOMERS):
            await ships.mails(each, f"문의 {place}", begun[place % 3])
        await ships.postbox.until(lambda: len(ships.postbox.letters) >= 2, PATIENCE)
        await begun[1].kill()
        await ships.workspace.until(lambda: len(ships.workspace.sockets.connections) == 2 * CONNECTIONS, PATIENCE)
        numbers = [await ships.number(each) for each in CUSTOMERS]
        assert len(set(numbers)) == len(CUSTOMERS)
        await asyncio.gather(*(_worked(ships, number) for number in numbers))
        await asyncio.gather(*(ships.answered(each, 1 + len(WORDS)) for each in CUSTOMERS))
        await ships.said()
        assert await ships.rows("SELECT id, outcome FROM outbox WHERE failed_at IS NOT NULL") == []
        await _each_post_once_and_in_order(ships)
        left = {letter.message_id: letter.raw for letter in ships.postbox.letters}
        assert all(left[letter.message_id] == letter.raw for letter in ships.postbox.letters)
        assert len(left) == len(CUSTOMERS) * (1 + len(WORDS))
    await postgres_server.drop(url)
