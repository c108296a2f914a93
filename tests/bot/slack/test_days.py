"""Days decided, in words."""

from datetime import UTC, date, datetime

from bot.slack.days import announced, decided
from claims.actor import person
from claims.terms import DayKind, Decided
from commands.holiday import Decisions, Entry
from commands.show import Person, Role
from tests.bot.slack.conftest import CHANNEL, Slack

AT = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
ANA = Person("UANA", "김아나", "ko", "Asia/Seoul", None, Role.AGENT, active=True)
BEN = Person("UBEN", "Ben", "en", "Asia/Seoul", None, Role.AGENT, active=True)


def test_what_was_decided_by_whom_and_what_it_moved() -> None:
    off = Entry(Decided(None, date(2026, 12, 28), DayKind.OFF, AT), "창립 <!here>", person("ULEA"))
    told = decided(Decisions((off,), ("1001-AAAAAA",), off), {"ULEA": "레아"}, ANA).text
    assert told.startswith("정했습니다: 12월 28일(월) · 휴무 · 모든 달력 창립 &lt;!here&gt;\n"), "the new one first"
    assert "되돌리려면 `/claim 휴일 2026-12-28 평소대로`" in told
    assert "12월 28일(월) · 휴무 · 모든 달력 창립 &lt;!here&gt; (레아, 11월 23일(월) 오전 9:30)" in told
    assert "기한이 바뀐 문의 1건: 1001-AAAAAA" in told
    assert "None." in decided(Decisions(()), {}, BEN).text


def test_each_owner_hears_of_theirs_and_the_channel_of_nobodys() -> None:
    about = {"day": "2026-12-28", "kind": "off", "name": "창립기념일"}
    told = announced(about | {"moved": {"": [f"{number}-CCCCCC" for number in range(2000, 2040)]}, "count": 42}, "ko").text
    assert "12월 28일(월) 창립기념일 – 휴무" in told
    assert "모두 42건" in told
    assert "미배정: 2000-CCCCCC" in told
    assert "외 10건" in told
    theirs = announced(about | {"moved": {"UANA": ["1001-AAAAAA", "1002-BBBBBB"]}}, "ko", "UANA").text
    assert "내 건: 1001-AAAAAA, 1002-BBBBBB" in theirs
    assert "<@" not in theirs


async def test_a_lead_decides_a_day_and_owners_are_called(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    refused = await slack.slash("UBEN", "holiday 2026-11-20")
    assert "리드만" in refused
    told = await slack.slash("ULEA", "휴일 2026-11-20 임시공휴일")
    assert told.startswith("정했습니다: 11월 20일(금) · 휴무 · 모든 달력 임시공휴일\n")
    assert claim.number in told

    def called(channel: str) -> list[str]:
        texts = (str(each.get("text", "")) for each in slack.workspace.messages(channel))
        return [each for each in texts if "기한이 바뀐 문의가 있습니다" in each]

    (post,) = await slack.workspace.until(lambda: called(CHANNEL))
    assert "모두 1건" in post
    direct = await slack.workspace.until(lambda: slack.workspace.channels.direct("UBEN"))
    (theirs,) = await slack.workspace.until(lambda: called(direct.id))
    assert f"내 건: {claim.number}" in theirs


async def test_a_day_is_taken_back_in_the_words_that_people_use(slack: Slack) -> None:
    for words, kind in (("normal", "평소대로"), ("working day", "근무"), ("정상근무", "근무"), ("정상", "평소대로"), ("취소", "평소대로")):
        await slack.slash("ULEA", "휴일 11월 27일 워크숍")
        told = await slack.slash("ULEA", f"holiday 2026-11-27 {words}")
        assert told.startswith(f"정했습니다: 11월 27일(금) · {kind} · 모든 달력\n이날은 근무일입니다."), words
    assert "60일 전부터 3년 뒤까지" in await slack.slash("ULEA", "휴일 2036-01-01")
    assert "그대로 쉬는 날" in await slack.slash("ULEA", "휴일 11월 28일 근무"), "no hours on a Saturday"
    assert "Mon 4 Jan 2027 · Off · every calendar New Year" not in await slack.slash("UANA", "holiday")
    await slack.slash("ULEA", "holiday 2027-01-04 New Year")
    assert "Mon 4 Jan 2027 · Off · every calendar New Year" in await slack.slash("UANA", "holiday")


async def test_a_word_that_names_no_calendar_closes_none(slack: Slack) -> None:
    before = await slack.slash("ULEA", "휴일")
    for words in ("11월 27일 off mars", "11월 27일 mars", "off 11월 27일 한빛", "11월 27일 달력=mars"):
        told = await slack.slash("ULEA", f"휴일 {words}")
        assert "가능한 값: default, nolunch, 24x7" in told, told
        assert "따옴표" in told
    assert "12월 28일" in await slack.slash("ULEA", "휴일 off mars"), "how a day is written"
    assert await slack.slash("ULEA", "휴일") == before
    assert "· nolunch 창립기념일\n" in await slack.slash("ULEA", "휴일 11월 27일 휴무 nolunch 창립기념일")
    assert "· 모든 달력 한빛\n" in await slack.slash("ULEA", "휴일 11월 27일 “한빛”")


async def test_a_customers_plan_is_a_leads_to_say(slack: Slack) -> None:
    claim = await slack.opens()
    organisation = (await slack.view(claim.number)).organisation
    assert organisation
    assert "리드만" in await slack.slash("UBEN", f"customer {organisation.name} plan=none")
    assert "none" in await slack.slash("ULEA", f"customer {organisation.name} plan=none")
    page = await slack.slash("ULEA", f"customer {organisation.name} page={(await slack.view(claim.number)).contact.address}")
    assert "/o/" in page
    assert (await slack.view(claim.number)).claim.plan == "none"
