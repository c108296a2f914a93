"""What is asked of the desk: periods however people write them, in any order; a name that nobody has is blamed only where one was meant."""

from datetime import datetime

import pytest

from bot.slack import asking, periods
from bot.slack.asking import Named, Question
from bot.slack.say import Said, parse
from claims.actor import customer, person
from claims.claim import ClaimClass
from claims.errors import NotFound, Untimely
from claims.group import NOW, Group
from commands.close import reopen
from commands.resolve import resolve
from tests.bot.slack.conftest import CHANNEL, Slack, words
from tests.bot.slack.living import HOWTO, SEOUL, asks, at, lived, menu, opened

NOW_IS = datetime(2026, 11, 27, 18, tzinfo=SEOUL)
ZONE = "Asia/Seoul"
CUSTOMERS = (Named(1, "한빛소프트", ("한빛소프트", "hanbit.example", "hanbit")),)


async def typed(slack: Slack, text: str) -> str:
    """All of what a lead reads then."""
    await slack.slash("ULEA", text)
    return words(slack.workspace.ephemerals("ULEA")[-1]["blocks"])


async def test_a_period_that_is_over_speaks_of_itself_alone(slack: Slack) -> None:
    await lived(slack)
    at(slack, "11-24 10:00")
    told = await slack.slash("ULEA", "요약 지난주")
    shown = slack.workspace.ephemerals("ULEA")[-1]
    text = words(shown["blocks"])
    assert "해결 정시율 60.0 %" in told
    assert "*김벤*: 해결 0 · 첫 답변 정시율" in text
    for of_now in ("현재 위험 현황", "미해결", "M06", "집계했습니다"):
        assert of_now not in told + text, of_now
    assert not {*menu(shown)} & NOW
    current = await typed(slack, "요약")
    assert "*현재 위험 현황*\n미해결 8" in current
    assert "11월 24일(화) 오전 10:00까지 집계했습니다" in current
    assert "이 기간에 가장 많이 해결한 사람은 *Ana Silva*" in await asks(slack, "ULEA", "지난주에 누가 바빴어?")


async def test_what_has_not_begun_is_refused_and_what_has_is_cut(slack: Slack) -> None:
    await lived(slack)
    for text in ("요약 2027-01-04..2027-01-10", "summary 다음주", "목록 2027-01-04", "비교 이번주 다음주", "요약 손익 다음달"):
        assert "아직 오지 않은 기간입니다" in await slack.slash("ULEA", text), text
    assert "아직 오지 않은 기간입니다" in await asks(slack, "ULEA", "다음 주는 어때?")
    told = await slack.slash("ULEA", "요약 2026-11-16..2026-12-31")
    assert told.startswith("11월 16일(월)~11월 19일(목) 현황\n아직 끝나지 않은 기간으로, 11월 19일(목) 오후 2:00까지 집계했습니다.")
    assert "2025년 11월 3일(월) 현황" in await slack.slash("ULEA", "요약 2025-11-03")


async def test_what_was_reopened_is_found_by_its_card(slack: Slack) -> None:
    await lived(slack)
    run = slack.desk.database.run
    at(slack, "11-18 09:00")
    old, new = await opened(slack, 1), await opened(slack, 2)
    for number in (old, new):
        await run(resolve, number, HOWTO, by=person("UBEN"))
    at(slack, "11-18 10:00")
    await run(reopen, old, by=customer("kim@hanbit.example"))
    at(slack, "11-25 10:00")
    await run(reopen, new, by=customer("kim@daon.example"))
    await run(resolve, new, HOWTO, by=person("UBEN"))
    for question in ("다시 열린 건", "재처리율 얼마야?"):
        told = await asks(slack, "ULEA", question)
        assert "재처리된 건 · 현재 미해결이거나 이번 주에 다시 열린 건 (2)" in told
        assert old in told
        assert new in told
        assert "재처리율(M13)" in told
    assert "(1)" in (told := await slack.slash("ULEA", "목록 재처리된-건 지난주"))
    assert old in told
    assert "reopened · Last week Mon 16 Nov – Sun 22 Nov (1)" in await slack.slash("UANA", "list last-week reopened")
    await slack.slash("ULEA", "요약")
    shown = slack.workspace.ephemerals("ULEA")[-1]
    assert "이 기간에 다시 열린 건 *1건*" in words(shown["blocks"])
    assert await slack.workspace.click("ULEA", CHANNEL, shown["ts"], "behind", menu(shown)[Group.REOPENED]) is None
    assert "(1)" in slack.whispered("ULEA")
    assert new in slack.whispered("ULEA")


async def test_what_stands_where_a_customer_would_is_a_question_or_a_name(slack: Slack) -> None:
    await lived(slack)
    assert "첫 답변 정시율 *75.0 %*" in await asks(slack, "ULEA", "첫 답변 정시율")
    assert "첫 답변 정시율 *75.0 %*" in await typed(slack, "요약 첫 답변 정시율")
    for text in ("요약 실적", "요약 이번 분기", "summary this quarter", "실적"):
        assert "해결 정시율" in await slack.slash("ULEA", text), text
    assert "→" in await slack.slash("ULEA", "요약 지난주보다 나아졌어?")
    for text in ("요약 점심은 어때", "이번 분기 매출", "turnover this quarter"):
        assert "분기" in (told := await slack.slash("ULEA", text)) or "quarter" in told, text
        assert "고객을 찾을 수 없습니다" not in told
    for text in ("요약 hanbitt", "요약 hanbitt 지난주", "summary week hanbitt how-to"):
        assert "hanbitt 고객을 찾을 수 없습니다. 비슷한 이름: hanbit.example" in await slack.slash("ULEA", text), text
    assert "No customer is called hanbitt. Names like it: hanbit.example" in await asks(slack, "ULEA", "late claims of Hanbitt")
    assert "zzz 고객을 찾을 수 없습니다." in await slack.slash("ULEA", "요약 zzz")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *(
            (text, "You can ask like this:")
            for text in ("How is the weather?", "how was lunch today", "How do I install it?", "weather report")
        ),
        *((text, "이렇게 물어보실") for text in ("오늘 날씨 어때?", "이번 주 야구 결과는 어때?", "오늘 회의 어때?")),
        *((text, "how it went") for text in ("How is this week?", "how many claims came in this week?", "how are we doing so far?")),
        *((text, "현황") for text in ("이번 주 어때?", "오늘 상황 어때?", "이번 주 업무 진행 상황")),
    ],
)
async def test_what_cannot_be_known_is_answered_with_what_can_be_asked(slack: Slack, text: str, told: str) -> None:
    assert told in await asks(slack, "ULEA", text)


async def test_a_state_and_whatever_is_asked_beside_it_hold_together(slack: Slack) -> None:
    """Twelve were resolved this week, the others are untouched or in somebody's hands."""
    numbers = (await lived(slack))["received"]
    resolved, worked, untouched = numbers[:12], numbers[12:18], numbers[18:]

    async def listed(text: str) -> tuple[str, set[str]]:
        told = await slack.slash("ULEA", text)
        return told.partition("\n")[0].strip("*"), {each for each in numbers if each in told}

    week = "이번 주 11월 16일(월)~11월 22일(일)"
    assert await listed("목록 신규 이번주") == (f"접수 · 현재 상태 신규 · {week} (2)", set(untouched))
    assert await listed("목록 이번주 확인-중") == (f"접수 · 현재 상태 확인 중 · {week} (6)", set(worked))
    assert await listed("목록 처리-완료 이번주") == (f"해결한 건 · 현재 상태 처리 완료 · {week} (12)", set(resolved))
    assert await listed("목록 신규 지난주") == ("접수 · 현재 상태 신규 · 지난주 11월 9일(월)~11월 15일(일) (0)", set())
    assert await listed("목록 기한-초과 신규") == ("기한 초과 · 현재 상태 신규 (2)", set(untouched))
    assert await listed("목록 처리-완료 @ana") == ("처리 완료 (12)", set(resolved))
    assert await listed("목록 확인-중 @ana") == ("확인 중 (0)", set())


async def test_the_list_behind_a_number_counts_all_of_them(slack: Slack) -> None:
    at(slack, "11-19 09:00")
    for each in range(60):
        await opened(slack, each)
    assert "(60)" in (await slack.slash("ULEA", "목록 이번주")).partition("\n")[0]


async def test_a_period_that_is_none_blames_no_customer(slack: Slack) -> None:
    for text in ("요약 2026-11-22..2026-11-16", "요약 hanbit 2026-02-30", "목록 13/45", "요약 10일", "비교 11/25..11/23 이번주"):
        told = await slack.slash("ULEA", text)
        assert "기간으로 읽을 수 없습니다" in told, text
        assert "11/16..11/22" in told
        assert "고객" not in told


def said(text: str) -> Said:
    return parse(text, now=NOW_IS, zone=ZONE).complete()


@pytest.mark.parametrize("verb", ["summary", "list"])
@pytest.mark.parametrize(
    "parts",
    [
        "month <@UBEN> 결함 한빛 소프트",
        "한빛 소프트 month 결함 <@UBEN>",
        "결함 한빛 소프트 <@UBEN> 이번달",
        '<@UBEN> "한빛 소프트" 결함 month',
    ],
)
def test_parts_in_any_order(verb: str, parts: str) -> None:
    found = said(f"{verb} {parts}").given
    assert (found["which"], found["owner"], found["claim_class"]) == ("한빛 소프트", "UBEN", ClaimClass.DEFECT)
    assert str(found["period"].first) == "2026-11-01"


def test_quotes_hold_a_name_together() -> None:
    assert said('list "Open Week Systems" 지난주').given["which"] == "Open Week Systems"
    assert said("목록 한빛 늦은 건").given == {"which": "한빛 늦은 건"}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("11/23..11/25", "2026-11-23", "2026-11-25"),
        ("11월 23일~25일", "2026-11-23", "2026-11-25"),
        ("11월 23일부터 11월 25일까지", "2026-11-23", "2026-11-25"),
        ("Nov 23..Nov 25", "2026-11-23", "2026-11-25"),
        ("3w", "2026-11-07", "2026-11-27"),
        ("3주", "2026-11-07", "2026-11-27"),
        ("10일간", "2026-11-18", "2026-11-27"),
        ("3개월", "2026-08-28", "2026-11-27"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026년 10월", "2026-10-01", "2026-10-31"),
        ("9월..10월", "2026-09-01", "2026-10-31"),
        ("지난주..어제", "2026-11-16", "2026-11-26"),
        ("이번 분기", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("3분기", "2026-07-01", "2026-09-30"),
        ("작년", "2025-01-01", "2025-12-31"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    found = periods.read(text, NOW_IS, ZONE)
    assert found
    assert (str(found[0].first), str(found[0].last), found[1]) == (first, last, len(text))


def test_a_day_without_a_year_is_near() -> None:
    january = datetime(2027, 1, 5, 9, tzinfo=SEOUL)
    for text, first, last in (("12/20..1/3", "2026-12-20", "2027-01-03"), ("1/4", "2027-01-04", "2027-01-04")):
        found = periods.read(text, january, ZONE)
        assert found
        assert (str(found[0].first), str(found[0].last)) == (first, last)


@pytest.mark.parametrize("text", ["2026-02-30", "11/25..11/23", "2026-11-22..2026-11-16", "13/45", "0w", "10일", "2026-13", "1900-01-01"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(Untimely):
        periods.read(text, NOW_IS, ZONE)


@pytest.mark.parametrize("text", ["3M", "11번가", "weekend", "1042", "5.3 배포", "한빛"])
def test_what_may_be_something_else(text: str) -> None:
    assert periods.read(text, NOW_IS, ZONE) is None


LAST, THIS = ("2026-11-16", "2026-11-22"), ("2026-11-23", "2026-11-29")
OCTOBER, NOVEMBER = ("2026-10-01", "2026-10-31"), ("2026-11-01", "2026-11-30")


@pytest.mark.parametrize(
    ("text", "before", "after", "which"),
    [
        ("비교해줘", LAST, THIS, None),
        ("지난주보다 나아졌어?", LAST, THIS, None),
        ("한빛 지난주랑 비교하면?", LAST, THIS, "한빛소프트"),
        ("지난주는 나아졌어?", ("2026-11-09", "2026-11-15"), LAST, None),
        ("이번 달을 지난달과 비교해줘", OCTOBER, NOVEMBER, None),
        ("지난달보다 이번 달은 어때", OCTOBER, NOVEMBER, None),
        ("10월보다 나빠졌어?", OCTOBER, NOVEMBER, None),
        ("are we getting better?", LAST, THIS, None),
        ("is hanbit better than last month?", OCTOBER, NOVEMBER, "한빛소프트"),
        ("this week vs last week", LAST, THIS, None),
        ("worse than last quarter?", ("2026-07-01", "2026-09-30"), ("2026-10-01", "2026-12-31"), None),
        ("better than yesterday?", ("2026-11-26",) * 2, ("2026-11-27",) * 2, None),
        ("better than 2026-11-02..2026-11-04?", ("2026-11-02", "2026-11-04"), ("2026-11-25", "2026-11-27"), None),
    ],
)
def test_what_is_compared(text: str, before: tuple[str, str], after: tuple[str, str], which: str | None) -> None:
    found = asking.read(text, CUSTOMERS, now=NOW_IS, zone=ZONE)
    assert found
    assert found.verb.name == "compare"
    assert [(str(each.first), str(each.last)) for each in (found.given["before"], found.given["after"])] == [before, after]
    assert found.given.get("which") == which


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("실적", Question.SUMMARY),
        ("이번 분기", Question.SUMMARY),
        ("this quarter", Question.SUMMARY),
        ("첫 답변 정시율", Question.FIRST),
        ("on-time first response", Question.FIRST),
        ("해결 정시율", Question.KEPT),
        ("얼마나 빨리 해결해?", Question.PACE),
        ("만족도 어때?", Question.VOTES),
        ("이번 주 전반적으로 어때?", Question.SUMMARY),
        ("24/7 현황은 어때?", Question.SUMMARY),
    ],
)
def test_obvious_questions(text: str, focus: Question) -> None:
    found = asking.read(text, CUSTOMERS, now=NOW_IS, zone=ZONE)
    assert found
    assert found.given["focus"] is focus
    assert "which" not in found.given


@pytest.mark.parametrize(
    "text", ["날씨 어때?", "이번 분기 매출", "동해 어때?", "weather tomorrow", "네트워크 장애 늦은 건", "점심 뭐 먹어?"]
)
def test_what_no_rule_knows_is_no_customer(text: str) -> None:
    assert asking.read(text, CUSTOMERS, now=NOW_IS, zone=ZONE) is None


@pytest.mark.parametrize(
    ("text", "near"),
    [("한빗 어때?", ("한빛소프트",)), ("hanbitt 늦은 건", ("한빛소프트",)), ("How is Donghae this week?", ()), ("동해상사가 어때?", ())],
)
def test_names_like_it_are_proposed(text: str, near: tuple[str, ...]) -> None:
    with pytest.raises(NotFound) as refused:
        asking.read(text, CUSTOMERS, now=NOW_IS, zone=ZONE)
    assert refused.value.values["near"] == near
