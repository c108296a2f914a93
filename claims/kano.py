"""What a wished-for feature means to customers: asked how they would feel with it, and without. After Kano (1984)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

SURE = 3
"""Customers for whom it has to be there, from whom on it may be a defect of scope."""


class Feeling(StrEnum):
    LIKE = "like"
    EXPECT = "expect"
    NEUTRAL = "neutral"
    LIVE = "live"
    DISLIKE = "dislike"


class Need(StrEnum):
    """`performance`: the more the better; `attractive`: nobody expects it; `must`: it has to be there; `reverse`: better without it."""

    PERFORMANCE = "performance"
    ATTRACTIVE = "attractive"
    MUST = "must"
    INDIFFERENT = "indifferent"
    REVERSE = "reverse"
    QUESTIONABLE = "questionable"


def need(present: Feeling, absent: Feeling) -> Need:
    """How they feel where it is `present`, and where it is `absent`."""
    match present, absent:
        case (Feeling.LIKE, Feeling.LIKE) | (Feeling.DISLIKE, Feeling.DISLIKE):
            return Need.QUESTIONABLE
        case (Feeling.LIKE, Feeling.DISLIKE):
            return Need.PERFORMANCE
        case (Feeling.LIKE, _):
            return Need.ATTRACTIVE
        case (Feeling.DISLIKE, _) | (_, Feeling.LIKE):
            return Need.REVERSE
        case (_, Feeling.DISLIKE):
            return Need.MUST
    return Need.INDIFFERENT


@dataclass(frozen=True, slots=True)
class Kano:
    """How many customers need it how; one customer counts once."""

    counted: Mapping[Need, int]

    @classmethod
    def of(cls, needs: Iterable[Need]) -> "Kano":
        return cls(Counter(needs))

    @property
    def n(self) -> int:
        return sum(self.counted.values())

    @property
    def better(self) -> float | None:
        """From 0 to 1: how much they would gain."""
        return self._share(Need.ATTRACTIVE, Need.PERFORMANCE)

    @property
    def worse(self) -> float | None:
        """From -1 to 0: how much they miss it."""
        lost = self._share(Need.PERFORMANCE, Need.MUST)
        return None if lost is None else -lost

    @property
    def is_doubtful(self) -> bool:
        """Whether most, and at least SURE, cannot do without it: possibly a defect of scope, and no wish."""
        return self._of(Need.MUST) >= SURE and 2 * self._of(Need.MUST) > self.n

    def _of(self, *needs: Need) -> int:
        return sum(self.counted.get(each, 0) for each in needs)

    def _share(self, *needs: Need) -> float | None:
        telling = self._of(Need.ATTRACTIVE, Need.PERFORMANCE, Need.MUST, Need.INDIFFERENT)
        return self._of(*needs) / telling if telling else None
