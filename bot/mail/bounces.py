"""Delivery reports: which letter could not be delivered (RFC 3464, RFC 6533), and the free-form ones of servers older than that."""

import re
from dataclasses import dataclass

from bot.mail.ids import ids
from bot.mail.parts import Part, parse_head, walk
from bot.mail.words import decode_words

RETURNED = {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers"}
STATUS = {"message/delivery-status", "message/global-delivery-status"}
ACTION = re.compile(rb"^action:[ \t]*([a-z]+)", re.IGNORECASE | re.MULTILINE)
MESSAGE_ID = re.compile(r"^[>\s]*(?:X-Original-)?Message-I[Dd]:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
UNDELIVERED = re.compile(
    r"undeliver(?:ed|able)|delivery (?:status notification|has failed|failure|failed|incomplete|notification)"
    r"|mail delivery (?:failed|system|error)|returned (?:mail|to sender)|return(?:ed|ing) (?:message|mail) to (?:the )?sender"
    r"|failure notice|report to sender|(?:un|not )able to deliver|was not delivered|did not reach"
    r"|could ?n[o']t be delivered|non[- ]?deliver"
    r"|메일\s?(?:전송|발송|배달|전달)\s?(?:이\s?)?(?:실패|오류)|(?:전송|발송|배달|전달)\s?실패|(?:전송|발송|배달|전달)(?:되지|하지)\s?(?:않|못)|반송|수신\s?실패|배달\s?못한",
    re.IGNORECASE,
)
DELAYED = re.compile(
    r"(?:delayed|still being retried|not (?:yet|been) delivered yet|has not yet been delivered|delivery attempts will|지연|재시도)",
    re.IGNORECASE,
)
SUBJECT = re.compile(r"^[>\s]*(?:subject|제목)\s*[:：](.{1,400})$", re.IGNORECASE | re.MULTILINE)
SAMPLE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Report:
    """`action` is the gravest of failed, delayed, delivered, relayed, expanded; `about` the returned letter's id, where it came back."""

    action: str
    about: str | None

    @property
    def failed(self) -> bool:
        """Whether a recipient did not get the letter and never will."""
        return self.action == "failed"


def report(root: Part) -> Report | None:
    """What a machine-readable report says; None where the mail carries none."""
    parts = list(walk(root))
    status = next((part for part in parts if part.type in STATUS), None)
    if status is None or not (root.type == "multipart/report" or any(part.type in RETURNED for part in parts)):
        return None
    fields = status.content()[0][:SAMPLE]
    actions = {match.decode().lower() for match in ACTION.findall(fields)}
    action = next((word for word in ("failed", "delayed", "delivered", "relayed", "expanded") if word in actions), "failed")
    return Report(action, _returned(parts) or _original(fields.decode("utf-8", "replace")))


def returned_id(root: Part, text: str) -> str | None:
    """The id of a letter that came back, as a part or quoted in the words of the bounce."""
    return _returned(list(walk(root))) or _original(text[:SAMPLE])


def returned_subject(root: Part, text: str) -> str | None:
    """The subject of the letter that came back, by which it is known where its id was changed on the way."""
    heads = (parse_head(part.content()[0]).head("subject") for part in walk(root) if part.type in RETURNED)
    written = (found[1] for found in SUBJECT.finditer(text[:SAMPLE]))
    return next((decode_words(each).strip() for each in (*heads, *written) if each), None)


def sounds_delayed(subject: str, text: str) -> bool:
    """Whether a daemon says that it is still trying."""
    return bool(DELAYED.search(subject) or (not UNDELIVERED.search(subject) and DELAYED.search(text[:4000])))


def sounds_undelivered(subject: str, text: str) -> bool:
    """Whether a daemon's mail speaks of a letter it could not deliver."""
    return bool(UNDELIVERED.search(subject) or UNDELIVERED.search(text[:4000]))


def _returned(parts: list[Part]) -> str | None:
    for part in parts:
        if part.type in RETURNED and (found := ids(parse_head(part.content()[0]).heads("message-id"))):
            return found[0]
    return None


def _original(text: str) -> str | None:
    match = MESSAGE_ID.search(text)
    return match[1].strip("<>") if match else None
