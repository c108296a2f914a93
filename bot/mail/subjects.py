"""Subjects as threads and forwards write them."""

import re

FORWARD = re.compile(r"^\s*(?:fwd?|forward(?:ed)?|전달|전달됨)\s*(?:\[\d+\])?\s*[:：]|^\s*\[(?:fwd?|전달)\s*[:\]]", re.IGNORECASE)
REPLY = re.compile(r"^\s*(?:\[[^\]]{0,40}\]\s*)?(?:re|aw|sv|antw|회신|답장|답변)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]", re.IGNORECASE)


def is_forward(subject: str) -> bool:
    """Whether the subject says that somebody hands another's mail on: what stands below is news, not a quote."""
    return bool(FORWARD.match(subject))


def is_reply(subject: str) -> bool:
    """Whether the subject says that the mail answers another."""
    return bool(REPLY.match(subject))
