"""Roles by Slack's user groups, and by hand."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.sandbox.channels import Channel
from bot.sandbox.people import UserGroup
from bot.sandbox.workspace import Workspace
from claims.rules import Limits, People, Rules
from tests.bot.slack.conftest import CHANNEL, PEOPLE, Slack

LEADS = "S0LEADS"


@pytest.fixture
def rules() -> Rules:
    return Rules(people=People(admins=("ULEA",), lead_group=LEADS), limits=Limits(posts_a_second=1000, undo_seconds=0))


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    groups = [UserGroup(LEADS, "leads", "Leads", ("UBEN", "UGUEST"))]
    workspace = Workspace(people=PEOPLE, channels=[Channel(CHANNEL, "claims")], usergroups=groups, strict_pace=False, ack_timeout=60)
    await workspace.start()
    yield workspace
    await workspace.stop()


async def lead(slack: Slack, name: str, wanted: str) -> None:
    """Wait until Slack's group had its effect: it is asked in the background."""
    async with asyncio.timeout(300):
        while f"역할: {wanted}" not in await slack.slash("ULEA", f"people @{name}"):
            await asyncio.sleep(0.01)


async def test_who_is_in_the_group_is_a_lead_and_who_leaves_it_is_none(slack: Slack) -> None:
    await slack.slash("UANA", "mine")
    await lead(slack, "ben", "리드")
    await slack.workspace.regroup(LEADS, "UANA")
    await lead(slack, "ben", "엔지니어")
    await lead(slack, "ana", "리드")


async def test_an_admin_appoints_and_a_refusal_says_who_may(slack: Slack) -> None:
    await slack.slash("UANA", "mine")
    assert await slack.slash("UANA", "people @ana role=lead") == "Only an admin may do this."
    assert "역할: 관리자" in await slack.slash("ULEA", "사람 @ana 역할=admin")
    assert "Rights: quality" in await slack.slash("UANA", "people rights=quality")
    assert "Possible: engineer, lead, admin" in await slack.slash("UANA", "people @ben role=king")
