"""A problem is the cause of one claim or of many: PRB-n; once it has a work-around it is the known error KE-n, until it is fixed."""

import re
from enum import StrEnum

from claims.errors import Invalid

_NAMED = re.compile(r"(?:(?:PRB|KE)-?)?(\d{1,9})", re.IGNORECASE)


class ProblemState(StrEnum):
    OPEN = "open"
    KNOWN = "known"
    FIXED = "fixed"
    CLOSED = "closed"


def name(identity: int) -> str:
    return f"PRB-{identity}"


def known_as(identity: int) -> str:
    """Its name as a known error: the same number."""
    return f"KE-{identity}"


def parse(text: str) -> int:
    """`PRB-3`, `KE-3`, `prb3`, `3`. Raises Invalid."""
    found = _NAMED.fullmatch(text.strip())
    if found is None:
        raise Invalid(field="problem", value=text[:40])
    return int(found[1])


def same(cause: str) -> str:
    """A cause as it is compared with others: one case, one space."""
    return " ".join(cause.casefold().split())


class Workaround(StrEnum):
    """Whether the customer can go on until a fix comes."""

    GIVEN = "given"
    NONE = "none"
