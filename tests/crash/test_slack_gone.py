"""The desk's place in Slack is taken away: customers notice nothing, the operator hears what mends it, and nothing is lost or doubled."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.sandbox.workspace import Workspace
from tests.clocks import StillClock
from tests.crash.conftest import House, opened_house
from tests.crash.life import ANNA, BEN, CHANNEL
from tests.crash.test_alarms import OPERATOR

Act = Callable[[Workspace], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is done to the workspace, what undoes it, and what the operator reads of it."""

    done: Act
    mended: Act
    why: str
    fix: str


async def _removed(ws: Workspace) -> None:
    await ws.leave(ws.team.bot_user, CHANNEL)


async def _invited(ws: Workspace) -> None:
    await ws.join(ws.team.bot_user, CHANNEL)


async def _archived(ws: Workspace) -> None:
    await ws.archive(ANNA, CHANNEL)


async def _brought_back(ws: Workspace) -> None:
    await ws.unarchive(ANNA, CHANNEL)


async def _revoked(ws: Workspace) -> None:
    ws.revoke()


async def _installed(ws: Workspace) -> None:
    ws.revoked = False


TROUBLES = {
    "the bot was removed from the channel": Trouble(_removed, _invited, "not_in_channel", "/invite @claimdesk"),
    "the channel was archived": Trouble(_archived, _brought_back, "is_archived", "SLACK_CHANNEL"),
    "the token was revoked": Trouble(_revoked, _installed, "token_revoked", "SLACK_BOT_TOKEN"),
}


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path, clock: StillClock) -> AsyncIterator[House]:
    async with opened_house(sqlite_url, tmp_path, clock, operator_address=OPERATOR, letters="only:hanbit.example") as house:
        yield house


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_what_is_taken_away_and_given_back(house: House, trouble: Trouble) -> None:
    await house.mail()
    await house.settled()
    await trouble.done(house.workspace)
    await house.mail("다른 문의", "스캐너도 멈췄습니다.")
    await house.tried()
    assert len(house.letters()) == 2, "its customer has the number at once"
    for _ in range(3):
        await house.later(minutes=10)
        await house.idle()
    (told,) = house.postbox.inbox(OPERATOR)
    assert trouble.why in told.text
    assert trouble.fix in told.text
    await trouble.mended(house.workspace)
    await house.settled()
    claims = [each for each in house.workspace.messages(CHANNEL) if "100" in each["text"] and each.get("bot_id")]
    assert ["1001" in claims[0]["text"], "1002" in claims[1]["text"]] == [True, True]
    assert "스캐너도" in house.workspace.thread(CHANNEL, claims[1]["ts"])[1]["text"]
    assert len(house.workspace.thread(CHANNEL, claims[0]["ts"])) == 2, "nothing stands there twice"
    assert len(house.postbox.inbox(OPERATOR)) == 2, "and that it is back"


async def test_a_channel_that_was_renamed_is_the_same_one(house: House) -> None:
    await house.mail()
    await house.settled()
    await house.workspace.rename(ANNA, CHANNEL, "support")
    await house.workspace.click(BEN, CHANNEL, house.workspace.messages(CHANNEL)[0]["ts"], "verb:take")
    await house.mail("다른 문의", "스캐너도 멈췄습니다.")
    await house.settled()
    assert "Ben Choi" in house.thread()[0]["text"]
    assert any("1002" in each["text"] for each in house.workspace.messages(CHANNEL))
    assert house.postbox.inbox(OPERATOR) == []
