"""Summaries in Slack: asked by verb or in plain words, each number opening the claims it counts."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.slack import asking
from bot.slack.asking import Named, Question
from bot.slack.report import pictured
from bot.words import say
from claims.actor import person
from claims.errors import Ambiguous, NotFound
from claims.findings import shares
from claims.group import Group
from claims.period import Period
from claims.stages import Stage
from commands.digest import digest
from commands.reply import reply
from commands.trace import Traced
from storage.published import Backlog
from tests.bot.slack.conftest import CHANNEL, Slack, words
from tests.bot.slack.living import SEOUL, asks, at, lived, menu, opened


async def test_the_summary_says_what_matters_first(slack: Slack) -> None:
    await lived(slack)
    await slack.slash("ULEA", "요약 이번주")
    shown = slack.workspace.ephemerals("ULEA")[-1]
    text = words(shown["blocks"])
    assert text.index("해결 정시율 60.0 %") < text.index("원인: 해결한 12건") < text.index("제안:") < text.index("아직 확인되지 않은 사항")
    assert "첫 답변 정시율 *75.0 %* · 15/20건 · M03 · 목표 95 % · 95 % 신뢰 구간 53.1 % ~ 88.8 %" in text
    assert "• *hanbit.example* 3시간(6건): 사용문의 3시간(6건)" in text
    assert "• 자료 부족: 재처리율 (n=0)" in text
    assert "김벤" in text
    assert "비용과 손익은 알 수 없습니다" in text
    assert len(shown["blocks"]) <= 50


async def test_an_engineer_sees_nobody_elses_figures(slack: Slack) -> None:
    await lived(slack)
    await slack.slash("UANA", "summary week")
    assert "김벤" not in words(slack.workspace.ephemerals("UANA")[-1]["blocks"])
    assert "리드" in await slack.slash("UBEN", "요약 @ana")


async def test_every_number_opens_its_claims(slack: Slack) -> None:
    groups = await lived(slack)
    await slack.slash("ULEA", "요약")
    shown = slack.workspace.ephemerals("ULEA")[-1]
    options = menu(shown)
    assert {*groups} <= options.keys()
    for group in ("first_missed", "open", "unclassified"):
        assert await slack.workspace.click("ULEA", CHANNEL, shown["ts"], "behind", options[group]) is None
        told = slack.whispered("ULEA")
        assert f"({len(groups[group])})" in told
        assert all(number in told for number in groups[group])


async def test_lists_are_typed_too(slack: Slack) -> None:
    groups = await lived(slack)
    assert "(8)" in await slack.slash("UANA", "목록 미분류 이번주")
    told = await slack.slash("UANA", "list first-answer-missed week hanbit")
    assert all((number in told) is (each % 2 == 1) for each, number in enumerate(groups["received"]) if each >= 15)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("이번 주 어때?", "75.0 %"),
        ("지난주 요약 부탁해요", "판단할 만한 자료가 부족합니다"),
        ("누가 바빠?", "김벤"),
        ("who is overloaded?", "김벤* holds most claims now"),
        ("왜 손해가 나?", "작업 한 시간의 원가가 정해져 있지 않기 때문입니다"),
        ("summary money", "원가가 정해져 있지 않기 때문입니다"),
        ("late claims of Hanbit", "overdue (4)"),
        ("어떤 원인이 많아?", "상위 1개 원인이 전체의 100.0 %입니다: 설명서"),
        ("언제 몰려?", "월 9시 20건"),
        ("담당자 없는 건 보여줘", "담당자 없음"),
        ("다들 점심은 뭐 먹어?", "이렇게 물어보실 수 있습니다"),
    ],
)
async def test_plain_words(slack: Slack, question: str, expected: str) -> None:
    await lived(slack)
    assert expected in await asks(slack, "ULEA", question)


async def test_a_slip_in_a_command_about_a_claim_is_no_question(slack: Slack) -> None:
    claim = await slack.opens()
    told = await asks(slack, "UANA", f"triage {claim.id} defekt today 15:00")
    assert "defekt" in told
    assert "As a team" not in told


async def test_an_engineer_who_asks_hears_of_the_team(slack: Slack) -> None:
    await lived(slack)
    told = await asks(slack, "UANA", "who is overloaded?")
    assert "As a team: 8 open" in told
    assert "김벤" not in told


async def test_why_we_lose_money_is_for_leads_and_finance(slack: Slack) -> None:
    await lived(slack)
    told = await asks(slack, "ULEA", "why do we lose money?")
    assert "6 h of work (n=12)" in told
    assert "*6 h* of work" not in told
    assert "how-to: income KRW 0 · 6 h of work (12 claims)" in told.lower().replace("krw", "KRW")
    assert "12/12" in told
    refused = await asks(slack, "UANA", "why do we lose money?")
    assert "Only leads and finance" in refused
    assert "6 h" not in refused


async def test_the_money_of_a_customer_comes_with_its_rows(slack: Slack) -> None:
    await lived(slack)
    told = await slack.slash("ULEA", "요약 손익 이번주 hanbit")
    assert "(n=6)" in told
    shown = slack.workspace.ephemerals("ULEA")[-1]
    (value,) = [
        each["value"] for block in shown["blocks"] for each in block.get("elements", ()) if each.get("action_id") == "report:margins"
    ]
    assert await slack.workspace.click("ULEA", CHANNEL, shown["ts"], "report:margins", value) is None
    await slack.door.front.settled()
    found = list(csv.DictReader(io.StringIO(sent(slack)["margin-2026-11-16-2026-11-22.csv"].decode("utf-8-sig"))))
    assert [row["minutes"] for row in found] == ["30"] * 6
    assert {row["where"] for row in found} == {"unquoted"}


def sent(slack: Slack) -> dict[str, bytes]:
    """Every file in Lea's messages."""
    direct = slack.workspace.channels.direct("ULEA")
    assert direct
    shown = [each for root in slack.workspace.messages(direct.id) for each in slack.workspace.thread(direct.id, root["ts"])]
    shared = [file for message in shown for file in message.get("files", ())]
    return {file["name"]: slack.workspace.files.get(file["id"]).content or b"" for file in shared}


async def test_rows_and_pictures_come_as_a_message(slack: Slack) -> None:
    groups = await lived(slack)
    await slack.slash("ULEA", "요약")
    shown = slack.workspace.ephemerals("ULEA")[-1]
    value = json.dumps(["", "2026-11-16", "2026-11-22", None, None, None])
    for action in ("report:csv", "report:charts"):
        assert await slack.workspace.click("ULEA", CHANNEL, shown["ts"], action, value) is None
    await slack.door.front.settled()
    files = sent(slack)
    assert files["backlog.png"].startswith(b"\x89PNG")
    assert files["stages.png"].startswith(b"\x89PNG")
    found = list(csv.DictReader(io.StringIO(files["claims-2026-11-16-2026-11-22.csv"].decode("utf-8-sig"))))
    assert {row["number"] for row in found if "first_missed" in row["groups"].split()} == set(groups["first_missed"])


async def test_compare_says_when_it_cannot_tell(slack: Slack) -> None:
    await lived(slack)
    told = await slack.slash("ULEA", "비교 2026-11-09..2026-11-15 이번주")
    assert "자료 부족(기간별 20건 이상 필요)" in told


async def test_compare_is_asked_of_the_obvious_periods(slack: Slack) -> None:
    weeks = "*지난주 11월 9일(월)~11월 15일(일) → 이번 주 11월 16일(월)~11월 22일(일) 비교*"
    at(slack, "11-19 14:00")
    for text in ("비교", "비교 지난주", "비교 이번주", "비교 지난주와 이번주", "비교 이번주 지난주"):
        assert (await slack.slash("ULEA", text)).startswith(weeks), text


async def test_compare_tells_each_n_once_and_answers_in_the_language_of_the_question(slack: Slack) -> None:
    at(slack, "11-09 09:00")
    number = await opened(slack, 0)
    await slack.door.front.people.acting("UBEN")
    await slack.desk.database.run(reply, number, "확인 중입니다.", by=person("UBEN"))
    await lived(slack)
    told = await slack.slash("ULEA", "비교 지난주 이번주")
    assert "*첫 답변 정시율* n=1 → 75.0 % (n=20): 자료 부족(기간별 20건 이상 필요) · M03" in told
    assert "11월 19일(목) 오후 2:00까지 집계했습니다" in told
    assert "(n=10)" in await slack.slash("ULEA", "비교 지난주 이번주 daon"), "of one customer alone"
    for question in ("are we getting better?", "compare last week with this week"):
        assert "*On-time first answers* n=1 → 75.0 % (n=20): too little data" in await asks(slack, "ULEA", question)
    assert "첫 답변 정시율" in await asks(slack, "UANA", "지난주보다 나아졌어?")


async def test_a_question_is_answered_in_its_language_and_with_nothing_else(slack: Slack) -> None:
    await lived(slack)
    told = await asks(slack, "UANA", "누가 바빠?")
    assert "담당자별 수치는 리드에게만" in told
    assert "첫 답변 정시율" not in told, "nothing buries it"
    assert "요점" in told
    assert "새빛" in await asks(slack, "UANA", "새빛의 늦은 건 보여줘")


async def test_a_late_claim_shows_what_was_missed(slack: Slack) -> None:
    await lived(slack)
    told = await asks(slack, "ULEA", "늦은 건 보여줘")
    assert "첫 답변 기한 11월 16일(월) 오후 2:00 KST" in told
    assert "해결 기한 11월 18일" in told, "of one that was answered, the resolution"


async def test_years_are_too_much_for_one_question(slack: Slack) -> None:
    assert "366일까지만" in await slack.slash("ULEA", "요약 2020-01-01..2026-11-01")


def test_a_chart_needs_data() -> None:
    lonely = Traced((Backlog(date(2026, 11, 16), (1, 0, 0, 0, 0), 0, 0.0),), None, (), shares([(1,) * len(Stage)]))
    told = pictured(lonely, "ko")
    assert (told["backlog"]["bars"], told["stages"]["bars"]) == ([], [])
    assert told["stages"]["none"] == "자료 부족 (n=1)"


async def test_a_mark(slack: Slack) -> None:
    assert "5.3 배포" in await slack.slash("UBEN", "표시 2026-11-18 5.3 배포")


CUSTOMERS = (Named(1, "한빛소프트", ("한빛소프트", "hanbit.example", "hanbit")),)
NOW = datetime(2026, 11, 19, 14, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "verb", "given"),
    [
        ("어디서 막혀?", "summary", {"focus": Question.CHAIN}),
        ("어떤 원인이 많아?", "summary", {"focus": Question.CAUSES}),
        ("busiest hours this month", "summary", {"focus": Question.DEMAND}),
        ("금요일 기한이 늦은 건", "list", {"group": Group.OVERDUE}),
        ("한빛소프트 늦은 건", "list", {"group": Group.OVERDUE, "which": "한빛소프트"}),
        ("how was last month for hanbit", "summary", {"focus": Question.SUMMARY, "which": "한빛소프트"}),
        ("What is due today?", "list", {"group": Group.DUE_TODAY}),
        ("오래 기다리는 건", "list", {"group": Group.WAITING}),
        ("<@UBEN> 이번 주 어때?", "summary", {"focus": Question.SUMMARY, "owner": "UBEN"}),
    ],
)
def test_rules(text: str, verb: str, given: dict[str, Any]) -> None:
    said = asking.read(text, CUSTOMERS, now=NOW, zone="Asia/Seoul")
    assert said
    assert said.verb.name == verb
    assert given.items() <= said.given.items()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("지난 3개월 요약", "2026-08-20", "2026-11-19"),
        ("최근 30일 현황", "2026-10-21", "2026-11-19"),
        ("지난 2주 동안 늦은 건", "2026-11-06", "2026-11-19"),
        ("how were the last 2 weeks?", "2026-11-06", "2026-11-19"),
        ("최근 999개월 현황", "1972-01-01", "2026-11-19"),
        ("10월 어땠어?", "2026-10-01", "2026-10-31"),
        ("12월 어땠어?", "2025-12-01", "2025-12-31"),
        ("how was it in February?", "2026-02-01", "2026-02-28"),
    ],
)
def test_a_counted_period_is_not_answered_for_this_week(text: str, first: str, last: str) -> None:
    said = asking.read(text, CUSTOMERS, now=NOW, zone="Asia/Seoul")
    assert said
    assert said.given["period"] == Period(date.fromisoformat(first), date.fromisoformat(last))
    assert "which" not in said.given


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("what is at risk this week?", None),
        ("SK의 늦은 건", "에스케이"),
        ("late claims of sk, please", "에스케이"),
        ("sk.example this week", "에스케이"),
    ],
)
def test_a_short_name_is_not_found_inside_a_word(text: str, which: str | None) -> None:
    said = asking.read(text, [Named(2, "에스케이", ("에스케이", "sk.example", "sk"))], now=NOW, zone="Asia/Seoul")
    assert said
    assert said.given.get("which") == which


@pytest.mark.parametrize(
    "text",
    [
        "새빛의 늦은 건",
        "동해상사 늦은 건 보여줘",
        "이번 주 동해상사는 어때?",
        "우리은행 늦은 건",
        "late claims of Donghae",
        "Donghae's late claims",
    ],
)
def test_an_unknown_customer_is_not_answered_for_all(text: str) -> None:
    with pytest.raises(NotFound) as refused:
        asking.read(text, CUSTOMERS, now=NOW, zone="Asia/Seoul")
    assert refused.value.values["what"] == "customer"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "우리 팀 이번 주 어때?",
            "오늘 기한인 건",
            "고객이 오래 기다리는 건",
            "어제 접수된 것 중 늦은 건",
            "이번 주 급한 건 얼마나 늦었어?",
        ),
        *("P1 늦은 건", "지난달보다 이번 달은 어때", "a list of late claims", "status of the team", "what's late today?"),
    ],
)
def test_words_that_are_no_name_are_no_customer(text: str) -> None:
    said = asking.read(text, CUSTOMERS, now=NOW, zone="Asia/Seoul")
    assert said
    assert "which" not in said.given


TWINS = (Named(3, "다온", ("다온", "daon.example", "daon")), Named(4, "다온", ("다온", "daon.kr", "daon")))


def test_two_customers_of_one_name_are_told_apart_by_their_domain() -> None:
    with pytest.raises(Ambiguous) as refused:
        asking.read("다온 늦은 건", TWINS, now=NOW, zone="Asia/Seoul")
    assert refused.value.values["choices"] == ("daon.example", "daon.kr")
    said = asking.read("daon.kr 늦은 건", TWINS, now=NOW, zone="Asia/Seoul")
    assert said
    assert said.given["which"] == "daon.kr"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_example_is_understood(language: str) -> None:
    """What the desk says can be asked, can be asked."""
    for line in say(language, "summary.ask.examples").strip().splitlines():
        for example in line.removeprefix("• ").split(" · "):
            assert asking.read(example, CUSTOMERS, now=NOW, zone="Asia/Seoul"), example


def test_an_hour_is_no_question() -> None:
    assert asking.read("고맙습니다", CUSTOMERS, now=NOW + timedelta(hours=1), zone="Asia/Seoul") is None


async def test_the_week_comes_by_itself_and_people_to_leads_alone(slack: Slack) -> None:
    await lived(slack)
    at(slack, "11-23 08:31")
    assert await slack.desk.database.run(digest, slack.desk.clock()) == 1
    found = await slack.workspace.until(lambda: sent(slack) if slack.workspace.channels.direct("ULEA") else None)
    assert found
    assert found.keys() == {"backlog.png", "stages.png"}
    shown = next(each for each in slack.workspace.messages(CHANNEL) if each["text"].startswith("지난주"))
    direct = slack.workspace.channels.direct("ULEA")
    assert direct
    assert "김벤" not in words(shown["blocks"])
    assert "원인별 현황 (해결 12건)" in words(shown["blocks"])
    assert "접수가 몰리는 시간대 (접수 20건)" in words(shown["blocks"])
    assert len(shown["blocks"]) <= 50
    told = words(slack.workspace.messages(direct.id)[0]["blocks"])
    assert "김벤" in told
    assert "작업 6시간 (n=12)" in told
    assert "작업 6시간 (n=12)" not in words(shown["blocks"]), "the margin is for leads"


async def test_the_board_says_what_today_asks_for(slack: Slack) -> None:
    groups = await lived(slack)
    at(slack, "11-20 08:55")
    assert await slack.desk.database.run(digest, slack.desk.clock()) == 1
    wanted = "아침 현황"
    shown = await slack.workspace.until(lambda: next((each for each in slack.workspace.messages(CHANNEL) if wanted in each["text"]), None))
    assert shown
    assert groups["open"][-1] in words(shown["blocks"])
