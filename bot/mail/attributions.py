"""The lines with which mail programs begin a quote, in Korean and English."""

import re
from collections.abc import Sequence

LONGEST = 4
ADDRESS = r"<?[^\s<>]+@[^\s<>]+>?"
TIME = r"\d{1,2}\s?[:시]\s?\d{2}"
WROTE = [
    # Gmail, Apple Mail, Thunderbird, Samsung: "On Mon, Nov 23, 2026 at 10:00 AM Hong <hong@x> wrote:"
    re.compile(rf"^On\b.{{4,300}}(?:{TIME}|\d{{4}}|{ADDRESS}).{{0,200}}\bwrote\s?:$", re.IGNORECASE),
    re.compile(rf"^.{{0,150}}{ADDRESS}.{{0,60}}\bwrote(?: on .{{4,60}})?\s?:$", re.IGNORECASE),
    re.compile(rf"^At .{{4,60}}{TIME}.{{0,150}}\bwrote\s?:$", re.IGNORECASE),
    # Gmail "2026년 11월 23일 (월) 오전 10:00, 홍길동 <hong@x>님이 작성:", Apple "2026. 11. 23. 오전 10:00, 홍길동 <…> 작성:",
    # Thunderbird "2026-11-23 오전 10:00에 홍길동 이(가) 쓴 글:".
    re.compile(
        rf"^.{{0,40}}(?:\d{{4}}\s?[년./-]|{TIME}|{ADDRESS}).{{0,250}}"
        r"(?:작성(?:함|했습니다)?|쓴\s?글|썼습니다|쓰셨습니다|보낸\s?(?:메일|메시지|글))\s?:$"
    ),
]
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
    for count, line in enumerate(lines[place : place + LONGEST], 1):
        if not line.strip() or line.lstrip().startswith(">"):
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > 600:
            return 0
        if joined.endswith(":") and any(form.match(joined) for form in WROTE):
            return count
    return 0


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
