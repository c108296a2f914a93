"""Message-IDs out of headers, with or without their brackets."""

import re
from collections.abc import Iterable

from bot.mail.words import clean

BRACKETED = re.compile(r"<\s*([^<>]{1,900}?)\s*>")
MOST = 200


def ids(values: Iterable[str]) -> list[str]:
    """All ids in these header values, in order, each once, without <>."""
    found: dict[str, None] = {}
    for value in values:
        text = clean(value[: 64 * 1024])
        bracketed = [re.sub(r"\s+", "", match) for match in BRACKETED.findall(text)]
        found |= dict.fromkeys(filter(None, bracketed or _bare(text)))
    return list(found)[-MOST:]


def _bare(value: str) -> list[str]:
    return [token.strip("<>,;") for token in value.split() if "@" in token.strip("@")]
