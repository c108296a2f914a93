"""Leave, duty and colleagues as people type them, and handing over with one click."""

from bot.slack.team import HANDOVER
from tests.bot.slack.conftest import CHANNEL, Slack, words


async def test_leave_offers_each_claim_to_the_deputy_and_one_click_hands_it_over(slack: Slack) -> None:
    first, second = await slack.opens(), await slack.opens(address="sam@northwind.example")
    for claim in (first, second):
        await slack.slash("UBEN", f"take {claim.id}")
    told = await slack.workspace.slash("UBEN", CHANNEL, "/claim 부재 내일~12월 1일 대행=@ana")
    assert "11월 20일(금)~12월 1일(화)\n" in told.text, "the last day is one of them"
    (answer,) = told.ephemerals
    assert "Ana Silva 님께 인계" in words(answer["blocks"])
    hand = next(block for block in answer["blocks"] if first.number in str(block.get("accessory")))
    await slack.workspace.click("UBEN", CHANNEL, answer["ts"], HANDOVER, block_id=hand["block_id"])
    assert slack.whispered("UBEN") == f"{first.number} 인계했습니다."
    assert (await slack.view(first.number)).claim.owner == "UANA"
    await slack.workspace.click("UBEN", CHANNEL, answer["ts"], HANDOVER, block_id="handover")
    assert slack.whispered("UBEN") == "1건을 인계했습니다."
    assert (await slack.view(second.number)).claim.owner == "UANA"


async def test_away_and_back(slack: Slack) -> None:
    assert "11월 20일(금)~11월 21일(토)\n" in await slack.slash("UBEN", "부재 내일~모레")
    assert "Fri 20 Nov, 00:00–13:00" in await slack.slash("UANA", "away tomorrow am")
    told = await slack.slash("UBEN", "people @ana")
    assert "Ana Silva" in told
    assert "No leave" in await slack.slash("UANA", "away off")
    assert "리드만" in await slack.slash("UBEN", "부재 @ana 내일")
    assert "Thu 19 Nov" not in await slack.slash("UANA", "away")


async def test_nobody_is_handed_a_claim_on_leave(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UANA", "away today..tomorrow")
    told = await slack.slash("UBEN", f"hand {claim.id} @ana 부탁합니다")
    assert told == "Ana Silva 님은 11월 20일(금)까지 부재 중이며 대행자가 없습니다."


async def test_a_lead_puts_somebody_on_duty(slack: Slack) -> None:
    await slack.slash("UANA", "mine")
    assert "지금 당번: 없음" in await slack.slash("UBEN", "당번")
    assert "리드만" in await slack.slash("UBEN", "당번 @ana")
    assert "지금 당번: Ana Silva" in await slack.slash("ULEA", "당번 @ana 오늘..금요일")
    assert "Ana Silva" in await slack.slash("UBEN", "duty")


async def test_what_a_colleague_wishes(slack: Slack) -> None:
    told = await slack.slash("UANA", 'people mention=mention quiet=20:00-08:00 limit=3 skills="printer, scanner"')
    assert "mention in the channel" in told
    assert "20:00-08:00 (Europe/Lisbon)" in told
    assert "printer, scanner" in told
    assert "quiet hours" in await slack.slash("UANA", "people quiet=late")
    assert "no quiet hours" in await slack.slash("UANA", "people quiet=off"), "no quiet hours, not the desk's"
    assert "22:00-07:00" in await slack.slash("UANA", "people quiet=usual")
