"""Two letters that keep a customer from waiting in the dark: it will take longer than promised, and there is no news yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from claims.actor import Actor
from claims.envelope import Attachment
from claims.errors import Missing, Untimely
from commands import clocks
from commands.guard import check_told
from commands.promise import check_ours, moved_promise
from commands.reply import ready, reply, send_words
from commands.timely import check_next_word
from storage.database import Tx
from storage.messages import Message


def later(
    tx: Tx,
    number: str,
    text: str,
    *,
    update_due: datetime | None = None,
    letter: Mapping[str, Any] | None = None,
    attached: Sequence[Attachment] = (),
    by: Actor,
) -> Message:
    """Tell the customer before the promised time that it is moved to `update_due`; `text` is the reason.

    An answer it is not: the clock of the first one runs on. Raises Missing without the new time or the reason, Untimely for one that
    is no later than the promised one or cannot be promised, NotOwner, Illegal where no next word is promised.
    """
    claim = ready(tx, number, text, "later", by)
    check_ours(claim, "later")
    check_told(tx, claim, text)
    if update_due is None:
        raise Missing(field="update_due")
    check_next_word(tx, claim, update_due, by=by)
    if claim.update_due and update_due <= claim.update_due:
        raise Untimely(field="update_due", why="earlier", at=update_due.isoformat(), was=claim.update_due.isoformat())
    promised = clocks.promise(tx, claim, update_due)
    told = {"from": claim.update_due.isoformat()} if claim.update_due else {}
    message = send_words(tx, promised, "later", text, letter=letter, attached=attached, by=by, **told)
    moved_promise(tx, promised, claim, text, by=by, message=message.id)
    return message


def nonews(
    tx: Tx,
    number: str,
    text: str,
    *,
    update_due: datetime | None = None,
    letter: Mapping[str, Any] | None = None,
    attached: Sequence[Attachment] = (),
    by: Actor,
) -> Message:
    """Tell the customer that it is not solved yet, what is known so far and what comes next. Raises what `reply` raises."""
    return reply(tx, number, text, intent="nonews", letter=letter, update_due=update_due, attached=attached, by=by)
