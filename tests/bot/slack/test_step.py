"""What comes next, written from Slack: it stands on the card, and only who works on the claim writes it."""

from bot.slack.cards import card
from tests.bot.slack.conftest import Slack


async def test_the_next_step_stands_on_the_card(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    assert "김벤" in await slack.slash("UANA", f"step {claim.id} read the log"), "it is somebody else's"
    assert slack.workspace.views("UANA") == []
    assert "보이지 않습니다" in await slack.slash("UBEN", f"step {claim.id} @ana 로그 <분석> until tomorrow 15:00")
    await slack.until(claim.number, lambda thread: "*다음 단계* 로그 &lt;분석&gt; · Ana" in str(thread[0]["blocks"]))
    view = await slack.view(claim.number)
    assert view.claim.next_who == "UANA"
    drawn = card(view, language="en", zone="Asia/Seoul", links=slack.desk.links)
    assert "*Next step* 로그 &lt;분석&gt; · Ana" in str(drawn.blocks)


async def test_the_form_begins_with_what_stands(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"계획 {claim.id} 로그 분석")
    assert await slack.slash("UBEN", f"다음단계 {claim.id}") == ""
    form = slack.modal("UBEN")
    assert "로그 분석" in str(form["blocks"])
    late = int(slack.desk.clock().timestamp()) - 60
    refused = await slack.workspace.submit("UBEN", form["id"], {"text": "배포", "who": "UBEN", "until": late})
    assert "until" in str(refused)
    values = {"text": "배포", "who": "UBEN", "until": late + 7200}
    assert await slack.workspace.submit("UBEN", form["id"], values) is None
    found = (await slack.view(claim.number)).claim
    assert (found.next_step, found.next_who) == ("배포", None)
    assert found.next_by
