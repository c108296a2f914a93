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
    assert "Fri 20 Nov, morning off (until 13:00)\n" in await slack.slash("UANA", "away tomorrow am")
    assert "12월 1일(화) 오후 반차(오후 1:00부터)\n" in await slack.slash("UBEN", "부재 12월 1일 오후")
    told = await slack.slash("UBEN", "people @ana")
    assert "Ana Silva" in told
    for line in ("back", "away back", "away off"):
        await slack.slash("UANA", "away tomorrow")
        assert "is here. No leave" in await slack.slash("UANA", line), line
    await slack.slash("UBEN", "부재 오늘")
    assert "김벤 님: 등록된 부재가 없습니다" in await slack.slash("UBEN", "복귀")
    assert "리드만" in await slack.slash("UBEN", "복귀 @ana")
    assert "정할 수 없는 기간" in await slack.slash("UBEN", "부재 어제")
    assert "리드만" in await slack.slash("UBEN", "부재 @ana 내일")
    assert "Thu 19 Nov" not in await slack.slash("UANA", "away")


async def test_nobody_is_handed_a_claim_on_leave(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UANA", "away today..tomorrow")
    told = await slack.slash("UBEN", f"hand {claim.id} @ana 부탁합니다")
    assert told == "Ana Silva 님은 11월 20일(금)까지 부재 중이며 대행자가 없습니다."


async def test_another_language_is_spoken_at_once(slack: Slack) -> None:
    assert "Role: engineer" in await slack.slash("UANA", "people")
    assert "역할: 엔지니어" in await slack.slash("UANA", "people language=ko")
    assert "내 건 (0)" in await slack.slash("UANA", "mine")
    assert "Ana Silva" in await slack.slash("ULEA", "people @ana language=en")
    assert "Yours (0)" in await slack.slash("UANA", "mine")


async def test_a_lead_puts_somebody_on_duty(slack: Slack) -> None:
    await slack.slash("UANA", "mine")
    assert "지금 당번: 없음" in await slack.slash("UBEN", "당번")
    assert "리드만" in await slack.slash("UBEN", "당번 @ana")
    assert "지금 당번: Ana Silva" in await slack.slash("ULEA", "당번 @ana 오늘..금요일")
    assert "Ana Silva" in await slack.slash("UBEN", "duty")


async def test_a_change_of_duty_says_what_it_did_and_is_taken_back(slack: Slack) -> None:
    for user in ("UANA", "UBEN"):
        await slack.slash(user, "mine")
    put = await slack.slash("ULEA", "당번 @ben")
    assert put.startswith("당번을 바꾸었습니다: 11월 22일(일)까지 없음 → *김벤*\n되돌리려면 `/claim 당번 취소`라고")
    assert "11월 22일(일)까지 김벤 → *Ana Silva*" in await slack.slash("ULEA", "당번 @ana")
    assert "11월 23일(월)~11월 27일(금) 없음 → *김벤*" in await slack.slash("ULEA", "duty @ben mon..fri")
    told = await slack.slash("UBEN", "당번")
    assert "따로 정한 당번: 11월 22일(일)까지 Ana Silva\n따로 정한 당번: 11월 23일(월)~11월 27일(금) 김벤" in told
    assert "리드만" in await slack.slash("UBEN", "당번 취소")
    for taken_back in (
        "11월 23일(월)~11월 27일(금) 김벤 → *없음*",
        "까지 Ana Silva → *김벤*",
        "까지 김벤 → *없음*",
        "되돌릴 당번 변경이 없습니다",
    ):
        assert taken_back in await slack.slash("ULEA", "duty off")
    assert "정할 수 없는 기간" in await slack.slash("ULEA", "당번 취소 내일")
    await slack.slash("UANA", "away tomorrow")
    assert "Ana Silva 님은 11월 20일(금)까지 부재 중" in await slack.slash("ULEA", "당번 @ana 내일")


async def test_nobody_by_that_name_is_no_question(slack: Slack) -> None:
    """`nobody` is a word of a question about unowned claims, and what precedes it might be a customer's name."""
    await slack.opens()
    for line in ("duty @nobody tomorrow", "당번 @nobody 내일", "부재 @nobody 내일", "부재 내일 대행=@nobody", "people @nobody"):
        told = await slack.slash("ULEA", line)
        assert told.startswith("@nobody: 팀에 없는 사람입니다. @를 입력하면"), told
    assert "There is no such person on this desk" in await slack.slash("UANA", "duty @nobody")
    assert "@를 입력하면" in await slack.slash("ULEA", "당번 ben 내일")


async def test_what_a_colleague_wishes(slack: Slack) -> None:
    told = await slack.slash("UANA", 'people mention=mention quiet=20:00-08:00 limit=3 skills="printer, scanner"')
    assert "mention in the channel" in told
    assert "20:00-08:00 (Europe/Lisbon)" in told
    assert "printer, scanner" in told
    assert "quiet hours" in await slack.slash("UANA", "people quiet=late")
    assert "no quiet hours" in await slack.slash("UANA", "people quiet=off"), "no quiet hours, not the desk's"
    assert "22:00-07:00" in await slack.slash("UANA", "people quiet=usual")
    told = await slack.slash("UBEN", "사람 알림=멘션 방해금지=끄기 달력=default")
    assert "알림 방식: 채널 멘션\n방해 금지: 없음" in told
    assert "근무 달력: default" in told
    assert "리드만" not in await slack.slash("ULEA", "사람 @ana 역할=리드 권한=품질,재무")
    assert "Role: lead\nRights: finance, quality" in await slack.slash("UANA", "whoami")
    for line, told in (
        ("방해금지=늦게", "가능한 값: 22:00-07:00, 끄기, 기본"),
        ("알림=전화", "가능한 값: DM, 멘션"),
        ("언어=독일어", "가능한 값: 한국어, 영어"),
        ("색=빨강", "설정: ‘색=빨강’ – 알 수 없는 값입니다. 알림=,"),
    ):
        assert told in await slack.slash("UBEN", f"사람 {line}"), line
    assert "본인을 대행자로" in await slack.slash("UBEN", "부재 내일 대행=@ben")


async def test_nudges_of_a_claim_are_turned_off_and_on(slack: Slack) -> None:
    claim = await slack.opens()
    told = await slack.slash("UBEN", f"조용히 {claim.id}")
    assert told.startswith(f"{claim.number} 알림을 껐습니다. 다시 켜실 때까지")
    undo = told.partition("`/claim ")[2].partition("`")[0]
    assert await slack.slash("UBEN", undo) == f"{claim.number} 알림을 다시 켰습니다."
    assert f"`/claim mute {claim.number} off`" in await slack.slash("UANA", f"mute {claim.id}")
