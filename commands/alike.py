"""What a claim may be once more: another open claim of the same customer, or a known error. Always with the words that say so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.claim import Claim
from claims.grams import folded
from claims.lifecycle import OPEN
from claims.likeness import likeness, tokens
from claims.problem import same
from storage import lists, messages, problems
from storage.database import Tx
from storage.lists import Listed
from storage.problems import Problem

COMPARED = 100
"""Open claims of one customer that are compared, the newest."""
LEAST = 2
"""Words that two texts must share: one says nothing."""
WORDS = 5
"""Words that are named as the reason."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another claim, with who owns it, and the `words` that both hold; of the same cause, that."""

    other: Listed
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A problem that is not closed, perhaps fixed in a version that the customer lacks, and the claim's `words` that speak of it."""

    problem: Problem
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A problem, and the telling words of its title with its cause, and of the subject of each of its claims."""

    problem: Problem
    texts: tuple[frozenset[str], ...]


def duplicates(tx: Tx, claim: Claim, limit: int = 3) -> list[Duplicate]:
    """Open claims of the same organisation, or of the person who belongs to none, that say much the same; the most alike first."""
    contact = None if claim.organisation_id else claim.contact_id
    others = lists.listed(tx, states=OPEN, organisation_id=claim.organisation_id, contact_id=contact, newest=True, limit=COMPARED + 1)
    others = [each for each in others if each.claim.id != claim.id]
    if not others:
        return []
    said = messages.first_words(tx, [claim.id, *(each.claim.id for each in others)])
    found = [(_match(tx, claim, said, each.claim), each) for each in others]
    best = sorted(((words, each) for words, each in found if words), key=lambda pair: (-len(pair[0]), pair[1].claim.id))
    return [Duplicate(each, words) for words, each in best[:limit]]


def spoken(tx: Tx) -> list[Spoken]:
    """Those that are not closed. To be read once where several claims are compared: it takes as long as reading a thousand subjects."""
    known = problems.unclosed(tx)
    subjects = problems.subjects(tx, [each.id for each in known]) if known else {}
    return [Spoken(each, tuple(map(tokens, (f"{each.title} {each.cause}", *subjects.get(each.id, ()))))) for each in known]


def known_errors(tx: Tx, claim: Claim, limit: int = 3, among: Sequence[Spoken] | None = None) -> list[Recognised]:
    """Problems that are not closed whose title, cause or claims speak as this claim does. Nothing of another customer is in the result
    but the problem itself. `among`: what `spoken` read."""
    if problems.of_claim(tx, claim.id):
        return []
    among = spoken(tx) if among is None else among
    if not among:
        return []
    whole = _whole(claim, messages.first_words(tx, [claim.id]))
    subject, said = tokens(claim.subject), tokens(whole)
    found = []
    for each in among:
        shared = max((_common(tx, subject, said, wanted) for wanted in each.texts), key=len)
        if shared or _one_cause(claim.cause, each.problem.cause or each.problem.title):
            found.append(Recognised(each.problem, _named(whole, shared) or (claim.cause or "",)))
    return sorted(found, key=lambda each: -len(each.words))[:limit]


def _match(tx: Tx, claim: Claim, said: dict[int, str], other: Claim) -> tuple[str, ...]:
    """The words by which two claims are alike; none where they are not."""
    if _one_cause(claim.cause, other.cause):
        return (claim.cause or "",)
    whole, theirs = _whole(claim, said), _whole(other, said)
    shared = tokens(whole) & tokens(theirs)
    close = max(likeness(tokens(claim.subject), tokens(other.subject)), likeness(tokens(whole), tokens(theirs)))
    return _named(whole, shared) if len(shared) >= LEAST and close >= tx.rules.night.alike else ()


def _common(tx: Tx, subject: frozenset[str], whole: frozenset[str], wanted: frozenset[str]) -> frozenset[str]:
    """The words by which a claim speaks of something short."""
    shared = whole & wanted
    if len(shared) < LEAST or max(likeness(subject, wanted), likeness(whole, wanted)) < tx.rules.night.alike:
        return frozenset()
    return shared


def _named(text: str, shared: Iterable[str]) -> tuple[str, ...]:
    """In the order in which they stand."""
    place = folded(text)
    return tuple(sorted(shared, key=lambda word: (place.find(word), word))[:WORDS])


def _whole(claim: Claim, said: dict[int, str]) -> str:
    return f"{claim.subject}\n{said.get(claim.id, '')}"


def _one_cause(one: str | None, other: str | None) -> bool:
    return bool(one and other) and same(one or "") == same(other or "")
