"""The lines with which mail programs begin a quote, in Korean and English."""

import re
from collections.abc import Sequence

LINES = 4
LONGEST = 400
# Gmail, Apple Mail, Thunderbird, Samsung: "On Mon, Nov 23, 2026 at 10:00 AM Hong <hong@x> wrote:"
ENGLISH = re.compile(r"\bwrote(?: on [^:]{4,60})?\s?:$", re.IGNORECASE)
# Gmail "2026년 11월 23일 (월) 오전 10:00, 홍길동 <hong@x>님이 작성:", Apple "2026. 11. 23. 오전 10:00, 홍길동 <…> 작성:",
# Thunderbird "2026-11-23 오전 10:00에 홍길동 이(가) 쓴 글:".
KOREAN = re.compile(r"(?:작성(?:함|했습니다)?|쓴\s?글|썼습니다|쓰셨습니다|보낸\s?(?:메일|메시지|글))\s?:$")
ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]")
WHEN = re.compile(r"\d{4}\s?[년./-]|\b\d{4}\b|\d\s?[:시]\s?\d{2}")
DASHED = re.compile(
    r"^[-_=*\s]{2,}\s?(?:original (?:message|mail|e-?mail|appointment)|원본\s?(?:메시지|메세지|메일|이메일)|원문|이전\s?메일|reply message)"
    r"\s?[-_=*\s]{2,}$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^[-_=*\s]{2,}\s?(?:forwarded (?:message|mail|by)|전달된?\s?(?:메시지|메세지|메일|이메일)|begin forwarded message)"
    r"|^begin forwarded message:?$",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*(?:_{10,}|-{20,}|={20,})\s*$")
FIELD = re.compile(
    r"^[\s*]*(?P<name>from|sent|date|to|cc|subject|importance|attachments"
    r"|보낸\s?사람|보낸\s?이|보내는\s?사람|발신자?|발신인|보낸\s?(?:날짜|시간|일시)|날짜|일시|발송일|작성일"
    r"|받는\s?사람|받은\s?사람|수신자?|수신인|참조|제목|중요도|첨부)[\s*]*[:：]",
    re.IGNORECASE,
)
FROM = re.compile(r"from|보낸\s?사람|보낸\s?이|보내는\s?사람|발신자?|발신인", re.IGNORECASE)
WHEN_OR_WHAT = re.compile(r"sent|date|subject|보낸\s?(?:날짜|시간|일시)|날짜|일시|발송일|작성일|제목", re.IGNORECASE)


def wrote(lines: Sequence[str], place: int) -> int:
    """How many lines at `place` are a "somebody wrote:"; 0 where there is none. Programs fold it over several lines."""
    joined = ""
    for count, line in enumerate(lines[place : place + LINES], 1):
        if not line.strip() or line.lstrip().startswith(">") or len(joined) + len(line) > LONGEST:
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if joined.endswith(":") and _says_who_wrote(joined):
            return count
    return 0


def _says_who_wrote(line: str) -> bool:
    """A verb at the end alone is a sentence like any other: it needs an address, or a time where programs put it."""
    if ENGLISH.search(line[-100:]):
        return bool(ADDRESS.search(line) or (line[:3].lower() in ("on ", "at ") and WHEN.search(line)))
    return bool(KOREAN.search(line[-40:]) and (ADDRESS.search(line) or WHEN.search(line[:40])))


def head_block(lines: Sequence[str], place: int) -> bool:
    """Whether the lines at `place` are the head of a quoted mail: a dashed title, or From: with a date or subject below it."""
    if DASHED.match(lines[place].strip()):
        return True
    first = _next_written(lines, place + 1) if RULE.match(lines[place]) else place
    return first is not None and _is_head(lines, first)


def forwarded(lines: Sequence[str], place: int) -> bool:
    """Whether a forwarded mail begins at `place`: that is news, not a quote."""
    return bool(FORWARDED.match(lines[place].strip()))


def _is_head(lines: Sequence[str], place: int) -> bool:
    opening = FIELD.match(lines[place])
    if not opening or not FROM.fullmatch(opening["name"].strip()):
        return False
    names = [field["name"] for line in lines[place + 1 : place + 12] if (field := FIELD.match(line))]
    return len(names) >= 2 and any(WHEN_OR_WHAT.fullmatch(name.strip()) for name in names)


def _next_written(lines: Sequence[str], place: int) -> int | None:
    return next((at for at in range(place, min(place + 3, len(lines))) if lines[at].strip()), None)
