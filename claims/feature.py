"""A request for something that was never promised: FR-n, what became of it, and how it is written."""

import re
from enum import StrEnum

from claims.errors import Invalid

_NAMED = re.compile(r"(?:FR-?)?(\d{1,9})", re.IGNORECASE)


class Decision(StrEnum):
    """What the product owner decided: all of it is told to whoever asked."""

    PLANNED = "planned"
    DECLINED = "declined"
    SHIPPED = "shipped"


def name(identity: int) -> str:
    return f"FR-{identity}"


def parse(text: str) -> int:
    """`FR-3`, `fr3`, `3`. Raises Invalid."""
    found = _NAMED.fullmatch(text.strip())
    if found is None:
        raise Invalid(field="feature", value=text[:40])
    return int(found[1])
