"""The lines with which mail programs begin a quote, in Korean and English."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LINES = 4
LONGEST = 400
# Gmail, Apple Mail, Thunderbird, Samsung: "On Mon, Nov 23, 2026 at 10:00 AM Hong <hong@x> wrote:"
ENGLISH = re.compile(r"\bwrote(?: on [^:]{4,60})?\s?:$", re.IGNORECASE)
# Gmail "2026년 11월 23일 (월) 오전 10:00, 홍길동 <hong@x>님이 작성:", Apple "2026. 11. 23. 오전 10:00, 홍길동 <…> 작성:",
# Thunderbird "2026-11-23 오전 10:00에 홍길동 이(가) 쓴 글:", old Gmail "…님의 말:".
KOREAN = re.compile(r"(?:작성(?:함|했습니다)?|(?:쓴|작성한)\s?글|님의\s?말|썼습니다|쓰셨습니다|보낸\s?(?:메일|메시지|글))\s?:$")
ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]")
WHEN = re.compile(r"\d{4}\s?[년./-]|\b\d{4}\b|\d\s?[:시]\s?\d{2}")
# Yahoo and others on telephones: the quote goes on in the same line.
GOES_ON = re.compile(r"^\s*On .{8,160}<[^<>\s]+@[^<>\s]+>,? wrote:\s{2,}\S")
DASHED = re.compile(
    r"^[-_=*\s]{2,}\[?\s?(?:original (?:message|mail|e-?mail|appointment)|원본\s?(?:메시지|메세지|메일|이메일)|원문|이전\s?메일"
    r"|받은\s?(?:메일|메시지)(?:\s?내용)?|reply message)\s?\]?[-_=*\s]{2,}$"
    r"|^-{2,}\s?(?:on\s)?.{8,200}(?:wrote|작성)\s?-{2,}$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^[-_=*\s]{2,}\s?(?:forwarded (?:message|mail|by)|(?:전달된?|전달\s?받은)\s?(?:메시지|메세지|메일|이메일)|begin forwarded message)"
    r"|^(?:begin forwarded message|전달된\s?(?:메시지|메일)(?:의)?(?:\s?시작)?)\s?:$",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*(?:_{10,}|-{20,}|={20,}|-{5,}\s?original\s?-{5,})\s*$", re.IGNORECASE)
NAMES = {
    "from": r"from|보낸\s?사람|보낸\s?이|보내는\s?사람|발신(?:자|인)?",
    "date": r"sent|date|보낸\s?(?:날짜|시간|일시)|날짜|일시|발송일|작성일",
    "subject": r"subject|제목",
    "to": r"to|받는\s?(?:사람|이)|받은\s?사람|수신(?:자|인)?",
    "cc": r"cc|참조",
    "other": r"importance|attachments|reply-to|when|where|중요도|첨부(?:\s?파일)?",
}
FIELD = re.compile(
    rf"^[\s*]*(?:{'|'.join(f'(?P<{name}>{words})' for name, words in NAMES.items())})[\s*]*[:：](?P<value>.*)", re.IGNORECASE
)
LONGEST_HEAD = 40
CONTINUES = re.compile(r"^\s|[@;>]\s*$")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a mail that another holds in its text: its fields by from, date, subject, to, cc, and the line its words begin at."""

    fields: Mapping[str, str]
    end: int


def wrote(lines: Sequence[str], place: int) -> int:
    """How many lines at `place` are a "somebody wrote:"; 0 where there is none. Programs fold it over several lines."""
    if "wrote:" in lines[place] and GOES_ON.match(lines[place][:LONGEST]):
        return 1
    if not any(line.rstrip().endswith(":") for line in lines[place : place + LINES]):
        return 0
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
    return bool(DASHED.match(lines[place].strip())) or head(lines, place) is not None


def forwarded(lines: Sequence[str], place: int) -> bool:
    """Whether a forwarded mail begins at `place`: that is news, not a quote."""
    return bool(FORWARDED.match(lines[place].strip()))


def head(lines: Sequence[str], place: int) -> Head | None:
    """The head that begins at `place`, a rule or dashed title above it allowed; None where there is none."""
    titled = bool(DASHED.match(lines[place].strip())) or forwarded(lines, place)
    above = titled or RULE.match(lines[place])
    first = _next_written(lines, place + 1) if above else place
    opening = FIELD.match(lines[first]) if first is not None else None
    if first is None or not opening or not (titled or opening["from"]):
        return None
    found = _fields(lines, first)
    sure = "subject" in found.fields or ADDRESS.search("".join(found.fields.values()))
    return found if sure and len(found.fields) > 2 and found.fields.keys() & {"date", "subject"} else None


def _fields(lines: Sequence[str], place: int) -> Head:
    """The fields from `place` on, each on the line below the other, or all with empty lines between; a list of recipients may run on."""
    fields: dict[str, str] = {}
    spaced = place + 1 < len(lines) and not lines[place + 1].strip()
    name, end = "", place
    while end < len(lines):
        following = _next_written(lines, end) if spaced else end
        field = FIELD.match(lines[following]) if following is not None else None
        if following is not None and field and (named := next(each for each in NAMES if field[each])) not in fields:
            name, end = named, following + 1
            fields[name] = field["value"].strip(" *")
        elif not field and lines[end].strip() and CONTINUES.search(lines[end]) and name in ("to", "cc") and end < place + LONGEST_HEAD:
            fields[name] += " " + lines[end].strip()
            end += 1
        else:
            break
    return Head(fields, end)


def _next_written(lines: Sequence[str], place: int) -> int | None:
    return next((at for at in range(place, min(place + 3, len(lines))) if lines[at].strip()), None)
