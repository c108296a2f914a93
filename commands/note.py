"""Internal notes: what the team says in the thread stays in the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.actor import Actor
from claims.envelope import Attachment
from claims.errors import Missing, NotFound
from commands.acting import locked, looked_up, person_known, redraw
from storage import messages, seen
from storage.database import Tx
from storage.messages import Direction, Message, Version


@dataclass(frozen=True, slots=True)
class Changed:
    """A note that was edited or deleted; `before`: what it said, oldest first."""

    note: Message
    before: tuple[Version, ...]


def note(tx: Tx, number: str, text: str, *, source: str | None = None, attached: Sequence[Attachment] = (), by: Actor) -> Message:
    """Keep an internal note; `source` is the Slack timestamp of the message it was. Raises Missing where it is empty."""
    claim = locked(tx, number)
    if not text.strip() and not attached:
        raise Missing(field="text")
    known = messages.by_source(tx, source) if source else None
    if known:
        return known
    name = person_known(tx, by.id).name
    kept = messages.add(tx, claim, Direction.NOTE, text, by=by, name=name, source=source, attached=attached)
    if source and seen.known(tx, "event", f"{source} deleted"):
        messages.mark_deleted(tx, kept)
    redraw(tx, claim, by=by)
    return kept


def edit_note(tx: Tx, source: str, text: str, at: datetime | None = None) -> bool:
    """Somebody edited a Slack message, `at` that time: keep both versions; whether it was a note."""
    known = messages.by_source(tx, source)
    if known is None or known.text == text:
        return False
    messages.edit(tx, known, text, at or tx.now)
    return True


def is_note(tx: Tx, source: str) -> bool:
    """Whether a Slack message is known as a note."""
    return messages.by_source(tx, source) is not None


def noted(tx: Tx, source: str) -> str:
    """The words of a note as they are now. Raises NotFound."""
    known = messages.by_source(tx, source)
    if known is None:
        raise NotFound(what="message", name="")
    return known.text


def delete_note(tx: Tx, source: str) -> bool:
    """Somebody deleted a Slack message: noted, and its text kept, also where it is heard of later; whether it was a note."""
    known = messages.by_source(tx, source)
    if known is None:
        seen.first_time(tx, "event", f"{source} deleted")
    if known is None or known.deleted_at:
        return False
    messages.mark_deleted(tx, known)
    return True


def changed(tx: Tx, number: str) -> tuple[Changed, ...]:
    """The notes of a claim that somebody edited or deleted, in their order. Raises NotFound, Invalid."""
    claim = looked_up(tx, number)
    known = messages.versions_of_claim(tx, claim.id)
    notes = (each for each in messages.of_claim(tx, claim.id) if each.direction is Direction.NOTE)
    return tuple(Changed(each, tuple(known.get(each.id, ()))) for each in notes if each.deleted_at or each.id in known)
