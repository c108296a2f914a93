"""Calling somebody to a claim: whom Slack does not know is asked about, and the receipt says who was asked."""

import pytest

from tests.bot.slack.conftest import Slack


@pytest.mark.parametrize("verb", ["escalate", "hand", "초대"])
async def test_who_is_nobody_is_asked_about_and_nothing_is_lost(slack: Slack, verb: str) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    before = await slack.steps(claim.number)
    told = await slack.slash("UBEN", f"{verb} {claim.id} @zed please look at the index")
    assert "@zed" in told
    assert f"{claim.id} @zed please look at the index" in told
    assert await slack.steps(claim.number) == before


async def test_it_asks_for_the_reason_and_says_who_was_asked(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    assert await slack.slash("UBEN", f"escalate {claim.id}") == ""
    form = slack.modal("UBEN")
    optional = {each["block_id"]: each.get("optional", False) for each in form["blocks"]}
    assert optional == {"to": True, "reason": False}
    assert "등록된 리드가 없으니" in await slack.slash("UBEN", f"escalate {claim.id} 업무가 멈췄습니다.")
    await slack.slash("ULEA", "mine")
    assert "요청받은 사람: 이레아" in await slack.slash("UBEN", f"escalate {claim.id} 업무가 멈췄습니다.")
    assert "요청받은 사람: Ana Silva" in await slack.slash("UBEN", f"escalate {claim.id} @ana 색인을 봐 주십시오.")
