"""Two hundred claims at once: every thread stands there, its words in order, everybody is answered, and one message tells of all."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.mailbox import Customer
from bot.sandbox.postbox import Draft
from commands import nudge
from storage import tables
from tests.clocks import StillClock
from tests.crash.conftest import House, opened_house
from tests.crash.life import ANNA, BEN, CHANNEL, DESK, RULES

MANY, AT_ONCE = 200, 20
WRITERS = [Customer(f"고객 {each}", f"kim@plant{each}.example") for each in range(MANY)]


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path, clock: StillClock) -> AsyncIterator[House]:
    rules = tmp_path / "flood.toml"
    rules.write_text(f'{RULES}[duty]\nrota = ["{BEN}"]\n', "utf-8")
    async with opened_house(sqlite_url, tmp_path, clock, desk_config=str(rules)) as house:
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
