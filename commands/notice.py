"""One notice to everybody whom a problem concerned, once it is fixed: written once, previewed as every letter leaves, sent once each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.actor import Actor
from claims.claim import Claim
from claims.envelope import Attachment
from claims.errors import Illegal, NotFound, Stale
from claims.lifecycle import CloseReason, Move, State
from claims.problem import ProblemState
from commands import clocks
from commands.acting import happened, locked, moved, person_known, possible, post, send
from commands.problem import checked, named, require_manager, unclosed
from commands.reply import check_words, freeze
from storage import claims, customers, messages, notices, problems
from storage.database import Tx
from storage.messages import Direction, Message
from storage.notices import Notice
from storage.problems import Problem

Drafted = Sequence[tuple[str, str, Mapping[str, Any]]]
"""(claim's number, text, letter as it was previewed) of each."""
_CONTENT = (CloseReason.CONFIRMED, CloseReason.AUTO)
"""Claims that were closed so had a work-around, perhaps: their customers want to know too."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A problem that is fixed, the claims whose customers are still to be told, and how many were."""

    problem: Problem
    claims: tuple[Claim, ...]
    told: int


def announced(tx: Tx, problem: str, *, by: Actor) -> Announced:
    """Before the form opens. Raises NotFound also where it is not fixed yet, NotAllowed."""
    found = named(tx, problem)
    require_manager(tx, found, by)
    if found.state is not ProblemState.FIXED:
        raise NotFound(what="fix", name=found.name)
    told = [each.claim_id for each in notices.of_problem(tx, found.id) if each.sent_at]
    linked = claims.many(tx, [each for each in problems.linked(tx, found.id) if each not in told])
    return Announced(found, tuple(sorted((each for each in linked if _is_told(tx, each)), key=lambda claim: claim.id)), len(told))


def _is_told(tx: Tx, claim: Claim) -> bool:
    """Who joined another claim reads that one's letters; whom nobody is behind reads none."""
    if customers.is_nobody(customers.contact(tx, claim.contact_id).address):
        return False
    return claim.state is not State.CLOSED or claim.close_reason in _CONTENT


def write(tx: Tx, problem: str, texts: Mapping[str, str], *, by: Actor) -> Problem:
    """Keep what the notice says, by language, whatever becomes of the form. Raises NotAllowed, NotFound, Missing, Invalid."""
    found = announced(tx, problem, by=by).problem
    given = checked(texts, found.notice_ko, found.notice_en)
    return problems.change(tx, unclosed(tx, problem), notice_ko=given["ko"], notice_en=given["en"])


def draft(tx: Tx, problem: str, drafted: Drafted, *, by: Actor) -> str:
    """Keep the letters as they were previewed; by what they are known when they are sent. Raises NotFound where all were sent meanwhile."""
    found = announced(tx, problem, by=by).problem
    problems.find(tx, found.id, lock=True)
    if not notices.keep(tx, found.id, [(locked(tx, number).id, text, letter) for number, text, letter in drafted]) and drafted:
        raise NotFound(what="draft", name=found.name)
    return tx.now.isoformat()


def notify(tx: Tx, problem: str, key: str, *, by: Actor) -> int:
    """Send what was previewed under `key`, each claim its own letter, once; how many.

    Those that were unlinked or withdrawn meanwhile get none. Raises NotFound where all were sent, Stale where somebody previewed anew.
    """
    problems.find(tx, announced(tx, problem, by=by).problem.id, lock=True)
    ready = announced(tx, problem, by=by)
    waiting = [each for each in notices.of_problem(tx, ready.problem.id) if each.sent_at is None]
    if not waiting:
        raise NotFound(what="draft", name=ready.problem.name)
    if any(each.at.isoformat() != key for each in waiting):
        raise Stale(number=ready.problem.name, what="draft")
    numbers = {each.id: each.number for each in ready.claims}
    return sum(_sent(tx, numbers[each.claim_id], each, by) for each in waiting if each.claim_id in numbers)


def _sent(tx: Tx, number: str, notice: Notice, by: Actor) -> bool:
    leaves = notices.sent(tx, notice)
    if leaves:
        tell_fixed(tx, number, notice.text, letter=notice.letter, by=by)
    return leaves


def tell_fixed(
    tx: Tx, number: str, text: str, *, letter: Mapping[str, Any] | None = None, attached: Sequence[Attachment] = (), by: Actor
) -> Message:
    """Tell one claim's customer; one that waited for the release goes on. Raises Illegal where nothing of it is fixed."""
    claim = locked(tx, number)
    check_words(tx, text)
    found = problems.of_claim(tx, claim.id)
    if found is None or found.state is not ProblemState.FIXED:
        raise Illegal(number=claim.number, verb="notice", state=claim.state, legal=possible(claim))
    told = moved(tx, claim, Move.SHIP) if claim.state is State.WAITING_RELEASE else claim
    told = clocks.answered(tx, told, None) if told.is_open else told
    message = messages.add(tx, told, Direction.OUT, text, by=by, name=person_known(tx, by.id).name, attached=attached)
    if letter:
        freeze(tx, told, message, letter)
    happened(tx, told, "fix_told", by=by, visible=True, was=claim, problem=found.name, message=message.id)
    send(tx, told, "fixed", by=by, frozen=letter, message=message.id, version=found.version, day=found.fixed_on)
    post(tx, told, "letter_out", by=by, message=message.id)
    clocks.refresh(tx, told)
    return message
