"""What a claim may be, by past claims of this desk with the same words; shown with the reason, and never done by itself."""

from dataclasses import dataclass

from claims.claim import Claim, ClaimClass, Factor
from claims.grams import folded
from claims.likeness import telling
from claims.nearest import Near, Suggestion, nearest, proposed, suggested, weights
from commands.acting import looked_up
from commands.alike import Duplicate, Recognised, duplicates, known_errors
from storage import articles, lists, messages, pasts, search
from storage.articles import Article
from storage.database import Tx
from storage.pasts import Past

Cause = tuple[Factor, str]

WORDS = 24
"""Words of a claim that are looked for."""
TEXTS = 120
"""Newest texts that are looked at for a word: a word that more hold tells little."""
READ = 30
"""Nearest claims that are read, to see that they hold the words and not merely their parts."""
NOTES = 3
CHARACTERS = 4000
"""Of what the customer wrote."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """None where past claims tell nothing, or do not agree. `notes`: what solved the like, the most used first; `duplicates`: open claims
    of the same customer that say much the same; `known`: problems that it may come from."""

    claim_class: Suggestion[ClaimClass] | None = None
    product: Suggestion[str] | None = None
    cause: Suggestion[Cause] | None = None
    notes: tuple[Suggestion[Article], ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    known: tuple[Recognised, ...] = ()


def suggest(tx: Tx, number: str) -> Suggestions:
    """Class, product and cause as the nearest past claims had them. Reads only. Raises NotFound, Invalid.

    At most WORDS look-ups in the index of at most TEXTS entries each, however many claims there are.
    """
    claim = looked_up(tx, number)
    near, known = near_claims(tx, claim)
    causes = {each.id: (each.factor, each.cause) for each in known.values() if each.factor and each.cause}
    return Suggestions(
        suggested(near, {each.id: each.claim_class for each in known.values()}),
        suggested(near, {each.id: each.product for each in known.values() if each.product}),
        suggested(near, causes),
        tuple(proposed(near, articles.used_by(tx, [each.id for each in near]), NOTES)),
        tuple(duplicates(tx, claim)),
        tuple(known_errors(tx, claim)),
    )


def near_claims(tx: Tx, claim: Claim) -> tuple[list[Near], dict[int, Past]]:
    """The nearest past claims, nearest first, and what they were."""
    held = search.holding(tx, telling(_said(tx, claim), WORDS), TEXTS)
    known = {each.id: each for each in pasts.among(tx, sorted({*(each for ids in held.values() for each in ids)} - {claim.id}))}
    telling_words = weights(held, TEXTS)
    own = {each.id for each in known.values() if _is_own(claim, each)}
    likely = nearest({word: [each for each in ids if each in known] for word, ids in held.items()}, telling_words, own)[:READ]
    texts = lists.said_of(tx, [each.id for each in likely])
    read = {each.id: f"{folded(known[each.id].subject)}\n{texts.get(each.id, '')}" for each in likely}
    sure = {word: [each for each, said in read.items() if word in said] for word in telling_words}
    return nearest(sure, telling_words, own), known


def _is_own(claim: Claim, past: Past) -> bool:
    return claim.organisation_id == past.organisation_id if claim.organisation_id else claim.contact_id == past.contact_id


def _said(tx: Tx, claim: Claim) -> str:
    """What its customer wrote first: the subject says most."""
    return f"{claim.subject}\n{messages.first_words(tx, [claim.id], CHARACTERS).get(claim.id, '')}"[:CHARACTERS]
