"""App Home: mine, nobody's and, for a lead, what is late; a box to find; one's own settings."""

from typing import Any

from tests.bot.slack.conftest import Slack, words


async def visited(slack: Slack, user: str) -> dict[str, Any]:
    await slack.workspace.visit_home(user)
    return await slack.workspace.until(lambda: slack.workspace.home(user))


async def touched(slack: Slack, user: str, action: str, value: Any = None, block: str | None = None) -> dict[str, Any]:
    """The page after something on it was touched."""
    before = slack.workspace.home(user)
    assert before
    failed = await slack.workspace.click_in_view(user, before["id"], action, value, block_id=block)
    assert failed is None
    shown = slack.workspace.home(user)
    assert shown
    return shown


async def test_mine_comes_by_what_is_due_and_nobodys_can_be_taken(slack: Slack) -> None:
    first, second = await slack.opens(), await slack.opens(subject="저장이 안 됩니다")
    urgent = await slack.opens(subject="전면 장애", text="서버 다운으로 접속 불가입니다.")
    await slack.slash("UBEN", f"take {first.id}")
    await slack.slash("UBEN", f"take {urgent.id}")
    home = words((await visited(slack, "UBEN"))["blocks"])
    assert "내 건 (2)" in home
    assert "미배정 (1)" in home
    assert home.index(urgent.number) < home.index(first.number) < home.index(second.number)
    assert "기한이 지난 건" not in home
    home = words((await touched(slack, "UBEN", "verb:take", second.number, f"unowned:take:{second.number}"))["blocks"])
    assert "내 건 (3)" in home
    assert "미배정 (0)" in home
    assert (await slack.view(second.number)).claim.owner == "UBEN"


async def test_a_refusal_stands_on_the_page(slack: Slack) -> None:
    claim = await slack.opens()
    await visited(slack, "UANA")
    await slack.slash("UBEN", f"take {claim.id}")
    home = words((await touched(slack, "UANA", "verb:take", claim.number, f"unowned:take:{claim.number}"))["blocks"])
    assert home.startswith(f"김벤 already owns {claim.number}.")


async def test_a_form_opens_from_the_page(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await visited(slack, "UBEN")
    await touched(slack, "UBEN", "verb:reply", claim.number, f"mine:reply:{claim.number}")
    assert slack.modal("UBEN")["callback_id"] == "reply"


async def test_a_lead_sees_what_is_late(slack: Slack) -> None:
    claim = await slack.opens()
    slack.desk.clock.move(days=4)  # type: ignore[attr-defined]
    home = words((await visited(slack, "ULEA"))["blocks"])
    assert "기한이 지난 건 (1)" in home
    assert (await slack.slash("ULEA", "late")).startswith("*기한이 지난 건 (1)*")
    assert claim.number in await slack.slash("UBEN", "지연")


async def test_find_and_its_box_keeps_the_words(slack: Slack) -> None:
    claim = await slack.opens(subject="카드 결제 오류")
    await slack.opens(subject="다른 문의", text="다른 내용입니다.")
    await visited(slack, "UBEN")
    shown = await touched(slack, "UBEN", "home:find", "결제")
    assert "찾은 건 (1)" in words(shown["blocks"])
    assert claim.number in words(shown["blocks"])
    box = next(block for block in shown["blocks"] if block["type"] == "input")
    assert box["element"]["initial_value"] == "결제"
    await slack.workspace.visit_home("UBEN")
    await slack.workspace.settled()
    assert "찾은 건 (1)" in words((slack.workspace.home("UBEN") or {})["blocks"])


async def test_long_lists_are_turned_over(slack: Slack) -> None:
    claims = [await slack.opens(subject=f"문의 {number}") for number in range(17)]
    await visited(slack, "UBEN")
    shown = await touched(slack, "UBEN", "home:page:on", "unowned:10", "page:unowned")
    assert claims[16].number in words(shown["blocks"])
    assert claims[0].number not in words(shown["blocks"])
    shown = await touched(slack, "UBEN", "home:page:back", "unowned:0", "page:unowned")
    assert claims[0].number in words(shown["blocks"])


async def test_ones_own_language_and_zone(slack: Slack) -> None:
    await slack.opens()
    await visited(slack, "UBEN")
    shown = await touched(slack, "UBEN", "home:set:language", "en")
    assert "Nobody's (1)" in words(shown["blocks"])
    assert "Nobody's (1)" in await slack.slash("UBEN", "unowned")
    shown = await touched(slack, "UBEN", "home:set:zone", "Europe/Lisbon")
    assert "01:30" not in words(shown["blocks"])
    assert field(shown, "zone") == "Europe/Lisbon"
    shown = await touched(slack, "UBEN", "home:set:zone", "Mars/Olympus")
    assert words(shown["blocks"]).startswith(":warning: ")
    assert field(shown, "zone") == "Europe/Lisbon"


def field(shown: dict[str, Any], name: str) -> str:
    return next(block["element"]["initial_value"] for block in shown["blocks"] if block.get("block_id") == f"home:set:{name}")


async def test_how_one_is_disturbed_and_by_whom_replaced(slack: Slack) -> None:
    await visited(slack, "UBEN")
    await touched(slack, "UBEN", "home:set:mention", "mention")
    await touched(slack, "UBEN", "home:set:quiet", "21:00-08:00")
    await touched(slack, "UBEN", "home:set:calendar", "nolunch")
    await touched(slack, "UBEN", "home:set:deputy", "UANA")
    told = await slack.slash("UBEN", "whoami")
    for each in ("채널 멘션", "21:00-08:00", "nolunch", "Ana Silva"):
        assert each in told
    shown = await touched(slack, "UBEN", "home:set:quiet", "midnight")
    assert words(shown["blocks"]).startswith(":warning: ")
    assert field(shown, "quiet") == "21:00-08:00", "what was refused changes nothing"
    await touched(slack, "UBEN", "home:set:calendar", "off")
    assert "nolunch" not in await slack.slash("UBEN", "whoami")


async def test_leave_is_noted_where_it_is_read(slack: Slack) -> None:
    await visited(slack, "UBEN")
    shown = await touched(slack, "UBEN", "home:leave", "2026-12-01..2026-12-03")
    assert "부재" in words(shown["blocks"])
    assert "등록된 부재: 12월 1일" in words(shown["blocks"])
    shown = await touched(slack, "UBEN", "home:leave", "whenever")
    assert words(shown["blocks"]).startswith(":warning: ")
    slack.desk.clock.move(days=12)  # type: ignore[attr-defined]
    shown = await touched(slack, "UBEN", "home:leave", "복귀")
    assert "등록된 부재가 없습니다" in words(shown["blocks"])


async def test_what_waits_for_another_to_agree_stands_on_top(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    assert "메모" not in await slack.slash("UBEN", f"분류 {claim.id} 정상동작 S3 I3 내일 10:00")
    await slack.slash("UBEN", f'design {claim.id} "사용 설명서"/4.2/5.1 합계는 원 단위로 반올림됩니다')
    assert "확인을 기다리는" not in words((await visited(slack, "UBEN"))["blocks"]), "nobody agrees with themselves"
    shown = await visited(slack, "UANA")
    assert "Waiting for you (1)" in words(shown["blocks"])
    shown = await touched(slack, "UANA", "verb:agree", claim.number, f"awaited:agree:{claim.number}")
    assert "Waiting for you" not in words(shown["blocks"])
    design = (await slack.view(claim.number)).design
    assert design is not None
    assert design.agreed_by == "UANA"


async def test_a_guest_sees_why_there_is_nothing(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.workspace.visit_home("UGUEST")
    await slack.workspace.settled()
    shown = words((slack.workspace.home("UGUEST") or {})["blocks"])
    assert "게스트" in shown
    assert claim.subject not in shown
