"""What once solved a matter, kept to be used again: N-n, and how a resolution used one."""

import re
from enum import StrEnum

from claims.errors import Invalid

_NAMED = re.compile(r"(?:N-?)?(\d{1,9})", re.IGNORECASE)


class Use(StrEnum):
    """A new one is kept, one that was there is used as it is or made better, or none is worth keeping."""

    NEW = "new"
    REUSED = "reused"
    IMPROVED = "improved"
    NONE = "none"


AGAIN = (Use.REUSED, Use.IMPROVED)
"""What was known already."""


def name(identity: int) -> str:
    return f"N-{identity}"


def parse(text: str) -> int:
    """`N-3`, `n3`, `3`. Raises Invalid."""
    found = _NAMED.fullmatch(text.strip())
    if found is None:
        raise Invalid(field="article", value=text[:40])
    return int(found[1])
