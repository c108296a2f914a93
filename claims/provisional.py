"""The priority a claim has before anybody triaged it, read from the words of its mail."""

import re
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from claims.claim import Priority


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """`by_priority`: words and phrases, the first priority that has one of them wins; `harmless`: phrases in which they mean nothing.

    Words of Latin letters count as whole words, others anywhere, since Korean particles stick to them. Case does not matter.
    """

    by_priority: tuple[tuple[Priority, tuple[str, ...]], ...]
    harmless: tuple[str, ...] = ()


DEFAULT_WORDS = AlarmWords(
    by_priority=(
        (
            Priority.P1,
            (
                "장애", "중단", "먹통", "마비", "서버 다운", "서버가 다운", "시스템 다운", "시스템이 다운", "다운됐", "다운되었",
                "다운되어", "접속 불가", "서비스 불가", "이용 불가", "데이터 유실", "데이터 손실", "정보 유출", "랜섬웨어",
                "outage", "is down", "are down", "went down", "server down", "system down", "service down", "production down",
                "service unavailable", "data loss", "lost all data", "data breach", "security breach", "ransomware",
            ),
        ),
    ),
    harmless=(
        "장애인", "장애우", "장애물", "장애 조치", "장애조치", "무장애", "시각장애", "시각 장애", "청각장애", "청각 장애",
        "무중단", "중단 없이", "중단없이", "판매 중단", "판매중단", "구독 중단", "구독중단", "지원 중단", "지원중단",
        "planned outage", "no outage", "no data loss",
    ),
)  # fmt: skip


def provisional(*texts: str, words: AlarmWords = DEFAULT_WORDS, usual: Priority = Priority.P3) -> Priority:
    """From subject and new text (not the quoted part); `usual`: where no word speaks, P3 or what the customer's contract says."""
    plain = _plain("\n".join(texts))
    spoken = next((priority for priority, phrases in words.by_priority if _speaks(phrases, words.harmless, plain)), usual)
    return min(spoken, usual)


def _speaks(phrases: tuple[str, ...], harmless: tuple[str, ...], plain: str) -> bool:
    """Nearly no mail holds any of them, and to look for each by itself takes a twentieth of the pattern's time."""
    if not any(phrase in plain for phrase in _plainly(phrases)):
        return False
    rest = _pattern(harmless).sub("·", plain) if harmless else plain
    return _pattern(phrases).search(rest) is not None


def _plain(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().split())


@cache
def _plainly(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_plain, phrases))


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_whole_word(_plain(phrase)) for phrase in sorted(phrases, key=len, reverse=True)) or "(?!)")


def _whole_word(phrase: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z0-9])" if phrase.isascii() else re.escape(phrase)
