"""The claims that `make demo` starts with: a dozen, in both languages, each in the state that its story ends in."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.clock import slot
from bot.sandbox.demo import Demo
from bot.sandbox.demo import demo as started
from bot.sandbox.samples import CHANNEL
from bot.words.times import when
from claims.calendar import PRESETS
from claims.lifecycle import State
from commands import nudge
from commands.find import list_claims
from commands.show import story_json
from tests.stories.album import Album
from tests.stories.screen import opened

pytestmark = pytest.mark.asyncio(loop_scope="session")

ENDS = {
    "세금계산서 발행 메뉴는 어디에 있나요?": ("CLOSED", "HOWTO", "김아나", "received taken resolved closed"),
    "CSV export drops the last column": ("IN_PROGRESS", "DEFECT", "Ben Carter", "received taken triaged replied answered"),
    "주간 보고서 메일이 두 번씩 옵니다": ("WAITING_CUSTOMER", None, "Ben Carter", "received taken asked"),
    "로그인 후 첫 화면이 느립니다": ("IN_PROGRESS", "DEFECT", "김아나", "received taken triaged invited replied"),
    "Single sign-on: which claims do you read?": ("RESOLVED", "HOWTO", "Ben Carter", "received taken resolved"),
    "견적 문의드립니다": ("IN_PROGRESS", "BILLING", "박미나", "received taken triaged handed"),
    "승인 화면에서 첨부 파일이 열리지 않습니다": ("IN_PROGRESS", "DEFECT", "김아나", "received taken triaged resolved reopened"),
    "Please add a dark mode": ("CLOSED", "FEATURE", "Ben Carter", "received taken replied transferred"),
    "[긴급] 주문 화면 접속 장애": ("RESOLVED", "DEFECT", "김아나", "received taken triaged replied answered resolved"),
    "Webhook delivery stops after 100 events": ("TRIAGE", None, "Ben Carter", "received taken"),
    "지점 추가 등록 방법 문의": ("NEW", None, None, "received"),
    "Cannot reset my password": ("NEW", None, None, "received"),
}
"""Subject → state, class, owner, and what happened."""


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """The demo as `make demo` starts it."""
    async with started(tmp_path, samples=True) as demo:
        yield demo
        assert demo.workspace.refused == []


async def test_samples(demo: Demo, browser: Browser) -> None:
    assert demo.refused == ()
    assert {told["subject"]: end(told) for told in await claims(demo)} == ENDS
    async with opened(browser, demo, Album.fresh("samples")) as screen:
        await screen.keep("channel")
        await screen.slack.be("U0BEN")
        mine = await screen.slack.command("/claim 내것")
        await expect(mine).to_contain_text("Yours (4)")
        await screen.keep("mine")
        await screen.slack.be("U0MINA")
        listed = await screen.slack.command("/claim 목록")
        await expect(listed).to_contain_text("진행 중인 건 (10)")
        await screen.keep("list")
        await screen.slack.be("U0ANA")
        await screen.slack.command("/claim")
        await screen.keep("overview")


async def test_the_clock_calls_whoever_has_to_act(demo: Demo) -> None:
    """As it goes on: what is late is told to owner and lead, a claim that nobody has is offered, told to the channel, and assigned."""
    late, new = [await numbered(demo, each) for each in ("로그인 후 첫 화면이 느립니다", "Cannot reset my password")]
    await pass_by(demo, new["opened"], 10)
    over = f"해결 기한을 넘겼습니다: {when(datetime.fromisoformat(late['due']['resolution']), 'ko', 'Asia/Seoul')}"
    for person in ("U0ANA", "U0MINA"):
        assert any(each.get(late["number"], "").endswith(over) for each in told(demo, person)), person
    offers = [each.get(new["number"], "") for person in ("U0ANA", "U0BEN") for each in told(demo, person)]
    assert any(each.endswith(("맡아 주시겠습니까?", "Will you take it?")) for each in offers)
    await pass_by(demo, new["opened"], 65)
    assert any("아직 담당자가 없습니다." in each["text"] and new["number"] in each["text"] for each in demo.workspace.messages(CHANNEL))
    await pass_by(demo, new["opened"], 125)
    state, _, owner, whats = end(await numbered(demo, new["subject"]))
    assert (state, whats) == ("TRIAGE", "received assigned")
    assert owner in ("김아나", "Ben Carter")


async def pass_by(demo: Demo, opened: str, minutes: int) -> None:
    """So many business minutes after a claim came, with the clock at work."""
    calendar = PRESETS["default"]
    demo.clock.go(calendar.next_opening(calendar.add(datetime.fromisoformat(opened), minutes)))
    await demo.running.desk.database.run(nudge.sweep, slot(demo.clock(), timedelta(minutes=1)))
    await demo.running.settled()


def told(demo: Demo, person: str) -> list[dict[str, str]]:
    """Of each message of nudges what it says of which claim, by the number on each button; it counts as many as it names."""
    found = []
    for message in demo.workspace.messages(demo.workspace.direct(person)):
        rows = [each for each in message["blocks"] if each.get("accessory", {}).get("action_id", "").startswith("verb:")]
        if message["text"].startswith("확인이 필요한 건이 ") and len(rows) > 1:
            assert message["text"].startswith(f"확인이 필요한 건이 {len({each['accessory']['value'] for each in rows})}건 ")
        found.append({each["accessory"]["value"]: each["text"]["text"] for each in rows})
    return found


async def numbered(demo: Demo, subject: str) -> dict[str, Any]:
    return next(each for each in await claims(demo) if each["subject"] == subject)


async def claims(demo: Demo) -> list[dict[str, Any]]:
    """Every claim, as `claimdesk show NUMBER --json` tells it."""
    read = demo.running.desk.database.read
    views = [view for state in State for view in await read(list_claims, state=state)]
    return [await read(story_json, view.claim.number) for view in views]


def end(told: dict[str, Any]) -> tuple[str, str | None, str | None, str]:
    return told["state"], told["class"], told["owner"], " ".join(line["what"] for line in told["timeline"])
