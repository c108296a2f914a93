"""Signatures: those marked as such, those that are contact data and nothing else, and the lines that telephones add."""

import re
from collections.abc import Sequence

LONGEST = 20
BARE_LONGEST = 12
UNMARKED_LONGEST = 8
WIDEST = 200
DEVICE = r"(?:iphone|ipad|아이폰|아이패드|galaxy|갤럭시|samsung|삼성|스마트폰|휴대폰|모바일|outlook|메일|mail|앱)"
FROM_A_DEVICE = re.compile(
    r"^\s*(?:"
    r"sent (?:from|with|via) (?:my |the )?(?:mobile|phone|iphone|ipad|galaxy|samsung|android|outlook|mail for windows|yahoo|proton).{0,60}"
    r"|get outlook for (?:ios|android).{0,80}"
    r"|(?:나의|내|제)?\s?(?:iphone|ipad|아이폰|아이패드|galaxy|갤럭시)\S{0,20}에서\s?(?:보냄|보냈습니다|전송).{0,10}"
    r"|삼성.{0,20}(?:스마트폰|휴대폰|모바일|galaxy)\S{0,3}에서\s?(?:보냄|보냈습니다|전송).{0,20}"
    r"|(?:ios|android|windows)용\s?(?:outlook|메일)(?:[을를]?\s?(?:받기|다운로드(?:하세요|하십시오)?)|에서\s?보냄)\.?\s?(?:<.{0,80})?"
    r"|(?:네이버|다음|카카오|daum|naver)\s?메일\s?(?:앱|모바일).{0,30}(?:보냄|보냈습니다|발송).{0,20}"
    r"|모바일에서\s?(?:보냄|보냈습니다|작성).{0,20}"
    rf"|.{{0,20}}{DEVICE}.{{0,8}}에서\s?(?:보냄|전송됨|발송됨|작성됨)\.?"
    r")\s*$",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"[^\s@]+@[^\s@]+\.\w+|https?://|www\.|\b(?:tel|fax|mobile|phone|email|e-mail|office|[tmfe])\s?[.:)]"
    r"|(?:전화|휴대폰|팩스|이메일|메일|직통|대표)\s?[:.)]|\+?\d{2,4}[-.) ]\d{3,4}[-. ]\d{4}",
    re.IGNORECASE,
)
LABELLED = re.compile(
    r"^\s*(?:(?:tel|fax|mobile|phone|cell|email|e-mail|office|direct|web|homepage|[tmfehpd]|h\.p|전화|휴대폰|핸드폰|팩스|이메일|메일|직통|홈페이지)"
    r"\s?[.:)/|]|\S+@\S+\.\w+\s*$|(?:https?://|www\.)\S+\s*$|\+?[\d() .-]{9,20}$)",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*(?:[-_=*~─━═]\s?){2,}\s*$")
SENTENCE = re.compile(r"(?:[다요오까죠]\s?[.?!]|[?!]|[a-z]\.)\s*$")
NOTICE = re.compile(
    r"^\s*\W{0,3}(?:(?:본|이)\s?(?:메일|이메일|전자\s?우편|메시지)|this\s(?:e-?mail|message|communication)|confidential|disclaimer|notice)"
    r".*(?:법률|기밀|비밀|수신[인자]|confidential|intended|privileged|recipient)",
    re.IGNORECASE,
)


def without(lines: Sequence[str]) -> list[str]:
    """The lines above the signature; trailing empty lines go too."""
    kept = _without_devices(lines)
    place = next((at for at in reversed(range(len(kept))) if kept[at].rstrip() == "--"), None)
    if place is not None and _is_signature(kept[place], kept[place + 1 :]):
        return _without_devices(kept[:place])
    return _without_devices(kept[: _contact_start(kept)])


def only(lines: Sequence[str]) -> bool:
    """Whether nothing but a signature (or nothing at all) stands in these lines."""
    return not without(lines)


def _without_devices(lines: Sequence[str]) -> list[str]:
    kept = _rstripped(lines)
    while kept and FROM_A_DEVICE.match(kept[-1][:WIDEST]):
        kept = _rstripped(kept[:-1])
    return kept


def _is_signature(mark: str, below: Sequence[str]) -> bool:
    """ "-- " is the mark of RFC 3676; two bare dashes may as well be a rule between paragraphs, unless contact data follows."""
    if mark == "-- ":
        return len(below) <= LONGEST
    return len(below) <= BARE_LONGEST and any(CONTACT.search(line[:WIDEST]) for line in below)


def _contact_start(lines: Sequence[str]) -> int:
    """Where contact data begins that ends the mail, behind a rule or in a paragraph of its own; the number of lines where there is none."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or RULE.match(lines[end - 1][:WIDEST]) or NOTICE.match(lines[end - 1][:WIDEST])):
        end -= 1
    for place in reversed(range(max(0, end - BARE_LONGEST - 1), end)):
        line = lines[place][:WIDEST]
        if RULE.match(line):
            return place if _is_contact(lines[place + 1 : end], fewest=1, search=CONTACT) else len(lines)
        if not line.strip():
            block = lines[place + 1 : end]
            mine = end - place <= UNMARKED_LONGEST and not LABELLED.match(block[0][:WIDEST]) and ":" not in block[0]
            if mine and any(above.strip() for above in lines[:place]) and _is_contact(block, fewest=2, search=LABELLED):
                return place
    return len(lines)


def _is_contact(block: Sequence[str], *, fewest: int, search: re.Pattern[str]) -> bool:
    """Short lines of which so many hold contact data, and none is a sentence."""
    written = [line[:WIDEST] for line in block if line.strip()]
    if any(len(line) > 120 or SENTENCE.search(line) for line in written):
        return False
    return sum(bool(search.search(line)) for line in written) >= fewest


def _rstripped(lines: Sequence[str]) -> list[str]:
    last = next((at for at in reversed(range(len(lines))) if lines[at].strip()), -1)
    return list(lines[: last + 1])
