"""How each kind of part is read from what a person typed: the value and how many characters it took, or None."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from unicodedata import normalize

from bot.slack import periods, when
from bot.words import LANGUAGES, say
from claims.article import Use
from claims.claim import ClaimClass, Department, Factor, Impact, Priority, Severity
from claims.feature import Decision
from claims.group import Group
from claims.lifecycle import CloseReason, State
from claims.problem import Workaround
from claims.rates import EXTRAS
from claims.rates import Kind as Extra
from claims.survey import Level
from claims.terms import DayKind
from claims.worklog import Charge
from commands.verbs import Kind

REASONS = (CloseReason.CONFIRMED, CloseReason.WITHDRAWN, CloseReason.REJECTED, CloseReason.SPAM)
"""Why a person may close a claim."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The moment and the reader's zone, for times."""

    now: datetime
    zone: str


Read = tuple[Any, int] | None
Reader = Callable[[str, Reading], Read]

_WORD = re.compile(r"\S+")
_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>(?:\s?님?(?:께|에게|한테|께서)?(?=$|\s))?")
"""With what Koreans put behind a name."""
_MAILTO = re.compile(r"<mailto:([^<>|\s]+@[^<>|\s]+)(?:\|[^<>]*)?>")
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_NUMBER = re.compile(r"(?:into\s+|→\s*)?(#?\d{1,12}(?:-[0-9A-Za-z]{6})?)(?=$|\s)", re.IGNORECASE)
_HOURS = re.compile(r"(?:(\d{1,3})\s?(?:h|시간))?\s?(?:(\d{1,5})\s?(?:min|m|분))?(?=$|\s)", re.IGNORECASE)
_CAUSE = re.compile(r"([^\s/\"]+)/(?:\"([^\"]+)\"|(\S+))")
_WORDS = r"(?:\"([^\"]+)\"|([^\s/\"]+))"
_REFERENCE = re.compile(rf"{_WORDS}/{_WORDS}/{_WORDS}(?=$|\s)")
_PRODUCT = re.compile(r"(?:product|제품)\s?=\s?(?:\"([^\"]+)\"|(\S+))", re.IGNORECASE)
_WHY = re.compile(r"(?:reason|사유|cause|원인)\s?=\s?(?:\"([^\"]+)\"|(\S+))", re.IGNORECASE)
_NOTED = re.compile(r"(note|improved|노트|개선)\s?=\s?(?:(new|none|새로|없음)|(N-\d{1,9}))(?=$|\s)", re.IGNORECASE)
_IMPROVED = ("improved", "개선")
_NEW_OR_NONE = {"new": Use.NEW, "새로": Use.NEW, "none": Use.NONE, "없음": Use.NONE}
_DEPARTMENT = re.compile(r"(?:dept|department|부서)\s?=\s?(\S+)", re.IGNORECASE)
_FEATURE = re.compile(r"(FR-\d{1,9})(?=$|\s)", re.IGNORECASE)
_PROBLEM = re.compile(r"((?:PRB|KE)-\d{1,9})(?=$|\s)", re.IGNORECASE)
_VERSION = re.compile(r"(?:(?:version|버전)\s?=?\s?)?(?!\d{4}-\d)(v?\d[\w.+-]*)(?=$|\s)", re.IGNORECASE)
_SETTING = re.compile(r"\s*(\w+)\s?=\s?(?:\"([^\"]*)\"|(\S+))")
_CHARGE = {"free": False, "무상": False, "무료": False, "chargeable": True, "paid": True, "유상": True, "유료": True}
_SETTINGS = {
    "name": "name", "이름": "name", "language": "language", "언어": "language", "product": "product", "제품": "product",
    "owner": "account_owner", "account_owner": "account_owner", "담당": "account_owner", "담당자": "account_owner",
    "plan": "plan", "계약": "plan", "page": "page", "현황": "page", "approver": "approver", "승인자": "approver",
}  # fmt: skip
_DEPUTY = re.compile(r"(?:deputy|대행)\s?=\s?<@([A-Z0-9]+)(?:\|[^<>]*)?>", re.IGNORECASE)
_CALENDAR = re.compile(r"(?:calendar|달력)\s?=\s?(\S+)", re.IGNORECASE)
_BARE = re.compile(r"[^\W\d]\S*")
_OFF = ("off", "취소", "복귀", "끄기", "해제", "done", "완료")
_BACK = (*_OFF, "back")
_ACCEPTED = ("accepted", "수락")
_USUAL = ("usual", "default", "기본")
_HABITS = {
    "mention": "mention", "알림": "mention", "quiet": "quiet", "방해금지": "quiet", "calendar": "calendar", "달력": "calendar",
    "deputy": "deputy", "대행": "deputy", "limit": "limit", "한도": "limit", "skills": "skills", "제품": "skills",
    "language": "language", "언어": "language", "zone": "zone", "시간대": "zone", "role": "role", "역할": "role",
    "rights": "rights", "right": "rights", "권한": "rights",
}  # fmt: skip
_FOCUSES = {"money": "money", "margin": "money", "손익": "money", "돈": "money"}
_MENTIONS = {"디엠": "dm", "메시지": "dm", "쪽지": "dm", "멘션": "mention", "채널": "mention"}
_LANGUAGES = {"korean": "ko", "한국어": "ko", "english": "en", "영어": "en"}
_ROLES = {"엔지니어": "agent", "engineer": "agent", "리드": "lead", "관리자": "admin"}
_RIGHTS = {"제품": "product", "제품책임": "product", "품질": "quality", "재무": "finance"}
_VALUES = {"mention": _MENTIONS, "language": _LANGUAGES, "role": _ROLES}


def plain(word: str) -> str:
    """A word as it is compared: one width, one case."""
    return normalize("NFKC", word).casefold()


@cache
def names(kind: type[StrEnum], prefix: str) -> Mapping[str, StrEnum]:
    """Every name of an enumeration's members: its own, and its labels in each language."""
    found: dict[str, StrEnum] = {}
    for member in kind:
        for name in (member.value, *(say(language, f"slack.{prefix}.{member}") for language in LANGUAGES)):
            found[plain(name).replace(" ", "")] = member
            found[plain(name).replace("_", "-").replace(" ", "-")] = member
    return found


def _member(kind: type[StrEnum], prefix: str) -> Reader:
    def read(text: str, reading: Reading) -> Read:
        found = _WORD.match(text)
        member = names(kind, prefix).get(plain(found[0]).rstrip(",:")) if found else None
        return (member, found.end()) if found and member else None

    return read


def _person(text: str, reading: Reading) -> Read:
    found = _PERSON.match(text)
    return (found[1], found.end()) if found else None


def _address(text: str, reading: Reading) -> Read:
    found = _MAILTO.match(text) or _ADDRESS.match(text)
    return (found[found.lastindex or 0].lower(), found.end()) if found else None


def _minutes(text: str, reading: Reading) -> Read:
    found = _HOURS.match(text)
    if not found or not (found[1] or found[2]):
        return None
    return int(found[1] or 0) * 60 + int(found[2] or 0), found.end()


def _spent(text: str, reading: Reading) -> Read:
    """How long, or from when till when: `17:20-19:10`, with a day before it where that is not today."""
    found = when.read_span(text, reading.now, reading.zone)
    return found or _minutes(text, reading)


def _charge(text: str, reading: Reading) -> Read:
    found = _WORD.match(text)
    known = _CHARGE.get(plain(found[0])) if found else None
    return (known, found.end()) if found and known is not None else None


def _cause(text: str, reading: Reading) -> Read:
    found = _CAUSE.match(text)
    factor = names(Factor, "factor").get(plain(found[1])) if found else None
    return ((factor, (found[2] or found[3]).replace("_", " ")), found.end()) if found and factor else None


def _reference(text: str, reading: Reading) -> Read:
    """Document, section, edition: `"User guide"/4.2/5.1`."""
    found = _REFERENCE.match(text)
    if found is None:
        return None
    quoted, bare = found.groups()[::2], found.groups()[1::2]
    return tuple(each or other.replace("_", " ") for each, other in zip(quoted, bare, strict=True)), found.end()


def _named(pattern: re.Pattern[str]) -> Reader:
    """`name=value`, quotes around what has spaces."""

    def read(text: str, reading: Reading) -> Read:
        found = pattern.match(text)
        return (found[1] or found[2], found.end()) if found else None

    return read


def _noted(text: str, reading: Reading) -> Read:
    """What becomes of the words: `note=new`, `note=none`, `note=N-3` as it is, `improved=N-3`."""
    found = _NOTED.match(text)
    if found is None:
        return None
    if found[2]:
        return (_NEW_OR_NONE[plain(found[2])], ""), found.end()
    return (Use.IMPROVED if plain(found[1]) in _IMPROVED else Use.REUSED, found[3].upper()), found.end()


def _department(text: str, reading: Reading) -> Read:
    found = _DEPARTMENT.match(text)
    known = names(Department, "department").get(plain(found[1])) if found else None
    return (known, found.end()) if found and known else None


def _feature(text: str, reading: Reading) -> Read:
    found = _FEATURE.match(text)
    return (found[1].upper(), found.end()) if found else None


def _problem(text: str, reading: Reading) -> Read:
    found = _PROBLEM.match(text)
    return (found[1].upper(), found.end()) if found else None


def _until(text: str, reading: Reading) -> Read:
    """`until 18:00`, `오늘 18시까지`."""
    word = _UNTIL.match(text)
    found = when.read(text[word.end() :], reading.now, reading.zone) if word else _by(text, reading)
    return (found[0], (word.end() if word else 0) + found[1]) if found else None


def _by(text: str, reading: Reading) -> Read:
    found = when.read(text, reading.now, reading.zone)
    return found if found and text[: found[1]].rstrip().endswith("까지") else None


def _texts(text: str, reading: Reading) -> Read:
    """What customers read, in the language in which it is written."""
    return ({"ko" if _HANGUL.search(text) else "en": text.strip()}, len(text)) if text.strip() else None


def _setting(text: str, reading: Reading) -> Read:
    """All `name=value` that follow one another, by the command's own names."""
    given: dict[str, str] = {}
    end = 0
    while (found := _SETTING.match(text, end)) and (name := _SETTINGS.get(plain(found[1]))):
        given[name] = _settled(name, found[2] if found[2] is not None else found[3])
        end = found.end()
    return (given, end) if given else None


def _settled(name: str, value: str) -> str:
    if name == "language":
        return _LANGUAGES.get(plain(value), plain(value))
    if name in ("page", "approver"):
        return _MAILTO.sub(lambda found: found[1], value)
    mention = _PERSON.fullmatch(value) if name == "account_owner" else None
    return mention[1] if mention else value


def _customer(text: str, reading: Reading) -> Read:
    """A name or a domain: all up to the first setting."""
    settings = next((found.start() for found in _SETTING.finditer(text) if plain(found[1]) in _SETTINGS), len(text))
    which = text[:settings].strip().strip('"“”')
    link = re.fullmatch(r"<(?:https?://|mailto:)[^<>|]*\|([^<>]+)>", which)
    return (link[1] if link else which, settings) if which else None


def _when(text: str, reading: Reading) -> Read:
    return when.read(text, reading.now, reading.zone)


def _number(text: str, reading: Reading) -> Read:
    found = _NUMBER.match(text)
    return (found[1], found.end()) if found else None


def _text(text: str, reading: Reading) -> Read:
    return (text.strip(), len(text)) if text.strip() else None


def _days(text: str, reading: Reading) -> Read:
    return when.read_days(text, reading.now, reading.zone)


def _deputy(text: str, reading: Reading) -> Read:
    found = _DEPUTY.match(text)
    return (found[1], found.end()) if found else None


def _off(text: str, reading: Reading) -> Read:
    found = _WORD.match(text)
    return (True, found.end()) if found and plain(found[0]) in _OFF else None


def _back(text: str, reading: Reading) -> Read:
    found = _WORD.match(text)
    return (True, found.end()) if found and plain(found[0]) in _BACK else None


def _accepted(text: str, reading: Reading) -> Read:
    found = _WORD.match(text)
    return (True, found.end()) if found and plain(found[0]) in _ACCEPTED else None


def _habits(text: str, reading: Reading) -> Read:
    """All `name=value` of a person that follow one another."""
    given: dict[str, str] = {}
    end = 0
    while (found := _SETTING.match(text, end)) and (name := _HABITS.get(plain(found[1]))):
        value = found[2] if found[2] is not None else found[3]
        mention = _PERSON.fullmatch(value)
        given[name] = mention[1] if mention else habit(name, value)
        end = found.end()
    return (given, end) if given else None


def habit(name: str, value: str) -> str:
    """A setting's value by the command's own name for it: `끄기` is off, `기본` usual, `한국어` ko, `멘션` mention, `리드` lead."""
    low = plain(value)
    if low in _OFF:
        return "off"
    if low in _USUAL and name != "calendar":  # one may be called so
        return "usual"
    if name == "rights":
        return ",".join(_RIGHTS.get(each, each) for each in low.replace(" ", "").split(","))
    known = _VALUES.get(name)
    return known.get(low, low) if known else value


def _period(text: str, reading: Reading) -> Read:
    return periods.read(text, reading.now, reading.zone)


def _focus(text: str, reading: Reading) -> Read:
    """What a summary is about, where it is about one thing."""
    found = _WORD.match(text)
    focus = _FOCUSES.get(plain(found[0])) if found else None
    return (focus, found.end()) if found and focus else None


def _day(text: str, reading: Reading) -> Read:
    found = when.read_days(text, reading.now, reading.zone)
    return (found[0].first, found[1]) if found and found[0].first == found[0].last and found[0].half is None else None


def _calendar(text: str, reading: Reading) -> Read:
    """`calendar=busan`; or a word alone that is plainly no name of a day off, as `mars` in `2026-11-27 off mars`."""
    found = _CALENDAR.match(text)
    if found:
        return found[1], found.end()
    word = _BARE.fullmatch(text.strip())
    return (word[0], len(text)) if word and not _is_name_of_day(word[0]) else None


@cache
def _names_of_days() -> re.Pattern[str]:
    return re.compile("|".join(say(language, "days.named") for language in LANGUAGES), re.IGNORECASE)


def _is_name_of_day(word: str) -> bool:
    return _names_of_days().search(plain(word)) is not None


def _day_kind(text: str, reading: Reading) -> Read:
    for kind, pattern in _kinds_of_day().items():
        if found := pattern.match(text):
            return kind, found.end()
    return None


@cache
def _kinds_of_day() -> Mapping[DayKind, re.Pattern[str]]:
    spoken = {kind: "|".join(say(language, f"days.spoken.{kind}") for language in LANGUAGES) for kind in DayKind}
    return {kind: re.compile(rf"(?:{words}|{kind})(?=$|[\s,.])", re.IGNORECASE) for kind, words in spoken.items()}


_UNTIL = re.compile(r"(?:until|by)\s+", re.IGNORECASE)
_HANGUL = re.compile("[가-힣]")
_CAP = re.compile(r"(?:cap|상한)\s?=\s?([\d,.]+)원?(?=$|\s)", re.IGNORECASE)
_EXTRA = re.compile(r"(?:extra|할증)\s?=\s?(\S+)", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,9})(?:번)?(?=$|\s)")
_AMOUNT = re.compile(r"([\d][\d,.]*)원?(?=$|\s)")


def _figures(pattern: re.Pattern[str], kind: type[int] | type[str]) -> Reader:
    def read(text: str, reading: Reading) -> Read:
        found = pattern.match(text)
        return (kind(found[1]), found.end()) if found else None

    return read


def _extra(text: str, reading: Reading) -> Read:
    """Kinds of hours that may be dearer, by comma."""
    found = _EXTRA.match(text)
    known = names(Extra, "extra")
    kinds = [known.get(plain(each)) for each in found[1].split(",")] if found else []
    return (tuple(kinds), found.end()) if found and all(kinds) else None


READERS: Mapping[Kind, Reader] = {
    Kind.PERSON: _person,
    Kind.TEXT: _text,
    Kind.CLASS: _member(ClaimClass, "class"),
    Kind.SEVERITY: _member(Severity, "severity"),
    Kind.IMPACT: _member(Impact, "impact"),
    Kind.CAUSE: _cause,
    Kind.MINUTES: _minutes,
    Kind.SPENT: _spent,
    Kind.CHARGE: _charge,
    Kind.REASON: _member(CloseReason, "reason"),
    Kind.STATE: _member(State, "state"),
    Kind.CUSTOMER: _customer,
    Kind.SETTING: _setting,
    Kind.ADDRESS: _address,
    Kind.WHEN: _when,
    Kind.PERIOD: _period,
    Kind.FOCUS: _focus,
    Kind.GROUP: _member(Group, "group"),
    Kind.NUMBER: _number,
    Kind.DAYS: _days,
    Kind.DEPUTY: _deputy,
    Kind.OFF: _off,
    Kind.BACK: _back,
    Kind.HABITS: _habits,
    Kind.DAY: _day,
    Kind.DAY_KIND: _day_kind,
    Kind.CALENDAR: _calendar,
    Kind.CAP: _figures(_CAP, str),
    Kind.EXTRA: _extra,
    Kind.WORKED: _member(Charge, "worked"),
    Kind.COUNT: _figures(_COUNT, int),
    Kind.AMOUNT: _figures(_AMOUNT, str),
    Kind.REFERENCE: _reference,
    Kind.FEATURE: _feature,
    Kind.NOTED: _noted,
    Kind.DEPARTMENT: _department,
    Kind.PRODUCT: _named(_PRODUCT),
    Kind.PROBLEM: _problem,
    Kind.VERSION: _figures(_VERSION, str),
    Kind.WORKAROUND: _member(Workaround, "workaround"),
    Kind.UNTIL: _until,
    Kind.TEXTS: _texts,
    Kind.ACCEPTED: _accepted,
    Kind.WHY: _named(_WHY),
    Kind.PRIORITY: _member(Priority, "priority"),
    Kind.DECISION: _member(Decision, "decision"),
    Kind.LEVEL: _member(Level, "level"),
}
ALLOWED: Mapping[Kind, tuple[str, ...]] = {
    Kind.CLASS: tuple(ClaimClass),
    Kind.SEVERITY: tuple(Severity),
    Kind.IMPACT: tuple(Impact),
    Kind.REASON: REASONS,
    Kind.STATE: tuple(State),
    Kind.GROUP: tuple(Group),
    Kind.CHARGE: ("free", "chargeable"),
    Kind.WORKED: tuple(Charge),
    Kind.EXTRA: EXTRAS,
    Kind.LEVEL: tuple(Level),
    Kind.DEPARTMENT: tuple(Department),
    Kind.DECISION: tuple(Decision),
    Kind.PRIORITY: tuple(Priority),
    Kind.WORKAROUND: tuple(Workaround),
}
"""What a part may be, where that is a short list."""
