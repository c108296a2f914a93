"""Two hundred claims at once: every thread stands there, its words in order, everybody is answered, and one message tells of all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.sandbox.mailbox import Customer
from bot.sandbox.postbox import Draft
from claims.actor import person
from commands import nudge
from commands.promise import promise
from storage import outbox, tables
from tests.clocks import StillClock
from tests.crash.conftest import House, opened_house
from tests.crash.life import ANNA, BEN, CHANNEL, DESK, RULES

MANY, AT_ONCE = 200, 20
AFTERNOON = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)  # 14:00 in Seoul
WRITERS = [Customer(f"고객 {each}", f"kim@plant{each}.example") for each in range(MANY)]


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path, clock: StillClock) -> AsyncIterator[House]:
    """Nobody is told that the claims are alike: the job that looks may come in between, where the machine is slow."""
    unlike = f"[night]\norganisations = {2 * MANY}\n"
    async with _ruled(sqlite_url, tmp_path, clock, f'{RULES}{unlike}[duty]\nrota = ["{BEN}"]\n') as house:
        yield house


@asynccontextmanager
async def _ruled(url: str, folder: Path, clock: StillClock, rules: str) -> AsyncIterator[House]:
    path = folder / "flood.toml"
    path.write_text(rules, "utf-8")
    async with opened_house(url, folder, clock, desk_config=str(path)) as house:
        yield house


async def _written(house: House) -> None:
    for start in range(0, MANY, AT_ONCE):
        await asyncio.gather(*(_mail(house, each) for each in WRITERS[start : start + AT_ONCE]))


async def _mail(house: House, writer: Customer) -> None:
    await house.postbox.post(Draft((DESK,), f"멈췄습니다 {writer.address}", "인쇄가 되지 않습니다."), writer)


async def test_two_hundred_claims_in_a_minute(house: House) -> None:
    await house.workspace.slash(BEN, CHANNEL, "/claim mine")
    await _written(house)
    taken = await house.workspace.slash(ANNA, CHANNEL, "/claim take 1150")
    assert "1150-" in taken.text
    await house.settled()
    assert [len(house.postbox.inbox(each.address)) for each in WRITERS] == [1] * MANY
    roots = house.workspace.messages(CHANNEL)
    numbers = [each["text"].partition("-")[0] for each in roots]
    assert sorted(numbers) == [str(1001 + each) for each in range(MANY)]
    subjects = {row.id: row.subject for row in await house.rows(tables.claims)}
    for number, root in zip(numbers, roots, strict=True):
        assert subjects[int(number)] in root["text"]
        _, words = house.workspace.thread(CHANNEL, root["ts"])
        assert "인쇄가 되지 않습니다." in words["text"]
    await house.do(nudge.look)
    await house.do(nudge.dispatch)
    await house.settled()
    (told,) = house.workspace.messages(house.workspace.direct(BEN))
    assert str(MANY - 1) in told["text"]
    assert len(house.workspace.messages(CHANNEL)) == MANY, "nothing of it in the channel"


async def test_a_hundred_changes_in_a_second_are_three_calls_at_most(sqlite_url: str, tmp_path: Path, clock: StillClock) -> None:
    """At the pace that Slack asks for, a card is drawn as the claim stands when its turn comes, not once for each change."""
    async with _ruled(sqlite_url, tmp_path, clock, "") as house:
        await house.mail()
        await house.workspace.slash(ANNA, CHANNEL, "/claim take 1001")
        await _quiet(house)
        before = len(house.workspace.calls)
        for each in range(100):
            await house.do(
                partial(promise, number="1001", update_due=AFTERNOON + timedelta(minutes=each), reason_told="x", by=person(ANNA))
            )
        await _quiet(house)
        made = [call.method for call in list(house.workspace.calls)[before:]]
        assert set(made) == {"chat.update"}
        assert len(made) <= 3
        assert "오후 3:39" in str(house.thread()[0]["blocks"]), "and shows the last"


async def _quiet(house: House) -> None:
    """Seconds pass until nothing waits; a worker that waits for its turn holds its row meanwhile."""
    for _ in range(60):
        if not await house.desk.desk.database.read(outbox.depth):
            return
        await house.later(seconds=1)
        await asyncio.sleep(0.05)
    raise AssertionError("it never got quiet")
