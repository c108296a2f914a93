"""How alike the words of two mails are, for noticing that several customers have the same trouble at once."""

import re
from collections.abc import Iterable
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


def alike(text: str, others: Iterable[tuple[int, str]], least: float) -> set[int]:
    """Of (organisation, text) those organisations that wrote much the same."""
    own = tokens(text)
    return {organisation for organisation, words in others if likeness(own, tokens(words)) >= least}
