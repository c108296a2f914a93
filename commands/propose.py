"""What the clock notices: one cause again and again, several customers with one trouble, a claim that repeats another. It proposes only."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from claims.actor import Actor, clock
from claims.claim import Claim, Priority, capped
from claims.errors import NotFound
from claims.likeness import likeness, tokens
from claims.problem import ProblemState, same
from commands import clocks
from commands.acting import happened, post
from commands.alike import duplicates, known_errors
from commands.problem import link
from storage import claims, outbox, problems, proposals, runs, seen
from storage.database import Tx
from storage.outbox import Door
from storage.problems import Problem
from storage.proposals import Proposal, ProposalKind

BY = clock("problems")
ONCE = "alike"
"""As what it is remembered that something was said, see storage.seen."""
SHOWN = 10
AT_ONCE = 100
"""Claims that one turn of the clock compares with others."""
AFTER = timedelta(days=3)
"""How long ago a claim may have come to be looked at: the desk may have been away, and triage takes its time."""


def look(tx: Tx, slot: datetime) -> int:
    """The job: propose what is new, once a slot however many replicas there are; how much was proposed."""
    return _surging(tx) + _repeated(tx) if runs.first_time(tx, "problems", slot) else 0


def look_at_causes(tx: Tx, slot: datetime) -> int:
    """The same of what was resolved, which waits a little."""
    return _recurring(tx) if runs.first_time(tx, "causes", slot) else 0


def _recurring(tx: Tx) -> int:
    """Claims resolved with the same cause that have no problem yet: so many since somebody last said no are proposed as one."""
    since = tx.now - timedelta(days=tx.rules.problems.days)
    decided = {each.cause: each.decided_at for each in proposals.since(tx, ProposalKind.CAUSE, since) if each.problem_id is None}
    everyday = {same(each) for each in tx.rules.problems.everyday}
    found: dict[str, list[int]] = defaultdict(list)
    for claim, factor, cause, at in problems.with_causes(tx, since):
        key = f"{factor}/{same(cause)}"
        if same(cause) in everyday:
            continue
        if decided.get(key) is None or at > (decided[key] or at):
            found[key].append(claim)
    return sum(_proposed(tx, ProposalKind.CAUSE, key, each) for key, each in found.items() if len(each) >= tx.rules.problems.claims)


def _proposed(tx: Tx, kind: ProposalKind, cause: str, found: Sequence[int]) -> bool:
    proposal = proposals.add(tx, kind, cause, found)
    if proposal:
        about = claims.many(tx, found)
        customers = len({each.organisation_id or -each.contact_id for each in about})
        counted: dict[str, Any] = {"count": len(about), "customers": customers, "claims": [each.number for each in about[:SHOWN]]}
        outbox.put(tx, None, Door.SLACK, "proposed", by=BY, proposal=proposal.id, kind=kind, named=called(proposal), **counted)
    return proposal is not None


def called(proposal: Proposal) -> str:
    """The cause without the factor that it is told apart by."""
    return proposal.cause.partition("/")[2] if proposal.kind is ProposalKind.CAUSE else proposal.cause


def _surging(tx: Tx) -> int:
    """Claims whose words several organisations wrote within hours become one step more urgent, and are proposed as a surge."""
    before = proposals.since(tx, ProposalKind.SURGE, tx.now - AFTER)
    told = 0
    for words, group in _groups(tx):
        known = next((each for each in before if set(each.claims) & set(group)), None)
        if known and known.decided_at and known.problem_id is None:
            continue
        told += _proposed(tx, ProposalKind.SURGE, words, group) if known is None else _grown(tx, known, group)
        for each in group:
            if known is None or each not in known.claims:
                _more_urgent(tx, each)
    return told


def _grown(tx: Tx, known: Proposal, group: Sequence[int]) -> int:
    """What is proposed already, or was accepted, speaks of these too; nothing is proposed anew."""
    proposals.change(tx, known, claims=[*known.claims, *(each for each in group if each not in known.claims)])
    return 0


def _groups(tx: Tx) -> Iterator[tuple[str, list[int]]]:
    """The words and the claims of each trouble that enough organisations have, each claim in one."""
    rules = tx.rules.night
    recent = claims.recent(tx, tx.now - timedelta(minutes=rules.within))
    if len({organisation for _, organisation, _ in recent}) < rules.organisations:
        return
    said = [(claim, organisation, tokens(subject)) for claim, organisation, subject in sorted(recent)]
    taken: set[int] = set()
    for first, _, words in said:
        if first in taken or not words:
            continue
        group = [each for each in said if each[0] not in taken and likeness(words, each[2]) >= rules.alike]
        if len({organisation for _, organisation, _ in group}) >= rules.organisations:
            taken |= {claim for claim, _, _ in group}
            yield " ".join(sorted(words)), [claim for claim, _, _ in group]


def _more_urgent(tx: Tx, identity: int) -> None:
    claim = claims.find(tx, identity, lock=True)
    if claim is None or not claim.is_open or claim.priority is Priority.P1:
        return
    higher = list(Priority)[list(Priority).index(claim.priority) - 1]
    higher = capped(higher, claim.claim_class) if claim.claim_class else higher
    if higher < claim.priority:
        raised = claims.change(tx, claim, priority=higher)
        happened(tx, raised, "raised", by=BY, visible=False, priority=higher)
        clocks.refresh(tx, raised)


def _repeated(tx: Tx) -> int:
    """In a claim's own thread, when it came and when it was triaged: which one it may repeat, and which problem it may come from."""
    keys = {f"{each.id} {'triaged' if each.claim_class else 'new'}": each for each in claims.opened_since(tx, tx.now - AFTER)}
    new = seen.unknown(tx, ONCE, list(keys))[:AT_ONCE]
    for key in new:
        seen.first_time(tx, ONCE, key)
    return sum(_said(tx, keys[key]) for key in new)


def _said(tx: Tx, claim: Claim) -> int:
    told = 0
    older = [each for each in duplicates(tx, claim) if each.other.claim.id < claim.id]
    for each in older[:1]:
        other = each.other.claim
        if seen.first_time(tx, ONCE, f"{claim.id} {other.number}"):
            owner = each.other.owner.name if each.other.owner else ""
            post(tx, claim, "alike", by=BY, number=other.number, words=list(each.words), owner=owner)
            told += 1
    for known in known_errors(tx, claim)[:1]:
        if seen.first_time(tx, ONCE, f"{claim.id} {known.problem.name}"):
            problem = known.problem
            about = {"problem": problem.name, "title": problem.title, "version": problem.version}
            post(tx, claim, "recognised", by=BY, words=list(known.words), **about)
            told += 1
    return told


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a proposal became; `surge`: whether a surge was proposed too."""

    problem: Problem
    claims: int
    surge: bool


def accept(tx: Tx, identity: int, *, by: Actor) -> Accepted:
    """Link the claims with one problem: the one of that cause, where there is one. Raises NotFound where it was answered already."""
    found = _waiting(tx, identity)
    title = called(found)
    known = next((each for each in problems.unclosed(tx) if _is_of(each, title)), None)
    cause = title if found.kind is ProposalKind.CAUSE else ""
    problem = known or problems.add(tx, title, owner=by.id, by=by, cause=cause)
    proposals.change(tx, found, decided_at=tx.now, decided_by=by.id, problem_id=problem.id)
    linked = 0
    for each in problems.unlinked(tx, sorted(found.claims)):
        claim = claims.find(tx, each, lock=True)
        if claim:
            link(tx, problem, claim, by=by)
            linked += 1
    return Accepted(problem, linked, found.kind is ProposalKind.SURGE)


def _is_of(found: Problem, cause: str) -> bool:
    """What was fixed and comes again is another problem."""
    return found.state is not ProblemState.FIXED and same(cause) in (same(found.title), same(found.cause))


def dismiss(tx: Tx, identity: int, *, by: Actor) -> Proposal:
    """Not the same: it is proposed again only where as many new claims come. Raises NotFound where it was answered already."""
    return proposals.change(tx, _waiting(tx, identity), decided_at=tx.now, decided_by=by.id)


def _waiting(tx: Tx, identity: int) -> Proposal:
    found = proposals.find(tx, identity)
    if found is None or found.decided_at:
        raise NotFound(what="proposal", name=str(identity))
    return found
