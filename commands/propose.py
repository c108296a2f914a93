"""What the clock notices: one cause again and again, several customers with one trouble, a claim that repeats another. It proposes only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from claims.actor import Actor, clock
from claims.claim import Claim, Priority, capped
from claims.errors import NotFound
from claims.likeness import Said
from claims.problem import ProblemState, same
from commands import clocks
from commands.acting import happened, post
from commands.alike import Spoken, duplicates, known_errors, spoken
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
AT_ONCE = 20
"""Claims that one turn of the clock compares with others: nobody else writes meanwhile."""
KEY, SUBJECT = 200, 500
"""Characters of the cause, or the words, that a proposal is known by: an index's row holds few; and of a subject, those compared."""
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
    found: dict[str, list[int]] = defaultdict(list)
    for key, claim, at in _caused(tx, since):
        if decided.get(key) is None or at > (decided[key] or at):
            found[key].append(claim)
    return sum(_proposed(tx, ProposalKind.CAUSE, key, each) for key, each in found.items() if len(each) >= tx.rules.problems.claims)


def _caused(tx: Tx, since: datetime) -> Iterator[tuple[str, int, datetime]]:
    """By what a cause is known, and a claim resolved with it since then that comes from no problem yet."""
    everyday = {same(each) for each in (*tx.rules.problems.everyday, *tx.rules.guide.causes)}
    for claim, factor, cause, at in problems.with_causes(tx, since):
        if same(cause) not in everyday:
            yield f"{factor}/{same(cause)}"[:KEY], claim, at


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
        known = next((each for each in before if _speaks_of(each, words, group)), None)
        if known and known.decided_at and known.problem_id is None:
            continue
        told += _proposed(tx, ProposalKind.SURGE, words, group) if known is None else _grown(tx, known, group)
        for each in group:
            if known is None or each not in known.claims:
                _more_urgent(tx, each)
    return told


def _speaks_of(known: Proposal, words: str, group: Sequence[int]) -> bool:
    """The same words, while they wait for an answer, are the same trouble though its first claims are hours old."""
    return bool(set(known.claims) & set(group)) or (known.decided_at is None and known.cause == words)


def _grown(tx: Tx, known: Proposal, group: Sequence[int]) -> int:
    """What is proposed already speaks of these too, and what was accepted causes them; nothing is proposed anew."""
    found = proposals.find(tx, known.id) or known
    new = [each for each in group if each not in found.claims]
    if new:
        proposals.change(tx, found, claims=[*found.claims, *new])
    problem = problems.find(tx, found.problem_id) if new and found.problem_id else None
    if problem and problem.state not in (ProblemState.FIXED, ProblemState.CLOSED):
        _linked(tx, problem, new, BY)
    return 0


def _linked(tx: Tx, problem: Problem, found: Iterable[int], by: Actor) -> int:
    """Those that no problem has yet; how many."""
    new = [claim for each in problems.unlinked(tx, sorted(found)) if (claim := claims.find(tx, each, lock=True))]
    for claim in new:
        link(tx, problem, claim, by=by)
    return len(new)


def _groups(tx: Tx) -> Iterator[tuple[str, list[int]]]:
    """The words and the claims of each trouble that enough organisations have, each claim in one."""
    rules = tx.rules.night
    came = claims.recent(tx, tx.now - timedelta(minutes=rules.within))
    if len({each.organisation_id for each in came}) < rules.organisations:
        return
    said, taken = Said((each.subject[:SUBJECT] for each in came), rules.alike), set[int]()
    for place, words in enumerate(said.words):
        if place in taken:
            continue
        group = [each for each in said.alike(words) if each not in taken]
        if len({came[each].organisation_id for each in group}) >= rules.organisations:
            taken.update(group)
            yield " ".join(sorted(words))[:KEY], [came[each].claim_id for each in group]


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
    known = spoken(tx) if new else ()
    return sum(_said(tx, keys[key], known) for key in new)


def _said(tx: Tx, claim: Claim, spoken_of: Sequence[Spoken]) -> int:
    told = 0
    older = [each for each in duplicates(tx, claim) if each.other.claim.id < claim.id]
    for each in older[:1]:
        other = each.other.claim
        if seen.first_time(tx, ONCE, f"{claim.id} {other.number}"):
            owner = each.other.owner.name if each.other.owner else ""
            post(tx, claim, "alike", by=BY, number=other.number, words=list(each.words), owner=owner)
            told += 1
    for known in known_errors(tx, claim, among=spoken_of)[:1]:
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
    """Link the claims, and those that came since, with one problem: the one of that cause, where there is one.

    Raises NotFound where it was answered already.
    """
    found = _waiting(tx, identity)
    title = called(found)
    known = next((each for each in problems.unclosed(tx) if _is_of(each, title)), None)
    cause = title if found.kind is ProposalKind.CAUSE else ""
    problem = known or problems.add(tx, title, owner=by.id, by=by, cause=cause)
    proposals.change(tx, found, decided_at=tx.now, decided_by=by.id, problem_id=problem.id)
    linked = _linked(tx, problem, {*found.claims, *_since(tx, found)}, by)
    return Accepted(problem, linked, found.kind is ProposalKind.SURGE)


def _since(tx: Tx, found: Proposal) -> list[int]:
    """Claims of the same cause that came while it waited for an answer. Those of a surge are noticed as they come, see `_grown`."""
    return [claim for key, claim, _ in _caused(tx, found.at) if key == found.cause] if found.kind is ProposalKind.CAUSE else []


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
