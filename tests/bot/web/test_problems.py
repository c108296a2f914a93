"""What the pages tell of a trouble that many have: what was written for customers, and nothing of anybody else's claim."""

from datetime import date, timedelta

import pytest

from claims.problem import Workaround
from claims.rules import People, Rules
from commands.merge import merge
from commands.problem import comes_from, known
from commands.schedule import schedule
from commands.surge import surge
from tests.bot.web.house import JUN, House
from tests.clocks import StillClock

OTHER = {"address": "lee@nordwind.example", "name": "Lee", "subject": "Nordwinds Kassen stehen", "text": "Alle Kassen stehen."}
KO = {"params": {"lang": "ko"}}

TEXTS = {"ko": "<b>인쇄</b>가 되지 않는 현상을 확인하고 있습니다.", "en": "Printing fails; we are on it."}
WORKAROUND = {"ko": "서비스를 다시 시작해 주십시오: https://docs.desk.example/restart", "en": "Restart the service."}


@pytest.fixture
def rules() -> Rules:
    """Whoever runs the commands of these tests leads."""
    return Rules(people=People(leads=(JUN.id,)))


async def test_both_pages_tell_of_a_surge_until_it_is_over(house: House, clock: StillClock) -> None:
    claim, joined, over = await house.worked(), await house.worked(), await house.resolved()
    await house.database.run(merge, joined.number, claim.number, by=JUN)
    await house.database.run(surge, "인쇄 장애", clock.now + timedelta(hours=2), TEXTS, by=JUN)
    for path in (f"/s/{claim.number}", house.link(claim), f"/s/{joined.number}", house.link(joined)):
        page = (await house.get(path, **KO)).text
        assert "여러 고객님께서 겪고 계신" in page
        assert "&lt;b&gt;인쇄&lt;/b&gt;가 되지 않는" in page, "nothing in it is markup"
        assert "인쇄 장애" not in page, "why it was begun is the team's"
        assert TEXTS["en"] in (await house.get(path, params={"lang": "en"})).text
    assert "여러 고객님께서 겪고 계신" not in (await house.get(house.link(over), **KO)).text
    clock.move(hours=2)
    assert "여러 고객님께서 겪고 계신" not in (await house.get(house.link(claim), **KO)).text


async def test_the_page_shows_the_work_around_and_nothing_of_others(house: House) -> None:
    first, other = await house.worked(), await house.worked(**OTHER)
    problem = (await house.database.run(comes_from, other.number, text="Nordwinds Kassen, Dienst steht", by=JUN)).problem
    await house.database.run(comes_from, first.number, problem=problem.name, by=JUN)
    assert "지금 쓰실 수 있는 방법" not in (await house.get(house.link(first), **KO)).text
    await house.database.run(known, problem.name, WORKAROUND, cause="Nordwinds Kassen", by=JUN)
    page = (await house.get(house.link(first), **KO)).text
    assert "지금 쓰실 수 있는 방법" in page
    assert '<a href="https://docs.desk.example/restart"' in page
    for theirs in ("Nordwinds", "Kassen", "nordwind.example", other.number):
        assert theirs not in page
    assert WORKAROUND["en"] in (await house.get(house.link(first), params={"lang": "en"})).text
    assert "지금 쓰실 수 있는 방법" not in (await house.get(f"/s/{first.number}", **KO)).text


async def test_what_a_claim_waits_for_is_named_with_its_day(house: House) -> None:
    claim = await house.worked()
    await house.database.run(schedule, claim.number, "5.4", date(2026, 12, 1), Workaround.NONE, by=JUN)
    for path in (f"/s/{claim.number}", house.link(claim)):
        page = (await house.get(path, **KO)).text
        assert "수정 버전 배포 예정" in page
        assert "5.4, 12월 1일(화)" in page
    assert "5.4, Tue 1 Dec" in (await house.get(house.link(claim), params={"lang": "en"})).text
    assert "수정 버전 배포 일정 확정" in (await house.get(house.link(claim), **KO)).text
