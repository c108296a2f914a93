"""Nudges as they arrive: one message a person, as they wish it, with the button that answers it."""

import asyncio
from typing import Any

import pytest

from claims.rules import Duty, Limits, People, Rules
from commands import nudge
from storage.database import Tx
from storage.tables import outbox
from tests.bot.slack.conftest import CHANNEL, Slack, words


@pytest.fixture
def rules() -> Rules:
    return Rules(people=People(leads=("ULEA",)), duty=Duty(rota=("UBEN",)), limits=Limits(posts_a_second=1000))


async def sweep(slack: Slack) -> None:
    await slack.desk.database.run(nudge.look)
    await slack.desk.database.run(nudge.dispatch)


async def arrived(slack: Slack, user: str, count: int = 1) -> list[dict[str, Any]]:
    """The direct messages of the desk to a person, once there are so many."""
    place = slack.workspace.direct(user)
    found = await slack.workspace.until(lambda: got if len(got := slack.workspace.messages(place)) >= count else None)
    assert found
    return found


async def met(slack: Slack) -> None:
    """The team acts once, by which the desk knows them."""
    for user in ("UANA", "UBEN", "ULEA"):
        await slack.slash(user, "mine")


async def test_an_offer_arrives_with_a_button_that_takes(slack: Slack) -> None:
    await met(slack)
    claim = await slack.opens()
    await sweep(slack)
    (message,) = await arrived(slack, "UBEN")
    assert message["text"].startswith("확인이 필요한 건이 있습니다.")
    assert "맡아 주시겠습니까?" in message["text"]
    assert claim.number in message["text"]
    block = next(each for each in message["blocks"] if each.get("accessory"))
    assert block["accessory"]["style"] == "primary"
    assert await slack.workspace.click("UBEN", slack.workspace.direct("UBEN"), message["ts"], "verb:take") is None
    assert (await slack.view(claim.number)).claim.owner == "UBEN"


async def test_fourteen_at_once_are_one_message(slack: Slack) -> None:
    await met(slack)
    for place in range(14):
        await slack.opens(address=f"kim@plant{place}.example")
    await sweep(slack)
    (message,) = await arrived(slack, "UBEN")
    assert message["text"].startswith("확인이 필요한 건이 14건 있습니다.")
    assert len([each for each in message["blocks"] if each.get("accessory")]) == 14


async def test_whoever_wishes_is_mentioned_in_the_channel_instead(slack: Slack) -> None:
    await met(slack)
    await slack.slash("UBEN", "people mention=mention")
    claim = await slack.opens()
    await sweep(slack)

    def told() -> list[dict[str, Any]]:
        return [each for each in slack.workspace.messages(CHANNEL) if each["text"].startswith("<@UBEN>")]

    (message,) = await slack.workspace.until(told)
    assert claim.number in message["text"]
    assert slack.workspace.messages(slack.workspace.direct("UBEN")) == []


async def test_in_the_readers_language_and_zone(slack: Slack) -> None:
    await met(slack)
    claim = await slack.opens()
    await slack.slash("UANA", f"take {claim.id}")
    await slack.slash("UANA", "people quiet=00:00-00:00 calendar=24x7")
    slack.desk.clock.move(minutes=200)  # type: ignore[attr-defined]
    await sweep(slack)
    (message,) = await arrived(slack, "UANA")
    assert "First answer due: Thu 19 Nov, 06:30" in words(message["blocks"])


async def test_taken_before_it_leaves_nothing_is_sent(slack: Slack) -> None:
    await met(slack)
    claim = await slack.opens()
    slack.workspace.faults.add("conversations.open", "500")
    await sweep(slack)
    await slack.workspace.until(lambda: slack.workspace.called("conversations.open"))
    await slack.slash("UANA", f"take {claim.id}")
    row = await until_done(slack)
    assert row.outcome == "overtaken"
    assert slack.workspace.messages(slack.workspace.direct("UBEN")) == []


async def test_an_answer_that_was_lost_does_not_say_it_twice(slack: Slack) -> None:
    await met(slack)
    await slack.opens()
    slack.workspace.faults.add("chat.postMessage", "lost_answer")
    await sweep(slack)
    row = await until_done(slack)
    assert (row.outcome, row.attempts) == ("posted", 2)
    assert len(await arrived(slack, "UBEN")) == 1


@pytest.mark.parametrize("error", ["user_disabled", "user_not_found", "cannot_dm_bot"])
async def test_whoever_cannot_be_reached_is_spoken_of_in_the_channel(slack: Slack, error: str) -> None:
    """At once: what they cannot be told is urgent, and no reason to say that Slack is away."""
    await met(slack)
    claim = await slack.opens()
    slack.workspace.faults.add("conversations.open", "error", 5, error=error)
    await sweep(slack)

    def told() -> list[dict[str, Any]]:
        return [each for each in slack.workspace.messages(CHANNEL) if "확인이 필요한 건" in each["text"]]

    (message,) = await slack.workspace.until(told)
    assert claim.number in message["text"]


async def until_done(slack: Slack) -> Any:
    """The outbox's row of the nudges, once it is ended."""

    def ended(tx: Tx) -> Any:
        return tx.connection.execute(outbox.select().where(outbox.c.intent == "nudge", outbox.c.done_at.is_not(None))).first()

    async with asyncio.timeout(300):
        while (row := await slack.desk.database.read(ended)) is None:
            await asyncio.sleep(0.05)
    return row
