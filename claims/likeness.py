"""How alike the words of two mails are, for noticing that several customers have the same trouble at once."""

import re
from collections.abc import Iterable
from unicodedata import normalize

_WORD = re.compile(r"[^\W\d_]{2,}")
_PARTICLES = re.compile(r"(?<=[가-힣]{2})(?:이|가|은|는|을|를|에|의|도|로|와|과|에서|으로|까지|부터|입니다|합니다|됩니다|습니다)$")


def tokens(text: str) -> frozenset[str]:
    """The words of a text in one width and case, Korean ones without their particles."""
    return frozenset(_PARTICLES.sub("", each) for each in _WORD.findall(normalize("NFKC", text).casefold()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: how much of the shorter text's words the other one has."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def alike(text: str, others: Iterable[tuple[int, str]], least: float) -> set[int]:
    """Of (organisation, text) those organisations that wrote much the same."""
    own = tokens(text)
    return {organisation for organisation, words in others if likeness(own, tokens(words)) >= least}
