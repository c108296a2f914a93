"""How alike the words of two mails are, for noticing that several customers have the same trouble at once."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from math import ceil
from unicodedata import normalize

_WORD = re.compile(r"[^\W\d_]{2,}")
_TELLING = re.compile(r"[^\W_]+(?:[-_.][^\W_]+)*")
_PARTICLES = re.compile(r"(?<=[가-힣]{2})(?:이|가|은|는|을|를|에|의|도|로|와|과|에서|으로|까지|부터|입니다|합니다|됩니다|습니다|드립니다)$")
_SAYING_NOTHING = frozenset(
    _WORD.findall(
        "문의 요청 부탁 질문 관련 안내 확인 회신 답장 전달 긴급 안녕하세요 되지 안됩니다 않습니다 않아요 없습니다 있습니다 해주세요 주세요"
        " 같습니다 같아요 저희 제가 저는 우리 그런데 그리고 하지만 어떻게 무엇 감사합니다"
        " re fw fwd inquiry question request help please hello urgent about the and for with from our your can not does is it to"
        " we us my me you they them this that these those there here are was were be been has have had of in on at by or as if an so but"
        " after before until when then what which who how why day days now just also any some more no yes"
        " do did will would should could get got dear hi thanks thank regards"
    )
)
"""Words of any mail to a desk: they tell no trouble from another."""


def tokens(text: str) -> frozenset[str]:
    """The words of a text that say something, in one width and case, Korean ones without their particles."""
    return frozenset(_PARTICLES.sub("", each) for each in _WORD.findall(normalize("NFKC", text).casefold())) - _SAYING_NOTHING


def telling(text: str, most: int) -> list[str]:
    """The first words of a text by which another of its kind is found, each once: as `tokens`, and codes such as `E-1042`."""
    found: dict[str, None] = {}
    for word in _TELLING.findall(normalize("NFKC", text).casefold()):
        coded = any(each.isdigit() for each in word) and any(each.isalpha() for each in word)
        found |= dict.fromkeys([word] if coded else (_PARTICLES.sub("", each) for each in _WORD.findall(word)))
        if len(found) > 4 * most:
            break
    return [each for each in found if each not in _SAYING_NOTHING][:most]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: how much of the shorter text's words the other one has."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


class Said:
    """Texts, to be asked which of them say much the same as some words: have `least` of the shorter one's.

    Such texts share one of the shorter one's rarest words, too, so that words which all have cost nothing.
    """

    def __init__(self, texts: Iterable[str], least: float) -> None:
        self.words = [tokens(each) for each in texts]
        self._least = least
        self._places: dict[frozenset[str], list[int]] = defaultdict(list)
        for place, words in enumerate(self.words):
            self._places[words].append(place)
        self._having = _by_word((each, each) for each in self._places)
        self._rarest_of = _by_word((self._rarest(each), each) for each in self._places)

    def alike(self, words: frozenset[str]) -> list[int]:
        """The places of the texts, in order."""
        shorter = chain.from_iterable(self._rarest_of[each] for each in words if each in self._rarest_of)
        longer = chain.from_iterable(self._having[each] for each in self._rarest(words) if each in self._having)
        close = (each for each in {*shorter, *longer} if likeness(words, each) >= self._least)
        return sorted(chain.from_iterable(self._places[each] for each in close))

    def _rarest(self, words: frozenset[str]) -> list[str]:
        needed = ceil(self._least * len(words) - 1e-9)
        return sorted(words, key=lambda each: len(self._having.get(each, ())))[: len(words) - needed + 1]


def _by_word(said: Iterable[tuple[Iterable[str], frozenset[str]]]) -> dict[str, list[frozenset[str]]]:
    found: dict[str, list[frozenset[str]]] = defaultdict(list)
    for some, words in said:
        for word in some:
            found[word].append(words)
    return found
