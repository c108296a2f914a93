"""Every verb of the table is parsed, runs by slash and in the thread, and is in the help in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.slack
import claims.errors
from bot.slack import vocabulary
from bot.slack.act import _RUNS
from bot.slack.cards import legal_verbs
from bot.slack.forms import form
from bot.slack.opening import WORDS
from bot.slack.posts import _CALLS
from bot.slack.refused import sentence
from bot.slack.replies import DECISIONS
from bot.words import LANGUAGES, keys, knows, say
from claims.claim import ClaimClass, Factor, Impact, Severity
from claims.errors import (
    Ambiguous,
    Answered,
    Away,
    CapReached,
    Elsewhere,
    FreeOfCharge,
    Guarded,
    Helping,
    Illegal,
    Invalid,
    Joined,
    Missing,
    NoApprover,
    NotAllowed,
    NotFound,
    NotOwner,
    OtherCustomer,
    Refusal,
    Stale,
    Taken,
    TooLarge,
    TooLate,
    Unapproved,
    Unjoined,
    Untimely,
)
from claims.lifecycle import CloseReason, Move, State, legal
from commands.show import Role
from commands.verbs import VERBS, Verb, named
from tests.bot.slack.conftest import Slack

ROOT = Path(bot.slack.__file__).parents[2]

LINES = {
    "take": ("take {n}", "!take"),
    "release": ("release {n} 휴가", "!release 휴가"),
    "hand": ("hand {n} @ana 부탁합니다", "!hand @ana 부탁합니다"),
    "invite": ("invite {n} @ana", "!invite @ana 도와주세요"),
    "escalate": ("escalate {n} 급합니다", "!이관 급합니다"),
    "triage": ("triage {n} DEFECT S2 I1 tomorrow 15:00", "!분류 결함 S2 I1 내일 15:00"),
    "suggest": ("suggest {n}", "!추천"),
    "reply": ("reply {n} 확인했습니다", "!회신 확인했습니다"),
    "ask": ("ask {n} 어떤 버전입니까?", "!질문 어떤 버전입니까?"),
    "nonews": ("nonews {n} 원인을 찾고 있습니다", "!중간안내 원인을 찾고 있습니다"),
    "later": ("later {n} tomorrow 15:00 부품 대기", "!지연안내 내일 오후 3시 부품 대기"),
    "promise": ("promise {n} +1d 로그가 많습니다", "!약속 +1일 로그가 많습니다"),
    "due": ("due {n}", "!기한"),
    "unpause": ("unpause {n} 자료가 있었음", "!정지취소 자료가 있었음"),
    "step": ("step {n} 로그 분석 until tomorrow 15:00", "!계획 내일 15시까지 로그 분석"),
    "note": ("note {n} 내부 메모", "!메모 내부 메모"),
    "resume": ("resume {n}", "!재개"),
    "resolve": ("resolve {n} HOWTO customer/training 15m free 이렇게 하십시오", "!해결 사용문의 고객/교육 15분 무상 이렇게 하십시오"),
    "design": ("design {n} 설명서/4.2/5.1 반올림됩니다", '!사양 "사용 설명서"/4.2/5.1 반올림됩니다'),
    "agree": ("agree {n}", "!동의"),
    "disagree": ("disagree {n} 다른 화면입니다", "!이견 다른 화면입니다"),
    "affirm": ("affirm {n} 그렇습니다", "!유지 그렇습니다"),
    "overturn": ("overturn {n} 아닙니다", "!번복 아닙니다"),
    "feature": ("feature {n} 어두운 화면", "!기능요청 어두운 화면"),
    "vote": ("vote {n} FR-9", "!기능투표 FR-9"),
    "features": ("features", "!기능목록"),
    "decide": ("decide FR-9 planned 5.4에서", "!기능결정 FR-9 개발예정 5.4에서"),
    "problem": ("problem {n} 스풀러", "!문제 스풀러"),
    "schedule": ("schedule {n} 5.4 2026-12-10 none", "!배포예정 5.4 2026-12-10 우회방법-있음"),
    "problems": ("problems", "!문제목록"),
    "known": ("known PRB-1 다시 시작해 주십시오", "!알려진오류 PRB-1 원인=스풀러 다시 시작해 주십시오"),
    "fixed": ("fixed PRB-1 5.4 2026-12-10", "!수정완료 PRB-1 5.4 2026-12-10"),
    "notice": ("notice PRB-1", "!수정안내 PRB-1"),
    "review": ("review PRB-1 2026-12-01", "!문제검토 PRB-1 2026-12-01"),
    "surge": ("surge on 인쇄 장애 until tomorrow 18:00", "!급증 인쇄 장애 내일 18시까지"),
    "reopen": ("reopen {n} 다시", "!재처리 다시"),
    "close": ("close {n} withdrawn", "!종료 취소"),
    "dsat": ("dsat {n} product 느림", "!불만족 제품 느림"),
    "merge": ("merge {n} 1001", "!병합 #1001"),
    "link": ("link {n} 1001", "!연결 #1001"),
    "split": ("split {n} 라이선스는요?", "!분리 라이선스는요?"),
    "revert": ("revert {n}", "!되돌리기"),
    "callback": ("callback {n} tomorrow 14:00 라이선스", "!콜백 내일 오후 2시"),
    "mute": ("mute {n}", "!조용히"),
    "quote": ("quote {n} 3h cap=300000 로그 분석", "!견적 3시간 할증=야간 로그 분석"),
    "endorse": ("endorse {n}", "!결재"),
    "unquote": ("unquote {n}", "!견적취소"),
    "log": ("log {n} 45m free 로그 분석", "!작업 45분 로그 분석"),
    "correct": ("correct {n} 1 30m 점심", "!정정 1 30분 점심"),
    "start": ("start {n}", "!시작"),
    "stop": ("stop {n}", "!중지 무상 로그 분석"),
    "fees": ("fees {n}", "!비용"),
    "bill": ("bill {n}", "!명세서"),
    "credit": ("credit {n} 1 1000 조정", "!감액 1 1000 조정"),
    "uphold": ("uphold {n} 1 같습니다", "!이의답변 1 같습니다"),
    "show": ("show {n}", "!show"),
    "open": ("open sam@northwind.example 전화 문의", "!open sam@northwind.example 전화 문의"),
    "phone": ("phone sam@northwind.example 전화 문의", "!전화 sam@northwind.example 전화 문의"),
    "customer": ("customer hanbit.example language=en", "!customer language=en"),
    "list": ("list triage", "!list triage"),
    "mine": ("mine", "!mine"),
    "unowned": ("unowned", "!unowned"),
    "late": ("late", "!지연"),
    "quarantine": ("quarantine", "!보류메일"),
    "away": ("away 2026-12-01..2026-12-03 deputy=@ana", "!부재 내일 오후"),
    "back": ("back", "!복귀"),
    "duty": ("duty", "!당번"),
    "whoami": ("whoami", "!내정보"),
    "people": ("people limit=6 skills=printer", "!사람"),
    "holiday": ("holiday", "!휴일"),
    "find": ("find 인쇄", "!find 인쇄"),
    "summary": ("summary last-week", "!요약 이번 주"),
    "compare": ("compare last-week week", "!비교 지난주 이번주"),
    "playbook": ("playbook WAD", "!플레이북 정상동작"),
    "mark": ("mark 2026-11-20 release 5.3", "!표시 오늘 5.3 배포"),
    "help": ("help", "!help"),
}
PREVIEWED = ("later", "nonews", "known", "surge")
"""Their letter is shown before it leaves, so they always open their form."""
BEFORE = {
    "unpause": "ask {n} 버전?",
    "agree": "design {n} 설명서/4.2/5.1 반올림됩니다",
    "disagree": "design {n} 설명서/4.2/5.1 반올림됩니다",
    "revert": "merge {n} 1001",
    "resume": "ask {n} 버전?",
    **dict.fromkeys(("known", "fixed", "notice", "review"), "problem {n} 스풀러"),
    "schedule": "triage {n} DEFECT S3 I2",
    "reopen": "resolve {n} HOWTO customer/x 1m free 끝",
    "correct": "log {n} 45m 로그 분석",
    "stop": "start {n}",
}
OTHERWISE = ("endorse", "unquote", "bill", "credit", "uphold", "quote")
"""Of fees that nobody offered yet: their refusal is what is told here, their doing in test_money.py."""


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
@pytest.mark.parametrize("way", [0, 1], ids=["slash", "thread"])
async def test_every_verb_runs(slack: Slack, verb: Verb, way: int) -> None:
    await slack.opens()
    claim = await slack.opens()
    if verb.name != "take":
        await slack.slash("UBEN", f"take {claim.id}")
    if verb.name in BEFORE:
        await slack.slash("UBEN", BEFORE[verb.name].format(n=claim.id))
    line, who = LINES[verb.name][way].format(n=claim.id), "ULEA" if verb.lead else "UBEN"
    if way == 0:
        told = await slack.slash(who, line)
    else:
        await slack.tells(who, claim.number, line)
        told = slack.whispered(who)
    if verb.name in PREVIEWED:
        assert slack.modal(who) if way == 0 else "양식" in told
        return
    if verb.name == "notice":
        assert ("아직 수정되지 않았습니다" if way == 0 else "양식") in told
        return
    if verb.name == "decide":
        assert ("리드만" if way == 0 else "양식") in told
        return
    if verb.name in DECISIONS:
        assert ("기다리는 이의가 없습니다" if way == 0 else "양식") in told
        return
    assert told
    if verb.name == "help" or verb.name in OTHERWISE:
        return
    refusals = ("알 수 없는", "근무 시간이 아닙니다", "할 수 없습니다", "빠진 항목", "모르는 명령", "혹시", "오류", "양식")
    assert not any(each in told for each in refusals), told


def test_every_verb_is_in_the_help_and_has_words() -> None:
    for verb in VERBS:
        for part in ("name", "label", "usage", "help"):
            assert knows(f"slack.verb.{verb.name}.{part}"), verb.name
        if verb.form and verb.name not in WORDS:
            for language in LANGUAGES:
                assert form(verb, None, {}, language)["blocks"]
        for language in LANGUAGES:
            assert named(say(language, f"slack.verb.{verb.name}.name")) is verb


def test_the_help_can_be_typed_as_it_stands() -> None:
    for language in LANGUAGES:
        for verb in VERBS:
            first = say(language, f"slack.verb.{verb.name}.usage").split()[0]
            assert named(first) is verb


def test_every_move_of_a_state_leads_to_a_verb_or_is_nobodys() -> None:
    for state in State:
        for language in LANGUAGES:
            assert "slack." not in vocabulary.verbs(legal(state), language)
    assert vocabulary.verb(Move.WITHDRAW, "en") == "close"
    assert vocabulary.verbs((Move.ANSWER, Move.NO_REPLY), "en") == ""


def test_every_special_verb_is_of_the_table() -> None:
    assert set(_RUNS) <= {verb.name for verb in VERBS}
    assert set(WORDS) <= {verb.name for verb in VERBS}
    assert legal_verbs.__module__ == "bot.slack.cards"


# Words.


def test_both_languages_say_the_same_things() -> None:
    assert keys("ko") == keys("en")
    for key in keys("ko"):
        assert set(_placeholders("ko", key)) == set(_placeholders("en", key)), key


def _placeholders(language: str, key: str) -> list[str]:
    from bot.words import _sentences

    return re.findall(r"\{(\w+)(?::[^{}]*)?\}", _sentences(language)[key])


def _sources(*folders: str) -> Iterator[tuple[Path, ast.AST]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def test_every_key_that_the_door_says_has_words() -> None:
    used = {
        node.value
        for _, tree in _sources("bot/slack")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(slack|refusals|fields)\.[\w.]+[a-z]", node.value)
    }
    used -= {"slack.com"}
    assert used
    assert [key for key in sorted(used) if not knows(key)] == []
    for kind, prefix in ((ClaimClass, "class"), (State, "state"), (CloseReason, "reason"), (Factor, "factor")):
        assert all(knows(f"slack.{prefix}.{each}") for each in kind)
    assert all(knows(f"slack.{prefix}.{each}") for kind, prefix in ((Severity, "severity_help"), (Impact, "impact_help")) for each in kind)


def test_every_field_that_is_refused_has_a_name() -> None:
    named_fields = {part.name for verb in VERBS for part in verb.parts}
    for _, tree in _sources("claims", "commands", "bot/slack"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Missing", "Invalid", "Untimely"):
                named_fields |= {each.value.value for each in node.keywords if each.arg == "field" and isinstance(each.value, ast.Constant)}
    assert [name for name in sorted(named_fields) if not knows(f"fields.{name}")] == []


def test_every_post_of_the_commands_can_be_said() -> None:
    put = {
        node.args[2].value
        for _, tree in _sources("commands", "bot/deliver")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("post", "tell")
        and len(node.args) > 2
        and isinstance(node.args[2], ast.Constant)
    }
    assert put
    assert put <= {*_CALLS, "mail_in", "letter_out", "joined"}


_TIMES = dict.fromkeys(("at", "was", "before", "after"), "2026-11-21T14:00+00:00") | {"value": "tmrw"}
REFUSALS: tuple[Refusal, ...] = (
    *(NotFound(what=what, name="x") for what in ("claim", "customer", "person", "message", "page", "file", "draft")),
    Taken(number="1-AAAAAA", owner="UBEN"),
    Helping(number="1-AAAAAA", owner="UBEN"),
    Answered(number="1-AAAAAA"),
    NotOwner(number="1-AAAAAA", owner="UBEN"),
    NotOwner(number="1-AAAAAA", owner=None),
    Away(owner="UBEN", until="2026-11-20", deputy="UANA"),
    Away(owner="UBEN", until="2026-11-20", deputy=None),
    *(NotAllowed(role=role) for role in Role),
    *(Illegal(number="1-AAAAAA", verb=move, state=state, legal=tuple(legal(state))) for state in State for move in Move),
    Illegal(number="1-AAAAAA", verb="reply", state=State.CLOSED, legal=()),
    *(Missing(field=field) for field in ("text", "reference", "agreement", "number")),
    Missing(field="number", verb="due"),
    Invalid(field="claim_class", value="x", allowed=tuple(ClaimClass)),
    Invalid(field="minutes", value=-1),
    *(Invalid(field=field, value="2026-11-16..2026-11-18") for field in ("days", "who", "day")),
    Invalid(field="closing", value="mars", allowed=("default",)),
    Invalid(field="verb", value="x"),
    *(Untimely(field="update_due", why=why, **_TIMES) for why in ("unread", "past", "far", "earlier", "closed")),
    Untimely(field="at", why="closed", at="2026-11-21T14:00+00:00", after="2026-11-23T00:00+00:00"),
    OtherCustomer(number="1-AAAAAA", into="2-BBBBBB"),
    Joined(number="1-AAAAAA", into="2-BBBBBB"),
    Unjoined(number="1-AAAAAA"),
    Unapproved(number="1-AAAAAA"),
    CapReached(number="1-AAAAAA", quote="Q1-1"),
    FreeOfCharge(number="1-AAAAAA", claim_class="DEFECT"),
    NoApprover(number="1-AAAAAA", customer="한빛"),
    *(NotAllowed(role=role) for role in ("approver", "other_lead", "manager")),
    *(NotFound(what=what, name="x") for what in ("quote", "dispute", "line", "entry", "timer", "work")),
    Stale(number="1-AAAAAA", what="quote"),
    TooLate(number="1-AAAAAA", days=14),
    *(Guarded(number="1-AAAAAA", what=what, until="2026-12-03", hours=4) for what in ("second", "objected", "window", "class", "leaving")),
    *(NotFound(what=what, name="x") for what in ("design", "objection", "feature", "survey", "low_vote")),
    *(NotFound(what=what, name="x") for what in ("problem", "problem_open", "problem_link", "fix", "surge", "proposal", "shift", "named")),
    *(NotAllowed(role=role) for role in ("other_admin", "product", "problem", "problem_closing")),
    TooLarge(size=30, allowed=25),
    Ambiguous(value="tak", choices=("take", "triage")),
    Elsewhere(number="1042-7K3M9Q", value="1042", verb="reply"),
    Ambiguous(value="한", choices=("한빛", "한울")),
    Stale(number="1-AAAAAA", what="reply", owner="UBEN", text="x"),
    Stale(number="1-AAAAAA", what="draft"),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_is_a_sentence(language: str) -> None:
    for refusal in REFUSALS:
        told = sentence(refusal, language, {"UBEN": "김벤"})
        assert "{" not in told
        assert "UBEN" not in told
    told = {type(refusal) for refusal in REFUSALS}
    assert told == {kind for kind in vars(claims.errors).values() if isinstance(kind, type) and issubclass(kind, Refusal)} - {Refusal}


def test_without_a_number_it_says_how_to_ask() -> None:
    asked = Missing(field="number", verb="due")
    assert sentence(asked, "ko", {}) == "빠진 항목: 접수번호. 예: `/claim 기한 1042`, 그 건의 스레드에서는 `!기한`"
    assert sentence(asked, "en", {}) == "Missing: claim number. For example: `/claim due 1042`, or `!due` in the claim’s thread."


def test_a_refusal_reads_well() -> None:
    illegal = Illegal(number="1042-7K3M9Q", verb=Move.RESOLVE, state=State.NEW, legal=tuple(legal(State.NEW)))
    assert sentence(illegal, "en", {}) == (
        "1042-7K3M9Q is “New”: “resolve” is not possible. Possible next: take, hand, release, merge, close"
    )
    assert sentence(illegal, "ko", {}) == ("1042-7K3M9Q: ‘신규’ 상태에서는 ‘해결’ 할 수 없습니다. 가능한 일: 담당, 인계, 반납, 병합, 종료")
