"""Which past claims are nearest to a new one by the words they share, and what they suggest of it; nobody has to follow that."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Generic, TypeVar

T = TypeVar("T")

OWN = 1.5
"""How much more a claim of the same customer counts."""
LEAST = 2
"""Words that a claim of another customer has to share; one of the same customer shares one."""
NEAREST = 7
"""Claims whose word counts."""
NAMED = 3
"""Claims, and words, that are given as the reason."""


@dataclass(frozen=True, slots=True)
class Near:
    """A past claim's running number, the words it shares, the rarest first, and how much it counts."""

    id: int
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Suggestion(Generic[T]):
    """`value`, with the reason: the claims `like` it, nearest first, and the words that they share."""

    value: T
    like: tuple[int, ...]
    words: tuple[str, ...]


def weights(held: Mapping[str, Sequence[int]], most: int) -> dict[str, float]:
    """What each word tells: much where few claims hold it. At most `most` claims were looked for."""
    return {word: log2(1 + most / len(ids)) for word, ids in held.items() if ids}


def nearest(held: Mapping[str, Iterable[int]], telling: Mapping[str, float], own: Container[int]) -> list[Near]:
    """The claims that share the most telling words, nearest first. `held`: which claims hold a word; `own`: those of the same customer."""
    shared: dict[int, list[str]] = {}
    for word, ids in held.items():
        for each in dict.fromkeys(ids):
            shared.setdefault(each, []).append(word)
    found = [_near(each, words, telling, each in own) for each, words in shared.items() if len(words) >= (1 if each in own else LEAST)]
    return sorted(found, key=lambda near: (-near.weight, -near.id))


def _near(identity: int, words: list[str], telling: Mapping[str, float], own: bool) -> Near:
    rare = sorted(words, key=lambda word: -telling[word])
    return Near(identity, tuple(rare), sum(telling[word] for word in words) * (OWN if own else 1.0))


def suggested(near: Sequence[Near], values: Mapping[int, T]) -> Suggestion[T] | None:
    """What most of the nearest claims were; None where they do not agree."""
    found = _voted(near, values)
    if not found or found[0][1] <= sum(weight for _, weight in found) / 2:
        return None
    return found[0][0]


def proposed(near: Sequence[Near], values: Mapping[int, T], most: int) -> list[Suggestion[T]]:
    """What the nearest claims had, what most of them had first."""
    return [suggestion for suggestion, _ in _voted(near, values)[:most]]


def _voted(near: Sequence[Near], values: Mapping[int, T]) -> list[tuple[Suggestion[T], float]]:
    """Every value of the nearest claims with the weight of those that had it, the heaviest first."""
    votes: dict[T, list[Near]] = {}
    for each in [each for each in near if each.id in values][:NEAREST]:
        votes.setdefault(values[each.id], []).append(each)
    found = [(_suggestion(value, like[:NAMED]), sum(each.weight for each in like)) for value, like in votes.items()]
    return sorted(found, key=lambda pair: -pair[1])


def _suggestion(value: T, like: Sequence[Near]) -> Suggestion[T]:
    return Suggestion(value, tuple(each.id for each in like), _shared(like))


def _shared(like: Sequence[Near]) -> tuple[str, ...]:
    """The words that most of them share."""
    counted = Counter(word for each in like for word in each.words)
    return tuple(word for word, _ in counted.most_common(NAMED))
