"""A claim's number in a list leads to its thread."""

import asyncio

import pytest

from bot.slack import address
from tests.bot.slack.conftest import CHANNEL, Slack, words
from tests.bot.slack.test_home import visited


async def linked(slack: Slack) -> tuple[str, str]:
    """The number of a claim, and its thread's link as Slack itself gives it."""
    claim = await slack.opens()
    card = slack.card(claim.number)
    link = await slack.door.front.client.chat_getPermalink(channel=CHANNEL, message_ts=card["ts"])
    assert await slack.workspace.until(lambda: slack.desk.links.slack_url)
    return claim.number, f"<{link['permalink']}|{claim.number}>"


@pytest.mark.parametrize("line", ["list", "unowned", "find 인쇄", "list received", ""])
async def test_every_list_leads_to_the_thread(slack: Slack, line: str) -> None:
    _, link = await linked(slack)
    assert link in await slack.slash("UANA", line)


async def test_mine_and_home_and_a_glance_do_too(slack: Slack) -> None:
    number, link = await linked(slack)
    await slack.slash("UANA", f"take {number}")
    assert link in await slack.slash("UANA", "mine")
    assert link in words((await visited(slack, "UANA"))["blocks"])
    await slack.slash("UANA", f"show {number}")
    shown = words(slack.workspace.ephemerals("UANA")[-1]["blocks"])
    assert link.strip("<").partition("|")[0] in shown
    assert slack.desk.links.staff(number) in shown


async def test_without_a_thread_or_its_address_the_page_is_linked(slack: Slack) -> None:
    number, link = await linked(slack)
    slack.desk.links.slack_url = ""
    page = f"<{slack.desk.links.staff(number)}|{number}>"
    assert page in await slack.slash("UANA", "list")
    for _ in range(2):
        slack.workspace.faults.add("auth.test", "error")
    await asyncio.wait_for(address.learn(slack.door.front.client, slack.desk.links, every=0), 60)
    assert link in await slack.slash("UANA", "list")
