"""Send the letter that was previewed, exactly as it was previewed."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from claims.actor import Actor
from claims.article import Use
from claims.claim import ClaimClass, Department, Factor
from claims.errors import NotFound, Stale
from claims.letter import Letter
from commands.acting import locked, looked_up
from commands.later import later, nonews
from commands.objection import affirm, overturn
from commands.reply import ask, check_fresh, draft_of, reply, save_draft
from commands.resolve import Resolution, resolve
from storage import messages
from storage.database import Tx
from storage.drafts import Draft
from storage.messages import Direction, Message, Stored

FILES = 100
"""That a form offers to send."""


def keep_draft(tx: Tx, number: str, text: str, letter: Mapping[str, Any], seen: int, detail: Mapping[str, Any], *, by: Actor) -> Draft:
    """Keep what was just previewed. Raises Stale where somebody else wrote to the customer after message `seen`."""
    check_fresh(tx, locked(tx, number), seen)
    return save_draft(tx, number, text, letter, seen, by=by, **detail)


def send_draft(tx: Tx, number: str, draft_id: str, *, by: Actor) -> Message:
    """Send this person's draft: detail `intent` is reply, ask, resolved, later, nonews, affirm or overturn; `update_due` and
    `resolution` as kept by `detail_of`.

    Raises NotFound where it was sent or dropped, Stale where it was previewed anew or somebody else wrote to the customer meanwhile.
    """
    claim = locked(tx, number)
    draft = draft_of(tx, number, by=by)
    if draft is None:
        raise NotFound(what="draft", name=claim.number)
    if draft.id != draft_id:
        raise Stale(number=claim.number, what="draft")
    check_fresh(tx, claim, draft.seen)
    return _send(tx, number, draft, by)


def detail_of(intent: str, update_due: datetime | None, resolution: Resolution | None, attached: Sequence[int] = ()) -> dict[str, Any]:
    """What a draft keeps beside text and letter, as JSON has it; `attached`: ids of files."""
    kept: dict[str, Any] = {"intent": intent, "update_due": update_due.isoformat() if update_due else None, "attached": list(attached)}
    if resolution:
        kept["resolution"] = {each.name: getattr(resolution, each.name) for each in fields(resolution) if each.name != "text"}
    return kept


def sendable(tx: Tx, number: str) -> list[Stored]:
    """The files that may go along: those that the team put into the thread or sent before, the newest first."""
    ours = (each for each in reversed(messages.of_claim(tx, looked_up(tx, number).id)) if each.direction is not Direction.IN)
    return [stored for each in ours if each.deleted_at is None for stored in each.attachments][:FILES]


def _send(tx: Tx, number: str, draft: Draft, by: Actor) -> Message:
    """The letter as it was previewed, with its files."""
    intent, text = draft.detail["intent"], draft.text
    exact: dict[str, Any] = {"letter": draft.letter, "attached": Letter.thawed(draft.letter).attachments, "by": by}
    if intent == "resolved":
        return resolve(tx, number, resolution_of(draft.detail["resolution"], text), **exact)
    if intent == "ask":
        return ask(tx, number, text, **exact)
    if intent in ("affirm", "overturn"):
        return (affirm if intent == "affirm" else overturn)(tx, number, text, **exact)
    due = draft.detail.get("update_due")
    send = {"later": later, "nonews": nonews}.get(intent, reply)
    return send(tx, number, text, update_due=datetime.fromisoformat(due) if due else None, **exact)


def resolution_of(kept: Mapping[str, Any], text: str) -> Resolution:
    """As `detail_of` kept it. A draft from before there were notes keeps none."""
    return Resolution(
        ClaimClass(kept["claim_class"]),
        Factor(kept["factor"]),
        kept["cause"],
        text,
        int(kept["minutes"]),
        bool(kept["chargeable"]),
        Department(kept["department"]) if kept.get("department") else None,
        Use(kept.get("use", Use.NEW)),
        kept.get("article", ""),
    )
