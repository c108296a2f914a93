"""The mail inside a mail that hands it on: who first wrote, when, and what. Written into the text, as mail programs do it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.mail import attributions
from bot.mail.addresses import mailboxes
from bot.mail.quotes import LONGEST

MAILTO = re.compile(r"[\[<]mailto:([^\]>\s]+)[\]>]", re.IGNORECASE)
HINT = re.compile(r"forward|전달", re.IGNORECASE)
QUOTED = re.compile(r"^\s{0,3}> ?")


@dataclass(frozen=True, slots=True)
class Forward:
    """`sender` is never empty; `date` as it was written; `above` what the forwarder added."""

    sender: str
    sender_name: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    date: str
    text: str
    above: str


def inside(text: str, *, subject_says: bool) -> Forward | None:
    """The first mail handed on in `text`; None where there is none or it names no address.

    `subject_says`: the subject calls the mail a forward, so that a head alone, or a title some programs put above any quote, begins it.
    Else a forward below a quote was handed on by somebody before, and is none.
    """
    if not subject_says and not HINT.search(text):
        return None
    lines = text.split("\n")
    for place in range(min(len(lines), LONGEST)):
        if attributions.forwarded(lines, place):
            return _read(lines, place)
        if attributions.head_block(lines, place):
            return _read(lines, place) if subject_says else None
        if not subject_says and attributions.wrote(lines, place):
            return None
    return None


def _read(lines: Sequence[str], place: int) -> Forward | None:
    below = _unmarked(lines[place:])
    head = attributions.head(below, 0)
    if head is None:
        return None
    senders = _mailboxes(head.fields.get("from", ""))
    if not senders:
        return None
    name, sender = senders[0]
    to, cc = (tuple(dict.fromkeys(address for _, address in _mailboxes(head.fields.get(each, "")))) for each in ("to", "cc"))
    words = "\n".join(below[head.end :]).strip("\n")
    above = "\n".join(lines[:place]).strip()
    return Forward(sender, name, to, cc, head.fields.get("subject", ""), head.fields.get("date", ""), words, above)


def _unmarked(lines: Sequence[str]) -> list[str]:
    """Without the quote marks that Apple's Mail sets before each line below its title."""
    written = [line for line in lines[1:] if line.strip()]
    if not written or not all(QUOTED.match(line) for line in written[:3]):
        return list(lines)
    return [lines[0], *(QUOTED.sub("", line) for line in lines[1:])]


def _mailboxes(value: str) -> list[tuple[str, str]]:
    """ "Hong <hong@x<mailto:hong@x>>", "Hong [mailto:hong@x]" and "**Hong** <hong@x>" too."""
    plain = MAILTO.sub("", value)
    return mailboxes([(plain if "@" in plain else MAILTO.sub(r" <\1>", value)).replace("*", "")])
