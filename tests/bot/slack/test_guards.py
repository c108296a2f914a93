"""Every guard of triage and its roads, through Slack: refused with its reason, and allowed once what it asks for is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from claims.actor import customer
from commands.close import confirm, reopen
from commands.word import rate
from tests.bot.slack.conftest import Slack

MINJI = customer("minji@hanbit.example")
PEOPLE = {"Ana": "UANA", "Ben": "UBEN", "Lea": "ULEA"}
FORM = ""
"""What is answered where a form opened."""

MINE = ("Ben take {a}",)
WAD = (*MINE, "Ben triage {a} WAD S4 I3")
DESIGNED = (*WAD, "Ben design {a} 설명서/4.2/5.1 반올림됩니다.")
RESOLVE = "Ben resolve {a} WAD 고객/기대 10m free 설명서대로입니다."
TOLD = (*DESIGNED, "Ana agree {a}", RESOLVE)
OBJECTED = (*TOLD, "customer no")
FILED = (*MINE, "Ben feature {a} 야간 화면")
DECIDED = (*FILED, "Lea decide FR-1 declined 만들지 않습니다.", "form")
PROBLEM = (*MINE, "Ben triage {a} DEFECT S3 I3", "Ben problem {a} 스풀러 멈춤")
DEFECT = (*MINE, "Ben triage {a} DEFECT S3 I3")
JOINED = (*MINE, "Ben merge {a} {b}")
VOTED = (*MINE, "Ben resolve {a} HOWTO 고객/문의 5m free 메뉴에 있습니다.", "customer vote")


@dataclass(frozen=True)
class Guard:
    """`steps` lead to it, `line` is refused with `why` in the answer; after `cure` its allowed `road` is answered with `told`."""

    steps: Sequence[str]
    line: str
    why: str
    cure: Sequence[str]
    road: str
    told: str


GUARDS = {
    # works as designed
    "told without a reference": Guard(WAD, RESOLVE, "근거(문서/절/버전)", (*DESIGNED[2:], "Ana agree {a}"), RESOLVE, "처리 완료"),
    "told without an agreement": Guard(DESIGNED, RESOLVE, "두 번째 사람의 동의", ("Ana agree {a}",), RESOLVE, "처리 완료"),
    "answered without an agreement": Guard(
        DESIGNED, "Ben reply {a} 사양입니다.", "두 번째 사람의 동의", ("Ana agree {a}",), "Ben reply {a} 사양입니다.", "고객에게 보냅니다"
    ),
    "told by the way without an agreement": Guard(
        DESIGNED, "Ben ask {a} 사양입니다. 더 필요하신 것이 있습니까?", "두 번째 사람의 동의", (), "Ben ask {a} 몇 판입니까?", "고객에게"
    ),
    "designed by a bystander": Guard(WAD, "Ana design {a} 설명서/4.2/5.1 x", "김벤", (), "Ben design {a} 설명서/4.2/5.1 x", "근거"),
    "agreed by its owner": Guard(DESIGNED, "Ben agree {a}", "다른 한 분의 동의", (), "Ana agree {a}", "agreed"),
    "agreed by who proposed it": Guard(
        (*WAD, "Lea design {a} 설명서/4.2/5.1 x"), "Lea agree {a}", "다른 한 분의 동의", (), "Ana agree {a}", "agreed"
    ),
    "a lead alone within four hours": Guard(
        tuple(each.replace("Ben", "Lea") for each in DESIGNED), "Lea agree {a}", "4시간", ("later 5",), "Lea agree {a}", "동의"
    ),
    "an engineer alone, however late": Guard((*DESIGNED, "later 30"), "Ben agree {a}", "다른 한 분의", (), "Ana agree {a}", "agreed"),
    "agreed where nothing waits": Guard(WAD, "Ana agree {a}", "nothing waits", DESIGNED[2:], "Ana agree {a}", "agreed"),
    "resolved as another class": Guard(
        WAD,
        RESOLVE.replace("WAD", "ENV"),
        "정상동작이나 결함으로만",
        ("Ben triage {a} ENV S4 I3",),
        RESOLVE.replace("WAD", "ENV"),
        "처리 완료",
    ),
    "closed within the days to object": Guard(
        TOLD, "Ben close {a} confirmed", "12월 3일(목)까지 이의를 제기할 수", ("customer yes",), "Ben {a}", "종료"
    ),
    "changed while the objection waits": Guard(
        (*OBJECTED,),
        "Ben triage {a} DEFECT S3 I3",
        "제품 책임자가",
        ("Lea overturn {a} 고치겠습니다.", "form", "form"),
        "Ben triage {a} DEFECT S3 I3",
        "분류했습니다",
    ),
    "an objection answered by an engineer": Guard(OBJECTED, "Ben affirm {a} 맞습니다.", "리드만", (), "Lea affirm {a} 맞습니다.", FORM),
    "an objection answered by a lead beside the product owner": Guard(
        ("Lea people @ana rights=product", *OBJECTED),
        "Lea overturn {a} 고칩니다.",
        "제품 책임자만",
        (),
        "Ana overturn {a} We mend it.",
        FORM,
    ),
    "an objection that is not there": Guard(
        TOLD, "Lea affirm {a} 맞습니다.", "기다리는 이의가", ("customer no",), "Lea affirm {a} 네.", FORM
    ),
    # triage
    "triaged by a bystander": Guard(MINE, "Ana triage {a} DEFECT S3 I3", "김벤", (), "Ben triage {a} DEFECT S3 I3", "분류했습니다"),
    "triaged before it is taken": Guard(
        (), "Ben triage {a} DEFECT S3 I3", "먼저 맡아", MINE, "Ben triage {a} DEFECT S3 I3", "분류했습니다"
    ),
    "another priority by an engineer": Guard(
        MINE, "Ben triage {a} DEFECT S3 I3 P1 reason=급함", "리드만", (), "Lea triage {a} DEFECT S3 I3 P1 reason=급함", "분류했습니다"
    ),
    "another priority without a reason": Guard(
        MINE, "Lea triage {a} DEFECT S3 I3 P1", "사유", (), "Lea triage {a} DEFECT S3 I3 P1 reason=급함", "분류했습니다"
    ),
    # requests
    "filed by a bystander": Guard(MINE, "Ana feature {a} Dark mode", "김벤", (), "Ben feature {a} 야간 화면", "기능 요청으로"),
    "a vote of a bystander": Guard((*FILED, "Ben take {b}"), "Ana vote {b} FR-1", "김벤", (), "Ben vote {b} FR-1", "기능 요청"),
    "a vote after the decision": Guard(
        (*DECIDED, "Ben take {b}"), "Ben vote {b} FR-1", "이미 결정되어", (), "Ben feature {b} 다른 화면", "기능 요청으로"
    ),
    "a class that is none": Guard(MINE, "Ben triage {a} DEFECT S9 I2", "‘S9’ –", (), "Ben triage {a} DEFECT S3 I2", "분류했습니다"),
    "decided by an engineer": Guard(FILED, "Ben decide FR-1 planned 5.4", "리드만", (), "Lea decide FR-1 planned 5.4", FORM),
    "decided by a lead beside the product owner": Guard(
        ("Lea people @ana rights=product", *FILED), "Lea decide FR-1 planned 5.4", "제품 책임자만", (), "Ana decide FR-1 planned 5.4", FORM
    ),
    "the product's right given by an engineer": Guard(
        (), "Ben people @ana rights=product", "만 할 수 있습니다", (), "Lea people @ana rights=product", "Ana Silva"
    ),
    # duplicates
    "joined by a bystander": Guard((*MINE,), "Ana merge {a} {b}", "김벤", (), "Ben merge {a} {b}", "통합 완료"),
    "joined with itself": Guard(MINE, "Ben merge {a} {a}", "{a}", (), "Ben merge {a} {b}", "통합 완료"),
    "joined with another customer's": Guard(MINE, "Ben merge {a} {c}", "다른 고객", (), "Ben merge {a} {b}", "통합 완료"),
    "joined twice": Guard(JOINED, "Ben merge {a} {d}", "이미", ("Ben revert {a}",), "Ben merge {a} {d}", "통합 완료"),
    "joined with one that was joined": Guard(JOINED, "Ben merge {d} {a}", "이미", (), "Ben merge {d} {b}", "통합 완료"),
    "taken back too late": Guard((*JOINED, "later 361"), "Ben revert {a}", "14일이", ("later -48",), "Ben revert {a}", "{a}"),
    # problems
    "a known error by a bystander": Guard(PROBLEM, "Ana known PRB-1 Restart it.", "problem", (), "Ben known PRB-1 다시 시작", FORM),
    "fixed by a bystander": Guard(PROBLEM, "Ana fixed PRB-1 5.4 2026-12-10", "problem", (), "Ben fixed PRB-1 5.4 2026-12-10", "PRB-1"),
    "a notice before it is fixed": Guard(
        PROBLEM, "Ben notice PRB-1", "아직 수정되지", ("Ben fixed PRB-1 5.4 2026-11-19",), "Ben notice PRB-1", FORM
    ),
    "a surge by an engineer": Guard((), "Ben surge on 접속 장애 until 18:00", "리드만", (), "Lea surge on 접속 장애 until 18:00", FORM),
    "a surge ended by an engineer": Guard((), "Ben surge off", "리드만", (), "Lea surge off", "지금은 급증"),
    # results
    "resolved by a bystander": Guard(
        DEFECT,
        "Ana resolve {a} DEFECT 절차/회귀 5m free x",
        "김벤",
        (),
        "Ben resolve {a} DEFECT 절차/회귀 5m free 고쳤습니다.",
        "처리 완료",
    ),
    "resolved before triage": Guard(
        MINE, "Ben resolve {a} DEFECT 절차/회귀 5m free x", "분류", DEFECT[1:], "Ben resolve {a} DEFECT 절차/회귀 5m free x", "처리 완료"
    ),
    "charged for a defect": Guard(
        DEFECT,
        "Ben resolve {a} DEFECT 절차/회귀 5m chargeable x",
        "비용을 청구하지",
        (),
        "Ben resolve {a} DEFECT 절차/회귀 5m free x",
        "완료",
    ),
    "charged without an approval": Guard(
        (*MINE, "Ben triage {a} ENV S3 I3"),
        "Ben resolve {a} ENV 고객/설정 5m chargeable x",
        "승인된 견적이",
        (),
        "Ben resolve {a} ENV 고객/설정 5m free x",
        "처리 완료",
    ),
    "a note that is not there": Guard(
        DEFECT, "Ben resolve {a} DEFECT 절차/회귀 5m free 노트=N-9 x", "N-9", (), "Ben resolve {a} DEFECT 절차/회귀 5m free x", "처리 완료"
    ),
    "resolved as spam": Guard(
        DEFECT, "Ben resolve {a} SPAM 고객/x 5m free x", "종류", (), "Ben resolve {a} DEFECT 절차/x 5m free x", "완료"
    ),
    # escalation
    "escalated by a bystander": Guard(MINE, "Ana escalate {a} It burns.", "김벤", (), "Ben escalate {a} 급합니다.", "이레아"),
    "escalated where it is over": Guard(
        (*MINE, "Ben close {a} withdrawn"),
        "Ben escalate {a} 급합니다.",
        "재처리",
        ("Ben reopen {a} 다시 문의",),
        "Ben escalate {a} 급함",
        "이레아",
    ),
    # satisfaction
    "a low vote closed by an engineer": Guard(VOTED, "Ben dsat {a} 응대 확인", "리드만", (), "Lea dsat {a} 응대 확인", "{a}"),
    "a low vote closed without a cause": Guard(VOTED, "Lea dsat {a}", FORM, (), "Lea dsat {a} 응대 확인", "{a}"),
    "a form of a result that is there": Guard(TOLD, "Ben resolve {a}", "재처리", ("Ben reopen {a} 다시 확인",), "Ben resolve {a}", FORM),
    "a form of a surge for an engineer": Guard((), "Ben surge", "리드만", (), "Lea surge", FORM),
    "a form of a decision for an engineer": Guard((), "Ben decide", "리드만", (), "Lea decide", FORM),
    "a vote that is not there": Guard(MINE, "Lea dsat {a} 응대 확인", "기다리는 불만족", VOTED[1:], "Lea dsat {a} 응대 확인", "{a}"),
}


class Road:
    """What people do one after another."""

    def __init__(self, slack: Slack, names: dict[str, int]) -> None:
        self.slack, self.names = slack, names

    async def go(self, step: str) -> str:
        """Somebody types it; or the `customer` says yes, no or votes, it is `later` by hours, or what was opened is sent by `form`."""
        who, _, line = step.format(**self.names).partition(" ")
        if who in PEOPLE:
            self.who = PEOPLE[who]
            return await self.slack.slash(self.who, line)
        run, number = self.slack.desk.database.run, str(self.names["a"])
        if who == "later":
            self.slack.desk.clock.now += timedelta(hours=int(line))  # type: ignore[attr-defined]
        elif who == "form":
            await self._submit()
        elif line == "vote":
            await run(rate, number, "1", "yes", "solution", "", form="1", by=MINJI)
        else:
            await run(confirm if line == "yes" else reopen, number, by=MINJI)
        return ""

    async def _submit(self) -> None:
        form = self.slack.modal(self.who)
        fields = [each["block_id"] for each in form["blocks"] if each["type"] == "input"]
        values: dict[str, Any] = {each: "둘 다 읽습니다." for each in fields if each.startswith("text_")}
        assert await self.slack.workspace.submit(self.who, form["id"], values) is None


@pytest.mark.parametrize("name", GUARDS)
async def test_it_is_refused_and_then_allowed(slack: Slack, name: str) -> None:
    guard = GUARDS[name]
    names = {"a": (await slack.opens()).id}
    for each, values in {"b": {}, "c": {"address": "cho@other.example"}, "d": {}}.items():
        if any(f"{{{each}}}" in step for step in (*guard.steps, guard.line, guard.road)):
            names[each] = (await slack.opens(**values)).id
    await slack.slash("ULEA", "mine")
    await slack.slash("UANA", "mine")
    road = Road(slack, names)
    for step in guard.steps:
        await road.go(step)
    refused = await road.go(guard.line)
    assert guard.why.format(**names) in refused
    assert bool(refused) is bool(guard.why)
    for step in guard.cure:
        await road.go(step)
    told = await road.go(guard.road)
    assert guard.told.format(**names) in told
    assert bool(told) is bool(guard.told), "a form opened"
