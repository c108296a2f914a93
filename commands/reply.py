"""Answer the customer, or ask them: the only ways by which words of the team leave the house."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from claims.actor import Actor
from claims.claim import Claim
from claims.envelope import Attachment
from claims.errors import Guarded, Illegal, Invalid, Missing, Stale, TooLarge
from claims.lifecycle import Move, State
from commands import clocks
from commands.acting import happened, locked, looked_up, moved, person_known, possible, post, require_owner, send
from commands.guard import check_answer, check_told
from commands.take import take
from commands.timely import check_next_word
from storage import drafts, messages
from storage.database import Tx
from storage.drafts import Draft
from storage.messages import Direction, Message

MEBIBYTE = 1024 * 1024
FRAME = 20_000  # bytes of a letter besides what people wrote: its head, its layout
WORDS = 7  # bytes that leave for one of text at most: plain and as HTML, each coded
CODED = 1.37  # the same for a file: base64 with its line ends


def reply(
    tx: Tx,
    number: str,
    text: str,
    *,
    intent: str = "reply",
    letter: Mapping[str, Any] | None = None,
    update_due: datetime | None = None,
    attached: Sequence[Attachment] = (),
    by: Actor,
) -> Message:
    """Send an answer; `intent`: what kind of letter. `letter`: exactly as previewed; `update_due`: the next word, else by the rules.

    Answering an unowned claim takes it, unless the desk's rules say otherwise. Raises Missing where the text is empty, or where it is to
    work as designed and the reference or a second person's agreement is missing, Untimely for a time that cannot be promised, NotOwner,
    Illegal where the claim is closed.
    """
    claim = ready(tx, number, text, intent, by)
    if update_due:
        check_next_word(tx, claim, update_due, by=by)
    if intent == "reply":
        check_answer(tx, claim)
    else:
        check_told(tx, claim, text)
    answered = clocks.answered(tx, claim, update_due)
    message = send_words(tx, answered, intent, text, letter=letter, attached=attached, by=by)
    kind = {} if intent == "reply" else {"intent": intent}
    happened(tx, answered, "replied", by=by, visible=True, was=claim, message=message.id, **kind)
    return message


def ask(
    tx: Tx,
    number: str,
    text: str,
    *,
    letter: Mapping[str, Any] | None = None,
    attached: Sequence[Attachment] = (),
    by: Actor,
) -> Message:
    """Ask the customer for something: the resolution clock pauses until they answer."""
    claim = ready(tx, number, text, "ask", by)
    check_told(tx, claim, text)
    waiting = clocks.answered(tx, moved(tx, claim, Move.ASK), None)
    message = send_words(tx, waiting, "ask", text, letter=letter, attached=attached, by=by)
    happened(tx, waiting, "asked", by=by, visible=True, was=claim, message=message.id)
    clocks.refresh(tx, waiting)
    return message


def resume(tx: Tx, number: str, *, by: Actor) -> Claim:
    """Go on without waiting for the customer."""
    claim = locked(tx, number)
    require_owner(tx, claim, by)
    resumed = moved(tx, claim, Move.RESUME)
    happened(tx, resumed, "resumed", by=by, visible=True, was=claim)
    return clocks.refresh(tx, resumed)


def save_draft(tx: Tx, number: str, text: str, letter: Mapping[str, Any], seen: int | None, *, by: Actor, **detail: Any) -> Draft:
    """Keep an answer with the letter just previewed; `seen`: the newest message the writer knew of."""
    claim = locked(tx, number)
    go_ahead(tx, claim, by)
    draft = Draft(tx.token(16).hex(), claim.id, by.id, text, letter, detail, seen)
    drafts.keep(tx, draft)
    return draft


def draft_of(tx: Tx, number: str, *, by: Actor) -> Draft | None:
    """What this person wrote for the claim and did not send; what is leaving is none."""
    found = drafts.of_person(tx, looked_up(tx, number).id, by.id)
    return None if found and found.leaves_at else found


def go_ahead(tx: Tx, claim: Claim, by: Actor) -> None:
    """Whoever writes on lets go what they wrote before: it leaves first. Raises Guarded where that is a result, which is awaited."""
    draft = drafts.of_person(tx, claim.id, by.id)
    if draft and draft.leaves_at:
        if draft.detail.get("resolution"):
            raise Guarded(number=claim.number, what="leaving")
        drafts.drop(tx, claim.id, by.id)
        reply(tx, claim.number, draft.text, by=by)


def check_words(tx: Tx, text: str) -> None:
    """Raises Missing for an empty letter, Invalid for one longer than the desk sends."""
    if not text.strip():
        raise Missing(field="text")
    if len(text) > tx.rules.limits.letter_words:
        raise Invalid(field="text", value=len(text), allowed=(f"{tx.rules.limits.letter_words}",))


def check_size(tx: Tx, text: str, attached: Sequence[Attachment]) -> None:
    """Raises TooLarge where the mail server would refuse the letter after it was shown as sent."""
    words, files = len(text.encode("utf-8", "replace")), sum(each.size for each in attached)
    size, allowed = FRAME + words * WORDS + files * CODED, tx.rules.limits.letter_bytes
    if size > allowed:
        raise TooLarge(size=f"{size / MEBIBYTE:.1f}", allowed=f"{allowed / MEBIBYTE:.1f}")


def check_fresh(tx: Tx, claim: Claim, seen: int | None) -> None:
    """Raises Stale where somebody answered the customer after the message that the writer last saw."""
    newest = messages.last_of(tx, claim.id, Direction.OUT)
    if seen is not None and newest is not None and newest.id > seen:
        raise Stale(number=claim.number, what="reply", owner=newest.author.id, text=newest.new_text)


def ready(tx: Tx, number: str, text: str, verb: str, by: Actor) -> Claim:
    """The claim, locked and owned, for words that go to its customer."""
    claim = locked(tx, number)
    check_words(tx, text)
    if claim.state is State.CLOSED:
        raise Illegal(number=claim.number, verb=verb, state=claim.state, legal=possible(claim))
    if claim.owner is None and claim.is_open and tx.rules.desk.answering_takes:
        claim = take(tx, number, by=by)
    require_owner(tx, claim, by, helpers=True)
    return claim


def send_words(
    tx: Tx,
    claim: Claim,
    intent: str,
    text: str,
    *,
    letter: Mapping[str, Any] | None = None,
    attached: Sequence[Attachment] = (),
    by: Actor,
    **detail: Any,
) -> Message:
    """Keep a person's words to the customer, put their letter in the outbox and show it in the thread as it leaves.

    Raises TooLarge.
    """
    check_size(tx, text, attached)
    go_ahead(tx, claim, by)
    message = messages.add(tx, claim, Direction.OUT, text, by=by, name=person_known(tx, by.id).name, attached=attached)
    if letter:
        freeze(tx, claim, message, letter)
    send(tx, claim, intent, by=by, frozen=letter, message=message.id, **detail)
    drafts.drop(tx, claim.id, by.id)
    post(tx, claim, "letter_out", by=by, message=message.id)
    return message


def freeze(tx: Tx, claim: Claim, message: Message, letter: Mapping[str, Any]) -> None:
    """Keep the letter's words as they leave, and its Message-ID, by which the answer will find the claim."""
    messages.settle(tx, message.id, letter["text"], letter["html"])
    messages.remember_id(tx, claim, letter["message_id"], ours=True)
