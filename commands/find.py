"""Find and list claims."""

import re

from claims import number as numbers
from claims.errors import Missing, Refusal
from claims.lifecycle import OPEN, State
from commands.acting import LARGEST, looked_up
from commands.show import Listed, view
from storage import claims, lists
from storage.database import Tx

_WORDS = re.compile(r'["“”「『]([^"“”」』]*[^"“”」』\s][^"“”」』]*)["“”」』]|(\S+)')


def find(tx: Tx, words: str, limit: int = 20) -> list[Listed]:
    """Claims whose number, subject, customer or messages hold every word, newest first; words in quotes stand together as they are.

    Raises Missing without a word.
    """
    if not words.strip():
        raise Missing(field="words")
    exact = numbered(tx, words)
    return [exact] if exact else lists.search(tx, tuple(phrase.strip() or word for phrase, word in _WORDS.findall(words)), limit)


def numbered(tx: Tx, words: str) -> Listed | None:
    """The claim whose number these words are, where they are one."""
    try:
        running, _ = numbers.parse(words)
    except Refusal:
        return None
    return view(tx, running) if running <= LARGEST else None


def list_claims(
    tx: Tx, *, state: State | None = None, owner: str | None = None, unowned: bool = False, late: bool = False, limit: int = 50
) -> list[Listed]:
    """Claims in one state, else every open or resolved one; an owner's (a person's id); nobody's; or those past a due time."""
    states = (state,) if state else (*OPEN, State.RESOLVED)
    return lists.listed(tx, states=states, owner=owner, unowned=unowned, late=late, limit=limit)


def mates(tx: Tx, number: str, limit: int = 100) -> list[Listed]:
    """The same customer's other open or resolved claims: of the whole organisation, or of the person who belongs to none."""
    claim = looked_up(tx, number)
    contact = None if claim.organisation_id else claim.contact_id
    states = (*OPEN, State.RESOLVED)
    found = lists.listed(tx, states=states, organisation_id=claim.organisation_id, contact_id=contact, limit=limit + 1)
    return [each for each in found if each.claim.id != claim.id][:limit]


def of_organisation(tx: Tx, identity: int, limit: int = 20) -> list[Listed]:
    """An organisation's open or resolved claims."""
    return lists.listed(tx, states=(*OPEN, State.RESOLVED), organisation_id=identity, limit=limit)


def counted(tx: Tx) -> dict[tuple[State, bool], int]:
    """How many claims by state and whether somebody owns them."""
    return claims.counted(tx)
