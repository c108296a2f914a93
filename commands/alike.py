"""What a claim may be once more: another open claim of the same customer, or a known error. Always with the words that say so."""

from collections.abc import Iterable
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


def known_errors(tx: Tx, claim: Claim, limit: int = 3) -> list[Recognised]:
    """Problems that are not closed whose title, cause or claims speak as this claim does. Nothing of another customer is in the result
    but the problem itself."""
    if problems.of_claim(tx, claim.id):
        return []
    known = problems.unclosed(tx)
    if not known:
        return []
    subjects = problems.subjects(tx, [each.id for each in known])
    whole = _whole(claim, messages.first_words(tx, [claim.id]))
    found = []
    for each in known:
        texts = (f"{each.title} {each.cause}", *subjects.get(each.id, ()))
        words = max((_common(tx, claim.subject, whole, text) for text in texts), key=len)
        if words or _one_cause(claim.cause, each.cause or each.title):
            found.append(Recognised(each, words or (claim.cause or "",)))
    return sorted(found, key=lambda each: -len(each.words))[:limit]


def _match(tx: Tx, claim: Claim, said: dict[int, str], other: Claim) -> tuple[str, ...]:
    """The words by which two claims are alike; none where they are not."""
    if _one_cause(claim.cause, other.cause):
        return (claim.cause or "",)
    whole, theirs = _whole(claim, said), _whole(other, said)
    shared = tokens(whole) & tokens(theirs)
    close = max(likeness(tokens(claim.subject), tokens(other.subject)), likeness(tokens(whole), tokens(theirs)))
    return _named(whole, shared) if len(shared) >= LEAST and close >= tx.rules.night.alike else ()


def _common(tx: Tx, subject: str, whole: str, text: str) -> tuple[str, ...]:
    """The words by which a claim speaks of `text`, which is short."""
    wanted = tokens(text)
    shared = tokens(whole) & wanted
    close = max(likeness(tokens(subject), wanted), likeness(tokens(whole), wanted))
    return _named(whole, shared) if len(shared) >= LEAST and close >= tx.rules.night.alike else ()


def _named(text: str, shared: Iterable[str]) -> tuple[str, ...]:
    """In the order in which they stand."""
    place = folded(text)
    return tuple(sorted(shared, key=lambda word: (place.find(word), word))[:WORDS])


def _whole(claim: Claim, said: dict[int, str]) -> str:
    return f"{claim.subject}\n{said.get(claim.id, '')}"


def _one_cause(one: str | None, other: str | None) -> bool:
    return bool(one and other) and same(one or "") == same(other or "")
