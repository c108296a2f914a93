"""What people type is read in any order and language, and never breaks."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.opening import wants_form
from bot.slack.parts import ALLOWED, READERS
from bot.slack.say import Said, near_verbs, parse
from claims.claim import ClaimClass, Factor, Impact, Severity
from claims.errors import Ambiguous, Invalid, Missing, Refusal, Untimely
from claims.lifecycle import CloseReason, State
from commands.verbs import VERBS, Kind

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday noon in Seoul
SEOUL = "Asia/Seoul"


def said(line: str, thread: str | None = None, zone: str = SEOUL) -> Said:
    return parse(line, now=NOW, zone=zone, thread=thread)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("take 1042", "1042"),
        ("1042 take", "1042"),
        ("take #1042", "#1042"),
        ("TAKE 1042-7k3m9q", "1042-7k3m9q"),
        ("담당 1042", "1042"),
        ("1042 담당", "1042"),
        ("ㅅ마ㄷ 1042", "1042"),
        ("1042 ekaekd", "1042"),
        ("  take   1042  please ", "1042"),
        ("take <#C042|1042>", "#1042"),
    ],
)
def test_verb_and_number_come_in_either_order(line: str, number: str) -> None:
    found = said(line)
    assert (found.verb.name, found.number, found.lacking) == ("take", number, ())


def test_a_number_alone_shows_the_claim_and_nothing_at_all_helps() -> None:
    assert (said("1042").verb.name, said("1042").number) == ("show", "1042")
    assert said("").verb.name == "help"
    assert (said("", thread="7-AAAAAA").verb.name, said("", thread="7-AAAAAA").number) == ("show", "7-AAAAAA")


def test_in_a_thread_only_a_sure_number_is_another_claim() -> None:
    assert said("take", thread="7-AAAAAA").number == "7-AAAAAA"
    assert said("take #1042", thread="7-AAAAAA").number == "#1042"
    assert said("1042 take", thread="7-AAAAAA").number == "1042"
    noted = said("note 1042 is related", thread="7-AAAAAA")
    assert (noted.number, noted.given) == ("7-AAAAAA", {"text": "1042 is related"})


def test_parts_come_in_any_order() -> None:
    expected = {"claim_class": ClaimClass.DEFECT, "severity": Severity.S2, "impact": Impact.I1}
    assert said("triage 1042 DEFECT S2 I1").given == expected
    assert said("triage 1042 i1 결함 s2").given == expected
    assert said("분류 1042 Documentation S4 I3").given["claim_class"] is ClaimClass.DEFECT_DOC


def test_a_resolution_in_one_line() -> None:
    found = said("resolve 1042 HOWTO customer/training 1h30m free 메뉴에서\n바꾸실 수 있습니다.")
    assert found.given == {
        "claim_class": ClaimClass.HOWTO,
        "cause": (Factor.CUSTOMER, "training"),
        "minutes": 90,
        "chargeable": False,
        "text": "메뉴에서\n바꾸실 수 있습니다.",
    }
    korean = said('해결 1042 사용문의 고객/"사용 방법" 45분 유상 안내')
    assert (korean.given["cause"], korean.given["minutes"], korean.given["chargeable"]) == ((Factor.CUSTOMER, "사용 방법"), 45, True)


def test_a_number_in_the_words_is_not_minutes() -> None:
    found = said("resolve 1042 HOWTO customer/training free 3 steps are needed")
    assert found.given["text"] == "3 steps are needed"
    assert [part.name for part in found.lacking] == ["minutes"]


@pytest.mark.parametrize(
    ("typed", "local"),
    [
        ("tomorrow 15:00", "2026-11-25 15:00"),
        ("내일 15:00", "2026-11-25 15:00"),
        ("내일 오후 3시", "2026-11-25 15:00"),
        ("내일 오전 9시 30분까지", "2026-11-25 09:30"),
        ("모레", "2026-11-26 18:00"),
        ("2026-11-27", "2026-11-27 18:00"),
        ("2026-11-27 15:00", "2026-11-27 15:00"),
        ("2026-11-27T15:00", "2026-11-27 15:00"),
        ("11월 30일 10시", "2026-11-30 10:00"),
        ("1월 5일", "2027-01-05 18:00"),
        ("fri 10:00", "2026-11-27 10:00"),
        ("화요일", "2026-12-01 18:00"),
        ("+2d", "2026-11-26 12:00"),
        ("+90m", "2026-11-24 13:30"),
        ("+3시간", "2026-11-24 15:00"),
        ("15:00", "2026-11-24 15:00"),
        ("9:00", "2026-11-25 09:00"),
        ("3pm", "2026-11-24 15:00"),
        ("12am", "2026-11-25 00:00"),
        ("3:30pm", "2026-11-24 15:30"),
        ("오후 3:30", "2026-11-24 15:30"),
        ("오후 3시 반", "2026-11-24 15:30"),
        ("tomorrow at 15:00", "2026-11-25 15:00"),
        ("글피 10시", "2026-11-27 10:00"),
        ("27 Nov 15:00", "2026-11-27 15:00"),
        ("November 27th, 3pm", "2026-11-27 15:00"),
        ("5 jan", "2027-01-05 18:00"),
        ("다음 주 월요일 10시", "2026-11-30 10:00"),
        ("다음주 금요일", "2026-12-04 18:00"),
        ("이번 주 금요일 오후 2시", "2026-11-27 14:00"),
        ("next friday 10:00", "2026-12-04 10:00"),
        ("Thursday", "2026-11-26 18:00"),
    ],
)
def test_times_are_the_readers_own(typed: str, local: str) -> None:
    from zoneinfo import ZoneInfo

    due = said(f"triage 1042 DEFECT S2 I1 {typed}").given["update_due"]
    assert due.astimezone(ZoneInfo(SEOUL)).strftime("%Y-%m-%d %H:%M") == local


@pytest.mark.parametrize(
    ("typed", "begin", "end"),
    [
        ("10:20-11:10", "2026-11-24 10:20", "2026-11-24 11:10"),
        ("10:20 ~ 11:10", "2026-11-24 10:20", "2026-11-24 11:10"),
        ("어제 17:20-19:10", "2026-11-23 17:20", "2026-11-23 19:10"),
        ("yesterday 22:30–01:10", "2026-11-23 22:30", "2026-11-24 01:10"),
        ("23:30-01:00", "2026-11-23 23:30", "2026-11-24 01:00"),
        ("2026-11-20 17:20-19:10", "2026-11-20 17:20", "2026-11-20 19:10"),
        ("11월 20일 17:20-19:10", "2026-11-20 17:20", "2026-11-20 19:10"),
        ("12월 20일 17:20-19:10", "2025-12-20 17:20", "2025-12-20 19:10"),
    ],
)
def test_work_is_told_from_when_till_when(typed: str, begin: str, end: str) -> None:
    from zoneinfo import ZoneInfo

    given = said(f"log 1042 {typed} chargeable 로그 분석").complete().given
    assert [each.astimezone(ZoneInfo(SEOUL)).strftime("%Y-%m-%d %H:%M") for each in given["minutes"]] == [begin, end]
    assert (given["charge"], given["text"]) == ("chargeable", "로그 분석")
    assert said("log 1042 1h 30m 로그 분석").given["minutes"] == 90


@pytest.mark.parametrize("typed", ["25:00-26:00", "10:20-11:75", "2026-02-30 10:20-11:10", "13월 5일 10:20-11:10"])
def test_no_span_is_invented(typed: str) -> None:
    with pytest.raises(Missing):
        said(f"log 1042 {typed} 분석").complete()


@pytest.mark.parametrize("typed", ["25:00", "13pm", "2026-13-01", "2026-02-30", "13월 5일", "soon", "9999-99-99"])
def test_no_time_is_invented(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        said(f"triage 1042 DEFECT S2 I1 {typed}").complete()
    assert refused.value.values["field"] == "update_due"


@pytest.mark.parametrize("verb", ["promise", "later", "callback"])
@pytest.mark.parametrize(
    "typed", ["tmrw 15:00 the log is long", "the log is long", "15:00 11/27 the log", "sunny 3 the log", "내일 15:00 16:00 로그가 많습니다"]
)
def test_a_time_that_is_not_understood_is_no_word_to_the_customer(verb: str, typed: str) -> None:
    with pytest.raises(Untimely) as refused:
        said(f"{verb} 1042 {typed}").complete()
    assert refused.value.values["why"] == "unread"
    assert str(refused.value.values["value"]) in typed
    assert not wants_form(said(f"{verb} 1042 {typed}"))


def test_words_behind_a_time_are_the_reason() -> None:
    found = said("promise 1042 fri 15:00 3 of 4 tests passed")
    assert found.given["reason_told"] == "3 of 4 tests passed"
    assert said("callback 1042 off thanks").given == {"off": True, "note": "thanks"}
    assert wants_form(said("promise 1042"))


def test_a_word_that_takes_back_may_begin_other_words() -> None:
    assert said("문제 1042 취소 주문이 이중 결제됨").given == {"text": "취소 주문이 이중 결제됨"}
    assert said("problem 1042 KE-3 취소 주문이 이중 결제됨").given == {"problem": "KE-3", "text": "취소 주문이 이중 결제됨"}
    assert said("문제 1042 취소").given == {"off": True}
    for typed in ("surge on 취소 처리 지연 until 18:00", "surge on 취소 until 18:00", "급증 완료 처리 지연 18:00까지", "surge on 취소"):
        assert "off" not in said(typed).given
        assert "reason" in said(typed).given
    assert said("surge on 취소 처리 지연 until 18:00").given["reason"] == "취소 처리 지연"
    assert said("급증 해제").given == said("surge off").given == {"off": True}


def test_a_day_of_a_zone_that_changes_its_clocks() -> None:
    summer = parse("triage 1 DEFECT S2 I1 +1d", now=datetime(2026, 10, 24, 12, tzinfo=UTC), zone="Europe/Lisbon").given[
        "update_due"
    ]  # the clocks go back in the night
    assert summer == datetime(2026, 10, 25, 13, tzinfo=UTC)


def test_people_addresses_and_customers() -> None:
    assert said("hand 1042 <@U1|ana> please look").given == {"to": "U1", "note": "please look"}
    opened = said("open <mailto:Kim@Hanbit.example|Kim@Hanbit.example> 전화 주셨습니다").given
    assert opened == {"address": "kim@hanbit.example", "text": "전화 주셨습니다"}
    found = said('customer 한빛 소프트 이름="한빛 소프트웨어" owner=<@U1|ana> 언어=한국어').given
    assert found == {"which": "한빛 소프트", "settings": {"name": "한빛 소프트웨어", "account_owner": "U1", "language": "ko"}}
    assert said("customer <http://hanbit.example|hanbit.example>").given == {"which": "hanbit.example"}
    assert said("customer language=en", thread="7-AAAAAA").given == {"which": "#7-AAAAAA", "settings": {"language": "en"}}


def test_reasons_and_states_by_their_labels() -> None:
    assert said("close 1042 취소 고객 요청").given == {"reason": CloseReason.WITHDRAWN, "text": "고객 요청"}
    assert said("list waiting-for-the-customer").given == {"state": State.WAITING_CUSTOMER}
    assert said("목록 WAITING_CUSTOMER").given == {"state": State.WAITING_CUSTOMER}
    assert said("목록 신규").given == {"state": State.NEW}


def test_what_is_not_understood_is_named_with_what_would_be() -> None:
    with pytest.raises(Invalid) as refused:
        said("triage 1042 DEFCT S2 I1").complete()
    assert refused.value.values == {"field": "claim_class", "value": "DEFCT", "allowed": tuple(ClaimClass)}
    with pytest.raises(Invalid) as refused:
        said("review PRB-3 somewhen").complete()
    assert refused.value.values["field"] == "day"


def test_near_misses_are_suggested_and_never_run() -> None:
    with pytest.raises(Ambiguous) as refused:
        said("tak 1042")
    assert refused.value.values["choices"] == ("take",)
    with pytest.raises(Ambiguous) as refused:
        said("res 1042")
    assert set(refused.value.values["choices"]) == {"resume", "resolve"}  # type: ignore[arg-type]
    with pytest.raises(Invalid) as unknown:
        said("xyzzy 1042")
    assert unknown.value.values["field"] == "verb"
    assert near_verbs("담") == ("take",)


def test_a_claim_must_be_named() -> None:
    with pytest.raises(Missing) as refused:
        said("release")
    assert refused.value.values["field"] == "number"


def test_lacking_parts_are_told_in_order() -> None:
    assert [part.name for part in said("hand 1042").lacking] == ["to", "note"]
    with pytest.raises(Missing):
        said("hand 1042").complete()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_is_read_by_all_its_names(verb: Any) -> None:
    for name in (verb.name, verb.name.upper(), *verb.korean):
        assert said(f"{name} 1042" if verb.numbered else name).verb is verb


def test_every_kind_of_part_has_a_reader() -> None:
    assert set(READERS) == set(Kind)
    assert all(part.kind in READERS for verb in VERBS for part in verb.parts)
    assert set(ALLOWED) <= set(Kind)


WORDS = st.sampled_from([name for verb in VERBS for name in (verb.name, *verb.korean)] + ["1042", "#1042", "1042-7K3M9Q", "O1L", "<@U1|a>"])
PARTS = st.sampled_from(
    [
        "DEFECT",
        "S2",
        "I1",
        "+99999d",
        "+1w",
        "customer/x",
        '고객/"a b"',
        "45m",
        "1h",
        "무상",
        "tomorrow",
        "어제 17:20-19:10",
        "99:99",
        "오후 13시",
        "name=",
        '="',
        "29월 99일",
    ]
)
LINES = st.one_of(st.text(), st.lists(st.one_of(WORDS, PARTS, st.text(max_size=8)), max_size=8).map(" ".join))


def test_words_beyond_the_last_part_are_named() -> None:
    with pytest.raises(Invalid) as refused:
        said("customer hanbit name=한빛 and more").complete()
    assert refused.value.values["value"] == "and more"


@given(LINES, st.sampled_from([None, "7-AAAAAA"]), st.sampled_from([SEOUL, "America/St_Johns", "UTC", "Pacific/Kiritimati"]))
@settings(max_examples=500, deadline=None)
def test_nothing_typed_breaks_the_parser(line: str, thread: str | None, zone: str) -> None:
    try:
        found = said(line, thread, zone)
        found.complete()
    except Refusal:
        return
    assert found.number or not found.verb.numbered


@pytest.mark.parametrize("line", ["take 1042번", "1042번 담당", "담당 1042건", "1042번", "담당 #1042번"])
def test_a_number_may_be_counted_as_koreans_do(line: str) -> None:
    assert (said(line).number or "").lstrip("#") == "1042"
