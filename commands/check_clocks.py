"""Hold the due times that stand on claims against those that their timelines give."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from claims.terms import Book
from commands import clocks
from commands.calendars import book
from storage import claims
from storage.database import Tx

BATCH = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """`clock`: first_due, update_due or resolution_due; what is kept, and what follows from the timeline."""

    number: str
    clock: str
    kept: datetime | None
    reckoned: datetime | None


@dataclass(frozen=True, slots=True)
class Compared:
    """`last`: the running number up to which was compared, None where there were no more."""

    last: int | None
    count: int
    differences: tuple[Difference, ...]


def compare(tx: Tx, after: int = 0, *, mend: bool = False) -> Compared:
    """The next claims that are not closed. `mend`: write what follows from the timeline.

    A closed claim keeps what was promised in its time, whatever desk.toml says now.
    """
    numbers = claims.unclosed_after(tx, after, BATCH)
    found, known = tuple(_differences(tx, numbers, book(tx), mend=mend)), len(numbers)
    return Compared(numbers[-1] if numbers else None, known, found)


def _differences(tx: Tx, numbers: list[int], known: Book, *, mend: bool) -> Iterator[Difference]:
    for identity in numbers:
        claim = claims.find(tx, identity, lock=mend)
        if claim is None or claim.closed_at is not None:
            continue
        reckoned = clocks.rebuilt(tx, claim, known)
        others = {name: at for name, at in reckoned.items() if getattr(claim, name) != at}
        yield from (Difference(claim.number, name, getattr(claim, name), at) for name, at in others.items())
        if others and mend:
            claims.change(tx, claim, **others)
