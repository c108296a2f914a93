"""One subject for all letters of a claim, so that mail programs keep them in one thread."""

import re

from bot.mail.letters.names import one_line
from claims.number import ALPHABET

LONGEST = 120
_REPLIED = r"(?:re|aw|antw|sv|vs|rv|fwd?|wg|tr|답장|회신|답변|전달)(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]"
_NUMBER = rf"[\[【〔]\s*#?\d{{1,12}}-[{ALPHABET}]{{6}}\s*[\]】〕]"
_IN_FRONT = re.compile(rf"\s*(?:{_REPLIED}|{_NUMBER})\s*", re.IGNORECASE)
_ANYWHERE = re.compile(rf"\s*{_NUMBER}", re.IGNORECASE)


def subject(number: str, original: str, nameless: str, *, answers: bool) -> str:
    """`[1042-7K3M9Q] Printer jams`, and `Re: ` before it where the letter `answers`; `nameless` where the customer gave none.

    Marks of earlier replies and numbers are taken off first, so that neither piles up; mail programs compare what is left
    (RFC 5256, 2.1: the base subject).
    """
    return f"{'Re: ' if answers else ''}[{number}] {_base(original) or nameless}"


def _base(original: str) -> str:
    rest = one_line(original[:1000])
    while found := _IN_FRONT.match(rest):
        rest = rest[found.end() :]
    rest = _ANYWHERE.sub("", rest).strip()
    return rest if len(rest) <= LONGEST else rest[: LONGEST - 1].rstrip() + "…"
