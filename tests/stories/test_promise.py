"""A promise that slips: the customer hears before it is late, and their page keeps the old time beside the new one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from claims.calendar import PRESETS
from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

JIHYUN = "kim@hanbit.example"
ANA = "U0ANA"


async def test_promise(screen: Screen) -> None:
    await screen.mail.be(JIHYUN)
    number = await screen.mail.write("출력물이 흐립니다", "오늘 아침부터 모든 출력물이 흐리게 나옵니다.")
    await screen.slack.be(ANA)
    await screen.slack.open_thread(number)
    await screen.slack.tell("!take")
    await the_letter_is_seen_before_it_leaves(screen)
    await the_due_times_are_explained(screen)
    await the_page_keeps_both_times(screen)


async def the_letter_is_seen_before_it_leaves(screen: Screen) -> None:
    slack = screen.slack
    then = PRESETS["default"].add(datetime.now(UTC), 960).astimezone(ZoneInfo("Asia/Seoul"))  # a working hour, whatever day it is
    await slack.tell(f"!later {then:%Y-%m-%d %H:%M} 드럼 부품을 기다리고 있습니다.")
    await slack.whisper("내용을 입력할 양식을 열어 주십시오.").get_by_role("button", name="양식 열기").click()
    await expect(slack.modal).to_contain_text("지연 안내")
    await screen.keep("form")
    await slack.submit("미리 보기")
    await expect(slack.modal).to_contain_text("안내드리기 어려워 미리 말씀드립니다")
    await expect(slack.modal).to_contain_text("드럼 부품을 기다리고 있습니다.")
    await screen.keep("letter")
    await slack.leave("보내기")
    letter = await screen.mail.letter(lambda mail: "드럼 부품을" in mail.text)
    assert "변경된 일정:" in letter.text


async def the_due_times_are_explained(screen: Screen) -> None:
    await screen.slack.tell("!due")
    told = screen.slack.whisper("첫 답변")
    for words in ("시작", "목표 240분", "⇒ 기한", "다음 안내 약속"):
        await expect(told).to_contain_text(words)
    await screen.keep("due")


async def the_page_keeps_both_times(screen: Screen) -> None:
    await screen.mail.be(JIHYUN)
    await screen.mail.read("출력물이 흐립니다")
    await screen.mail.shown(2).get_by_role("link", name="진행 상황 보기").click()
    await expect(screen.tracking.main).to_contain_text("일정 변경:")
    await expect(screen.tracking.main).to_contain_text("다음 안내 예정")
    await screen.tracking.main.get_by_text("일정 변경:").scroll_into_view_if_needed()
    await screen.keep("page")
