"""What a text is found by: its words, and of scripts without spaces between words every two characters that stand together.

A trigram finds no Korean word of two syllables, and a whole word none with a particle written onto it.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

LONGEST = 64
"""Digits of a number that count."""
MOST = 50_000
"""Grams of a text that count: PostgreSQL keeps a megabyte of them."""
BEGIN, END = 4, 12
"""Letters from which on a word is found by how it begins, and up to which: a gram each, since asking for all that begin so takes long."""
_DENSE = "가-힣\u1100-\u11ff\u3130-\u318f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_RUNS = re.compile(rf"([{_DENSE}]+)|([^\W_{_DENSE}]+)")


def folded(text: str) -> str:
    """`text` as it is compared: composed, and in one case."""
    return unicodedata.normalize("NFKC", text).casefold()


def grams(text: str) -> list[str]:
    """Each gram once. A run's first and last character stand alone too, so that a word of one syllable is found with its particle."""
    found: dict[str, None] = {}
    for dense, word in _RUNS.findall(folded(text)):
        if word:
            found.update(_begun(word))
            continue
        found[dense[0]] = found[dense[-1]] = None
        found.update(dict.fromkeys(map("".join, pairwise(dense))))
        if len(found) > MOST:
            break
    return list(found)[:MOST]


def asked(word: str) -> list[str]:
    """The grams of every text that holds `word`. Empty: signs only."""
    wanted: list[str] = []
    for dense, plain in _RUNS.findall(folded(word[:LONGEST])):
        if plain:
            wanted.append(_beginnings(plain)[-1])
        else:
            wanted += [dense[at : at + 2] for at in range(max(1, len(dense) - 1))]
    return wanted


def is_exact(word: str) -> bool:
    """Whether the grams alone decide: it is one gram."""
    return asked(word) == [folded(word)]


@lru_cache(2048)
def _begun(word: str) -> Mapping[str, None]:
    """Kept, for people use few words often."""
    return dict.fromkeys(_beginnings(word))


def _beginnings(word: str) -> list[str]:
    if word.isdigit() or len(word) <= BEGIN:
        return [word[:LONGEST]]
    return [word[:end] for end in range(BEGIN, min(len(word), END) + 1)]
