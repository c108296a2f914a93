"""Whoever is not in the desk's channel neither does nor reads anything of it elsewhere."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.people import Person
from bot.slack.members import AGAIN, KEPT, Members
from tests.bot.slack.conftest import CHANNEL, Slack, words
from tests.clocks import StillClock

ELSEWHERE = "COTHER"


async def told(slack: Slack, user: str, text: str) -> str:
    """What a slash command in another channel is answered."""
    result = await slack.workspace.slash(user, ELSEWHERE, f"/claim {text}".strip())
    assert result.error is None
    return result.text


async def test_whoever_is_not_in_the_channel_reads_and_does_nothing(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.workspace.leave("UBEN", CHANNEL)
    await slack.workspace.settled()
    for text in ("", f"take {claim.id}", f"show {claim.id}", "find 인쇄", "list", "whoami"):
        answer = await told(slack, "UBEN", text)
        assert "채널" in answer
        assert claim.subject not in answer
    await slack.workspace.visit_home("UBEN")
    await slack.workspace.settled()
    assert "채널" in words((slack.workspace.home("UBEN") or {})["blocks"])
    assert (await slack.view(claim.number)).claim.owner is None
    await slack.workspace.join("UBEN", CHANNEL)
    assert claim.number in await told(slack, "UBEN", f"take {claim.id}")


@pytest.mark.parametrize(
    "kind", [{"is_restricted": True}, {"is_ultra_restricted": True}, {"is_stranger": True}], ids=lambda kind: next(iter(kind))
)
async def test_guests_and_strangers_are_turned_away_in_their_own_language(slack: Slack, kind: dict[str, bool]) -> None:
    claim = await slack.opens()
    slack.workspace.welcome(replace(Person("UOUT", "out", "Outsider", locale="en-GB"), **kind))
    await slack.workspace.join("UOUT", CHANNEL)
    assert "Only members of the team" in await slack.slash("UOUT", f"take {claim.id}")
    assert "Only members of the team" in await slack.slash("UOUT", f"take {claim.id}"), "again"
    await slack.tells("UOUT", claim.number, "hello")
    assert "Only members of the team" in slack.whispered("UOUT")
    await slack.workspace.visit_home("UOUT")
    await slack.workspace.settled()
    assert "Only members of the team" in words((slack.workspace.home("UOUT") or {})["blocks"])


async def test_whoever_is_not_in_the_channel_is_told_so_in_their_own_language(slack: Slack) -> None:
    slack.workspace.welcome(Person("UNEW", "new", "New Person", locale="en-US"))
    await slack.workspace.leave("UNEW", CHANNEL)
    assert "Only who is in the desk’s channel" in await told(slack, "UNEW", "list")
    await slack.slash("UANA", "list")
    await slack.workspace.leave("UANA", CHANNEL)
    await slack.workspace.settled()
    assert "Only who is in the desk’s channel" in await told(slack, "UANA", "list")


async def test_where_slack_does_not_tell_the_language_it_is_the_desks(slack: Slack) -> None:
    slack.workspace.welcome(Person("UNEW", "new", "New Person", locale="en-US"))
    await slack.workspace.leave("UNEW", CHANNEL)
    slack.workspace.faults.add("users.info", "error")
    assert "데스크 채널" in await told(slack, "UNEW", "list")
    assert "Only who is in the desk’s channel" in await told(slack, "UNEW", "list")


async def test_whoever_leaves_the_channel_is_heard_no_more(slack: Slack) -> None:
    claim = await slack.opens()
    assert claim.number in await slack.slash("UANA", f"take {claim.id}")
    await slack.workspace.leave("UANA", CHANNEL)
    await slack.workspace.settled()
    assert "channel" in await told(slack, "UANA", f"show {claim.id}")


class Slow(AsyncWebClient):
    """Counts the members, and answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.counted, self.answers = asyncio.Event(), asyncio.Event()

    async def conversations_members(self, **_: Any) -> Any:
        self.counted.set()
        await self.answers.wait()
        return {"members": ["UANA", "UBEN"]}


async def test_whoever_leaves_while_the_members_are_counted_is_not_there() -> None:
    client = Slow()
    members = Members(client, CHANNEL, StillClock())
    looking = asyncio.ensure_future(members.look())
    await client.counted.wait()
    members.forget("UANA")
    client.answers.set()
    await looking
    assert members._seen == {"UBEN"}


async def test_a_lead_acts_from_anywhere(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.workspace.leave("ULEA", CHANNEL)
    assert claim.subject in await told(slack, "ULEA", "list")


async def test_while_slack_does_not_say_who_is_there(slack: Slack) -> None:
    """Whoever was there goes on, anybody else is asked to come again."""
    claim = await slack.opens()
    assert claim.number in await slack.slash("UANA", f"take {claim.id}")
    slack.desk.clock.now += KEPT  # type: ignore[attr-defined]
    slack.workspace.faults.add("conversations.members", "error", error="channel_not_found")
    assert "noted" in await slack.slash("UANA", f"note {claim.id} still here")
    slack.workspace.welcome(Person("UNEW", "new", "New Person"))
    assert claim.subject not in await slack.slash("UNEW", f"show {claim.id}")
    assert len(slack.workspace.called("conversations.members")) == 2, "asked again for everybody"
    slack.desk.clock.now += AGAIN  # type: ignore[attr-defined]
    assert claim.subject in await slack.slash("UNEW", f"show {claim.id}")


async def test_many_who_come_at_once_share_one_look(slack: Slack) -> None:
    claim = await slack.opens()
    for user in ("UANA", "UBEN", "ULEA"):
        assert claim.number in await slack.slash(user, f"show {claim.id}")
    assert len(slack.workspace.called("conversations.members")) == 1


async def test_who_cannot_be_named_is_named(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    assert "Guest 님은 게스트" in await slack.slash("UBEN", f"hand {claim.id} @guest 부탁합니다")
