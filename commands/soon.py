"""An answer typed in one line leaves some seconds later: until then whoever wrote it may take it back, and nobody sees it."""

from dataclasses import dataclass
from datetime import timedelta

from claims.actor import Actor, clock, person
from claims.claim import Claim
from claims.errors import NotFound
from commands.acting import locked, post
from commands.rehearse import rehearse
from commands.reply import check_fresh, go_ahead, reply
from storage import claims, drafts, messages
from storage.database import Tx
from storage.drafts import Draft
from storage.messages import Message


@dataclass(frozen=True, slots=True)
class Soon:
    """An answer that leaves by itself; `id` takes it back."""

    id: str
    text: str


def reply_soon(tx: Tx, number: str, text: str, *, by: Actor) -> Soon | Message:
    """Answer in `undo_seconds`; where they are none, now. Raises at once what `reply` would raise."""
    wait = timedelta(seconds=tx.rules.limits.undo_seconds)
    if not wait:
        return reply(tx, number, text, by=by)
    claim = locked(tx, number)
    go_ahead(tx, claim, by)
    rehearse(tx, reply, number, text, by=by)
    newest = messages.last_of(tx, claim.id)
    draft = Draft(tx.token(16).hex(), claim.id, by.id, text, {}, {}, newest.id if newest else 0, tx.now + wait)
    drafts.keep(tx, draft)
    return Soon(draft.id, text)


def undo(tx: Tx, identity: str, *, seen: bool = False, by: Actor) -> Soon:
    """Take an answer back that has not left yet. Raises NotFound where it has.

    `seen`: its words stand in the thread, where everybody would think that the customer got them.
    """
    found = _held(tx, identity)
    if found is None or found[1].person_id != by.id:
        raise NotFound(what="undo", name="")
    drafts.drop(tx, found[0].id, by.id)
    if seen:
        post(tx, found[0], "taken_back", by=by)
    return Soon(identity, found[1].text)


def go(tx: Tx, identity: str) -> Message | None:
    """Let an answer leave whose time has come; None where it was taken back, or another replica let it go.

    Raises Stale, Illegal, NotOwner where the claim changed meanwhile.
    """
    found = _held(tx, identity)
    if found is None:
        return None
    claim, draft = found
    check_fresh(tx, claim, draft.seen)
    drafts.drop(tx, claim.id, draft.person_id)
    return reply(tx, claim.number, draft.text, by=person(draft.person_id))


def leaving(tx: Tx) -> list[str]:
    """Ids of the answers whose time has come."""
    return drafts.leaving(tx)


def keep_back(tx: Tx, identity: str) -> None:
    """An answer that cannot leave any more: its words go back into the Reply form, and its writer is told in the thread."""
    found = _held(tx, identity)
    if found:
        drafts.keep_back(tx, identity)
        post(tx, found[0], "kept_back", by=clock("undo"), to=found[1].person_id)


def _held(tx: Tx, identity: str) -> tuple[Claim, Draft] | None:
    """The answer and its claim, locked, if it still waits then."""
    draft = drafts.find(tx, identity)
    claim = claims.find(tx, draft.claim_id, lock=True) if draft else None
    draft = drafts.find(tx, identity)
    return (claim, draft) if claim and draft and draft.leaves_at else None
