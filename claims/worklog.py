"""The work log: who worked when on what, for whose money. Entries are never changed; a correction is another entry in place of one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from claims.workyear import MINUTE

Span = tuple[datetime, datetime]


class Charge(StrEnum):
    """`included`: out of the contract's minutes; `chargeable`: under an approved quote, after what is included."""

    FREE = "free"
    INCLUDED = "included"
    CHARGEABLE = "chargeable"


@dataclass(frozen=True, slots=True)
class Entry:
    """Time [start, end) of a person, whole minutes; `quote_id`: under which version it is charged; `corrects`: the entry it replaces."""

    id: int
    claim_id: int
    person: str
    start: datetime
    end: datetime
    what: str
    charge: Charge
    why: str
    quote_id: int | None
    corrects: int | None
    at: datetime
    by: str

    @property
    def minutes(self) -> int:
        return (self.end - self.start) // MINUTE


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that count, in order of time: those that no other replaces. One of no minutes only takes another back."""
    known = list(entries)
    replaced = {each.corrects for each in known}
    return sorted((each for each in known if each.id not in replaced and each.minutes), key=lambda each: (each.start, each.id))


def overlapping(start: datetime, end: datetime, busy: Iterable[Span]) -> Span | None:
    """A span that holds part of [start, end) already: nobody works twice in one minute."""
    return next((span for span in busy if span[0] < end and start < span[1]), None)


def laid_back(minutes: int, until: datetime, busy: Iterable[Span]) -> list[Span]:
    """So many minutes just before `until`, around what is written down already; oldest first."""
    found, end, left = list[Span](), until, minutes
    long_ago = until - timedelta(days=366)
    for begin, stop in [*sorted(_begun(busy, until), key=lambda span: span[1], reverse=True), (long_ago, long_ago)]:
        start = max(min(stop, end), end - left * MINUTE)
        if start < end:
            found.append((start, end))
            left -= (end - start) // MINUTE
        end = min(end, begin)
        if not left:
            break
    return found[::-1]


def _begun(busy: Iterable[Span], until: datetime) -> Iterator[Span]:
    return ((start, end) for start, end in busy if start < until)
