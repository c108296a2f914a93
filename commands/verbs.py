"""Every verb, once: the parser, the help, the manifest and the docs are held against this table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from claims.lifecycle import Move
from commands.away import away, back
from commands.bill import bill
from commands.callback import callback
from commands.close import close, reopen
from commands.compare import compare
from commands.credit import credit_line, uphold
from commands.design import agree, design, disagree
from commands.develop import offer
from commands.duty import duty
from commands.escalate import escalate
from commands.explain import explain
from commands.feature import board, decide, feature, vote
from commands.fees import fees
from commands.find import find, list_claims
from commands.guide import playbook
from commands.hand import hand, invite
from commands.holiday import holiday
from commands.know import customer
from commands.later import later, nonews
from commands.link import link
from commands.log import correct, log, start, stop
from commands.mark import mark
from commands.merge import merge, revert
from commands.mute import mute
from commands.note import note
from commands.notice import write
from commands.objection import affirm, overturn
from commands.open import open_claim
from commands.problem import comes_from, fixed, known, listed, review
from commands.promise import promise
from commands.quarantine import newest
from commands.quote import endorse, unquote
from commands.release import release
from commands.reply import ask, reply, resume
from commands.resolve import resolve
from commands.schedule import schedule
from commands.show import show
from commands.split import split
from commands.staff import staff
from commands.step import step
from commands.suggest import suggest
from commands.summarise import summarise
from commands.surge import surge
from commands.survey import dsat
from commands.take import take
from commands.triage import triage
from commands.unpause import unpause


class Kind(StrEnum):
    """How a part of what was typed is read. A person is `<@U…>`; text is all that is left; a setting is `name=value`."""

    PERSON = "person"
    TEXT = "text"
    CLASS = "class"
    SEVERITY = "severity"
    IMPACT = "impact"
    CAUSE = "cause"
    MINUTES = "minutes"
    SPENT = "spent"
    CHARGE = "charge"
    REASON = "reason"
    STATE = "state"
    CUSTOMER = "customer"
    SETTING = "setting"
    ADDRESS = "address"
    WHEN = "when"
    NUMBER = "number"
    DAYS = "days"
    DEPUTY = "deputy"
    OFF = "off"
    BACK = "back"
    HABITS = "habits"
    PERIOD = "period"
    FOCUS = "focus"
    GROUP = "group"
    DAY = "day"
    DAY_KIND = "day kind"
    CALENDAR = "calendar"
    CAP = "cap"
    EXTRA = "extra"
    WORKED = "worked"
    COUNT = "count"
    AMOUNT = "amount"
    REFERENCE = "reference"
    LEVEL = "level"
    FEATURE = "feature"
    DECISION = "decision"
    PRIORITY = "priority"
    PRODUCT = "product"
    WHY = "why"
    PROBLEM = "problem"
    VERSION = "version"
    WORKAROUND = "workaround"
    UNTIL = "until"
    TEXTS = "texts"
    NOTED = "noted"
    DEPARTMENT = "department"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a verb: the command's argument `name`, and how it is read. One that is not `needed` may be left out."""

    name: str
    kind: Kind
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Verb:
    """`numbered`: it is about one claim; `form`: without its parts it opens a modal; `move`: what the lifecycle must allow."""

    name: str
    korean: tuple[str, ...]
    run: Callable[..., Any]
    parts: tuple[Part, ...] = ()
    numbered: bool = True
    form: bool = False
    lead: bool = False
    move: Move | None = None


_TEXT = Part("text", Kind.TEXT)
_NEXT = Part("update_due", Kind.WHEN)
_WHEN = Part("update_due", Kind.WHEN, needed=False)
_WHY = Part("reason_told", Kind.TEXT, needed=False)
_WHO = Part("to", Kind.PERSON)
_OF = Part("who", Kind.PERSON, needed=False)
_WHAT = Part("text", Kind.TEXT, needed=False)
_CHARGED = Part("charge", Kind.WORKED, needed=False)
_DAYS = Part("days", Kind.DAYS, needed=False)

_PROBLEM = Part("problem", Kind.PROBLEM)

_WHOSE = (
    Part("owner", Kind.PERSON, needed=False),
    Part("claim_class", Kind.CLASS, needed=False),
    Part("which", Kind.CUSTOMER, needed=False),
)
_ASKED = (Part("period", Kind.PERIOD, needed=False), *_WHOSE)

VERBS: tuple[Verb, ...] = (
    Verb("take", ("담당", "맡기"), take, move=Move.TAKE),
    Verb("release", ("반납", "해제"), release, (Part("reason", Kind.TEXT),), form=True, move=Move.RELEASE),
    Verb("hand", ("인계", "배정"), hand, (_WHO, Part("note", Kind.TEXT)), form=True, move=Move.HAND),
    Verb("invite", ("초대", "협업"), invite, (Part("helper", Kind.PERSON), Part("note", Kind.TEXT, needed=False)), form=True),
    Verb(
        "escalate",
        ("이관", "에스컬레이션"),
        escalate,
        (Part("to", Kind.PERSON, needed=False), Part("reason", Kind.TEXT)),
        form=True,
    ),
    Verb(
        "triage",
        ("분류",),
        triage,
        (
            Part("claim_class", Kind.CLASS),
            Part("severity", Kind.SEVERITY),
            Part("impact", Kind.IMPACT),
            _WHEN,
            Part("product", Kind.PRODUCT, needed=False),
            Part("priority", Kind.PRIORITY, needed=False),
            Part("reason", Kind.WHY, needed=False),
        ),
        form=True,
        move=Move.TRIAGE,
    ),
    Verb("suggest", ("추천",), suggest),
    Verb("reply", ("회신", "답변"), reply, (_TEXT,), form=True),
    Verb("ask", ("질문", "요청"), ask, (_TEXT,), form=True, move=Move.ASK),
    Verb("nonews", ("중간안내",), nonews, (_TEXT,), form=True),
    Verb("later", ("지연안내",), later, (_NEXT, _TEXT), form=True),
    Verb("promise", ("약속", "일정"), promise, (_NEXT, _WHY), form=True),
    Verb("due", ("기한",), explain),
    Verb("unpause", ("정지취소",), unpause, (Part("reason", Kind.TEXT),), form=True, lead=True),
    Verb("step", ("다음단계", "계획"), step, (_OF, Part("until", Kind.UNTIL, needed=False), _TEXT), form=True),
    Verb("note", ("메모",), note, (_TEXT,), form=True),
    Verb("resume", ("재개",), resume, move=Move.RESUME),
    Verb(
        "resolve",
        ("해결", "완료"),
        resolve,
        (
            Part("claim_class", Kind.CLASS),
            Part("cause", Kind.CAUSE),
            Part("minutes", Kind.MINUTES),
            Part("chargeable", Kind.CHARGE),
            Part("noted", Kind.NOTED, needed=False),
            Part("department", Kind.DEPARTMENT, needed=False),
            _TEXT,
        ),
        form=True,
        move=Move.RESOLVE,
    ),
    Verb("design", ("사양",), design, (Part("reference", Kind.REFERENCE), _TEXT), form=True),
    Verb("agree", ("동의",), agree),
    Verb("disagree", ("이견", "반대"), disagree, (Part("reason", Kind.TEXT),), form=True),
    Verb("affirm", ("유지",), affirm, (_TEXT,), form=True),
    Verb("overturn", ("번복",), overturn, (_TEXT,), form=True),
    Verb("feature", ("기능요청",), feature, (_TEXT,), form=True, move=Move.TRANSFER),
    Verb("vote", ("기능투표",), vote, (Part("wish", Kind.FEATURE),), form=True),
    Verb("problem", ("문제",), comes_from, (Part("problem", Kind.PROBLEM, needed=False), Part("off", Kind.OFF, needed=False), _WHAT)),
    Verb(
        "schedule",
        ("배포예정",),
        schedule,
        (
            Part("version", Kind.VERSION),
            Part("day", Kind.DAY),
            Part("workaround", Kind.WORKAROUND),
            Part("accepted", Kind.ACCEPTED, needed=False),
        ),
        form=True,
        move=Move.SCHEDULE,
    ),
    Verb("reopen", ("재처리",), reopen, (Part("reason", Kind.TEXT),), form=True, move=Move.REOPEN),
    Verb("close", ("종료",), close, (Part("reason", Kind.REASON), Part("text", Kind.TEXT, needed=False)), form=True),
    Verb("dsat", ("불만족",), dsat, (Part("level", Kind.LEVEL), Part("note", Kind.TEXT, needed=False)), form=True, lead=True),
    Verb("merge", ("병합", "통합"), merge, (Part("into", Kind.NUMBER),), form=True, move=Move.MERGE),
    Verb("split", ("분리", "나누기"), split, (_TEXT,), form=True),
    Verb("link", ("연결", "관련"), link, (Part("other", Kind.NUMBER), Part("off", Kind.OFF, needed=False)), form=True),
    Verb("revert", ("되돌리기",), revert, move=Move.REVERT),
    Verb(
        "callback",
        ("콜백", "전화약속"),
        callback,
        (Part("at", Kind.WHEN, needed=False), Part("off", Kind.OFF, needed=False), Part("note", Kind.TEXT, needed=False)),
    ),
    Verb("mute", ("조용히", "알림끄기"), mute, (Part("off", Kind.OFF, needed=False),)),
    Verb(
        "quote",
        ("견적",),
        offer,
        (Part("minutes", Kind.MINUTES), Part("cap", Kind.CAP, needed=False), Part("kinds", Kind.EXTRA, needed=False), _WHAT),
        form=True,
        move=Move.QUOTE,
    ),
    Verb("endorse", ("결재",), endorse, lead=True),
    Verb("unquote", ("견적취소",), unquote),
    Verb("log", ("작업",), log, (Part("minutes", Kind.SPENT), _CHARGED, _WHAT), form=True),
    Verb("correct", ("정정",), correct, (Part("entry", Kind.COUNT), Part("minutes", Kind.MINUTES), _TEXT), form=True),
    Verb("start", ("시작",), start),
    Verb("stop", ("중지",), stop, (_CHARGED, _WHAT)),
    Verb("fees", ("비용",), fees),
    Verb("bill", ("명세서",), bill),
    Verb("credit", ("감액",), credit_line, (Part("line", Kind.COUNT), Part("amount", Kind.AMOUNT), _TEXT), form=True, lead=True),
    Verb("uphold", ("이의답변",), uphold, (Part("line", Kind.COUNT), _TEXT), form=True, lead=True),
    Verb("show", ("보기",), show),
    Verb("open", ("접수",), open_claim, (Part("address", Kind.ADDRESS), _TEXT), numbered=False, form=True),
    Verb("phone", ("전화",), open_claim, (Part("address", Kind.ADDRESS), _TEXT), numbered=False, form=True),
    Verb(
        "customer",
        ("고객",),
        customer,
        (Part("which", Kind.CUSTOMER), Part("settings", Kind.SETTING, needed=False)),
        numbered=False,
        form=True,
    ),
    Verb(
        "list",
        ("목록",),
        list_claims,
        (Part("state", Kind.STATE, needed=False), Part("group", Kind.GROUP, needed=False), *_ASKED),
        numbered=False,
    ),
    Verb("mine", ("내것",), list_claims, numbered=False),
    Verb("unowned", ("미배정",), list_claims, numbered=False),
    Verb("late", ("지연",), list_claims, numbered=False),
    Verb("quarantine", ("보류메일", "격리"), newest, numbered=False),
    Verb(
        "away",
        ("부재", "휴가"),
        away,
        (_OF, _DAYS, Part("deputy", Kind.DEPUTY, needed=False), Part("off", Kind.BACK, needed=False)),
        numbered=False,
    ),
    Verb("back", ("복귀",), back, (_OF,), numbered=False),
    Verb("duty", ("당번", "당직"), duty, (_OF, _DAYS, Part("off", Kind.OFF, needed=False)), numbered=False),
    Verb("whoami", ("내정보", "나"), staff, numbered=False),
    Verb("people", ("사람", "팀원"), staff, (_OF, Part("habits", Kind.HABITS, needed=False)), numbered=False),
    Verb(
        "holiday",
        ("휴일", "공휴일"),
        holiday,
        (
            Part("day", Kind.DAY, needed=False),
            Part("kind", Kind.DAY_KIND, needed=False),
            Part("calendar", Kind.CALENDAR, needed=False),
            Part("name", Kind.TEXT, needed=False),
        ),
        numbered=False,
    ),
    Verb("find", ("찾기", "검색"), find, (Part("words", Kind.TEXT),), numbered=False),
    Verb("summary", ("요약", "현황"), summarise, (Part("focus", Kind.FOCUS, needed=False), *_ASKED), numbered=False),
    Verb("compare", ("비교",), compare, (Part("before", Kind.PERIOD), Part("after", Kind.PERIOD), *_WHOSE), numbered=False),
    Verb("features", ("기능목록",), board, numbered=False),
    Verb(
        "decide",
        ("기능결정",),
        decide,
        (Part("wish", Kind.FEATURE), Part("decision", Kind.DECISION), Part("texts", Kind.TEXTS)),
        numbered=False,
        form=True,
    ),
    Verb("problems", ("문제목록",), listed, (Part("problem", Kind.PROBLEM, needed=False),), numbered=False),
    Verb(
        "known",
        ("알려진오류",),
        known,
        (_PROBLEM, Part("texts", Kind.TEXTS), Part("cause", Kind.WHY, needed=False)),
        numbered=False,
        form=True,
    ),
    Verb("fixed", ("수정완료",), fixed, (_PROBLEM, Part("version", Kind.VERSION), Part("day", Kind.DAY)), numbered=False, form=True),
    Verb("notice", ("수정안내",), write, (_PROBLEM, Part("texts", Kind.TEXTS)), numbered=False, form=True),
    Verb(
        "review",
        ("문제검토",),
        review,
        (
            _PROBLEM,
            Part("day", Kind.DAY, needed=False),
            Part("owner", Kind.PERSON, needed=False),
            Part("off", Kind.OFF, needed=False),
        ),
        numbered=False,
    ),
    Verb(
        "surge",
        ("급증",),
        surge,
        (
            Part("until", Kind.UNTIL),
            Part("texts", Kind.TEXTS),
            Part("problem", Kind.PROBLEM, needed=False),
            Part("off", Kind.OFF, needed=False),
            Part("reason", Kind.TEXT, needed=False),
        ),
        numbered=False,
        form=True,
        lead=True,
    ),
    Verb("playbook", ("플레이북", "대응지침"), playbook, (Part("claim_class", Kind.CLASS, needed=False),), numbered=False),
    Verb("mark", ("표시",), mark, (Part("day", Kind.PERIOD), _TEXT), numbered=False),
    Verb("help", ("도움말", "도움"), show, (Part("about", Kind.TEXT, needed=False),), numbered=False),
)

TOPICS: Mapping[str, tuple[str, ...]] = {
    "usual": ("take", "reply", "ask", "note", "triage", "resolve", "hand", "find", "mine", "unowned"),
    "course": ("show", "release", "invite", "escalate", "step", "suggest", "resume", "reopen", "close", "callback", "mute"),
    "promises": ("nonews", "later", "promise", "due", "schedule", "unpause"),
    "intake": ("open", "phone", "customer", "quarantine", "merge", "split", "link", "revert"),
    "design": ("design", "agree", "disagree", "affirm", "overturn", "playbook"),
    "wishes": ("feature", "vote", "features", "decide"),
    "problems": ("problem", "problems", "known", "fixed", "notice", "review", "surge"),
    "fees": ("quote", "endorse", "unquote", "log", "correct", "start", "stop", "fees", "bill", "credit", "uphold"),
    "figures": ("list", "late", "summary", "compare", "mark", "dsat"),
    "team": ("whoami", "people", "duty", "away", "back", "holiday", "help"),
}
"""Every verb, by what it is about: as the help tells them. The usual ones stand first."""


def named(word: str) -> Verb | None:
    """The verb of that name or Korean alias."""
    low = word.lower()
    return next((verb for verb in VERBS if low == verb.name or low in verb.korean), None)
