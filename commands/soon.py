"""What is typed in one line for the customer leaves some seconds later: until then its writer may take it back, and nobody sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from claims.actor import Actor, clock, person
from claims.claim import Claim
from claims.errors import NotFound
from commands.acting import locked, post
from commands.rehearse import rehearse
from commands.reply import check_fresh, go_ahead, reply
from commands.resolve import Resolution, resolve
from commands.send import detail_of, resolution_of
from storage import claims, drafts, messages
from storage.database import Tx
from storage.drafts import Draft
from storage.messages import Message


@dataclass(frozen=True, slots=True)
class Soon:
    """An answer, or a result that `resolves` the claim, which leaves by itself; `id` takes it back."""

    id: str
    text: str
    resolves: bool = False


def reply_soon(tx: Tx, number: str, text: str, *, by: Actor) -> Soon | Message:
    """Answer in `undo_seconds`; where they are none, now. Raises at once what `reply` would raise."""
    return _later(tx, number, reply, text, text, {}, by)


def resolve_soon(tx: Tx, number: str, resolution: Resolution, *, by: Actor) -> Soon | Message:
    """The same for a result: the claim stays as it is, and its clocks run, until it leaves. Raises at once what `resolve` would raise."""
    return _later(tx, number, resolve, resolution, resolution.text, detail_of("resolved", None, resolution), by)


def _later(
    tx: Tx, number: str, command: Callable[..., Message], said: object, text: str, detail: Mapping[str, Any], by: Actor
) -> Soon | Message:
    if not tx.rules.limits.undo_seconds:
        return command(tx, number, said, by=by)
    claim = locked(tx, number)
    go_ahead(tx, claim, by)
    rehearse(tx, command, number, said, by=by)
    newest = messages.last_of(tx, claim.id)
    leaves = tx.now + timedelta(seconds=tx.rules.limits.undo_seconds)
    draft = Draft(tx.token(16).hex(), claim.id, by.id, text, {}, detail, newest.id if newest else 0, leaves)
    drafts.keep(tx, draft)
    return _soon(draft)


def _soon(draft: Draft) -> Soon:
    return Soon(draft.id, draft.text, "resolution" in draft.detail)


def undo(tx: Tx, identity: str, *, seen: bool = False, by: Actor) -> Soon:
    """Take back what has not left yet; of a result all that was typed goes into its form. Raises NotFound where it has left.

    `seen`: its words stand in the thread, where everybody would think that the customer got them.
    """
    found = _held(tx, identity)
    if found is None or found[1].person_id != by.id:
        raise NotFound(what="undo", name="")
    claim, taken = found[0], _soon(found[1])
    if taken.resolves:
        drafts.keep_back(tx, identity)
    else:
        drafts.drop(tx, claim.id, by.id)
    if seen:
        post(tx, claim, "taken_back", by=by)
    return taken


def go(tx: Tx, identity: str) -> Message | None:
    """Let it leave whose time has come; None where it was taken back, or another replica let it go.

    Raises what `reply` and `resolve` raise, such as Stale or NotOwner where the claim changed meanwhile.
    """
    found = _held(tx, identity)
    if found is None:
        return None
    claim, draft = found
    check_fresh(tx, claim, draft.seen)
    drafts.drop(tx, claim.id, draft.person_id)
    by = person(draft.person_id)
    if result := draft.detail.get("resolution"):
        return resolve(tx, claim.number, resolution_of(result, draft.text), by=by)
    return reply(tx, claim.number, draft.text, by=by)


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
