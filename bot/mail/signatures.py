"""Signatures: those marked as such, and the lines that telephones add."""

import re
from collections.abc import Sequence

LONGEST = 20
BARE_LONGEST = 10
WIDEST = 200
FROM_A_DEVICE = re.compile(
    r"^\s*(?:"
    r"sent (?:from|with|via) (?:my |the )?(?:mobile|phone|iphone|ipad|galaxy|samsung|android|outlook|mail for windows|yahoo|proton).{0,60}"
    r"|get outlook for (?:ios|android).{0,80}"
    r"|(?:나의|내|제)?\s?(?:iphone|ipad|아이폰|아이패드|galaxy|갤럭시)\S{0,20}에서\s?(?:보냄|보냈습니다|전송).{0,10}"
    r"|삼성.{0,20}(?:스마트폰|휴대폰|모바일|galaxy)\S{0,3}에서\s?(?:보냄|보냈습니다|전송).{0,20}"
    r"|(?:ios|android|windows)용\s?(?:outlook|메일).{0,60}"
    r"|outlook(?: for)? (?:ios|android).{0,20}에서 보냄.{0,10}"
    r"|(?:네이버|다음|카카오|daum|naver)\s?메일\s?(?:앱|모바일).{0,30}(?:보냄|보냈습니다|발송).{0,20}"
    r"|모바일에서\s?(?:보냄|보냈습니다|작성).{0,20}"
    r")\s*$",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"[^\s@]+@[^\s@]+\.\w+|https?://|www\.|\b(?:tel|fax|mobile|phone|email|e-mail|office|[tmfe])\s?[.:)]"
    r"|(?:전화|휴대폰|팩스|이메일|메일|직통|대표)\s?[:.)]|\+?\d{2,4}[-.) ]\d{3,4}[-. ]\d{4}",
    re.IGNORECASE,
)


def without(lines: Sequence[str]) -> list[str]:
    """The lines above the signature; trailing empty lines go too."""
    kept = _rstripped(lines)
    while kept and FROM_A_DEVICE.match(kept[-1][:WIDEST]):
        kept = _rstripped(kept[:-1])
    place = next((at for at in reversed(range(len(kept))) if kept[at].rstrip() == "--"), None)
    if place is not None and _is_signature(kept[place], kept[place + 1 :]):
        kept = _rstripped(kept[:place])
    return kept


def only(lines: Sequence[str]) -> bool:
    """Whether nothing but a signature (or nothing at all) stands in these lines."""
    return not without(lines)


def _is_signature(mark: str, below: Sequence[str]) -> bool:
    """ "-- " is the mark of RFC 3676; two bare dashes may as well be a rule between paragraphs, unless contact data follows."""
    if mark == "-- ":
        return len(below) <= LONGEST
    return len(below) <= BARE_LONGEST and any(CONTACT.search(line[:WIDEST]) for line in below)


def _rstripped(lines: Sequence[str]) -> list[str]:
    last = next((at for at in reversed(range(len(lines))) if lines[at].strip()), -1)
    return list(lines[: last + 1])
