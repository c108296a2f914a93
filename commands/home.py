"""What one person of the team has before them: what waits for them, their own claims, nobody's, and for leads what is late."""

from dataclasses import dataclass

from claims.actor import Actor
from commands.acting import is_lead, person_known
from commands.awaited import Awaited, awaited
from commands.away import Absence, absence
from commands.find import find, list_claims
from commands.show import Listed
from commands.staff import Colleague, colleague
from storage.database import Tx

MOST = 500
"""Claims of a list that are read; a desk with more has other troubles than its list."""


@dataclass(frozen=True, slots=True)
class Home:
    """`mine` by what is due next; `late` is None for whoever is no lead, `found` None where nothing was searched."""

    mine: tuple[Listed, ...]
    unowned: tuple[Listed, ...]
    late: tuple[Listed, ...] | None
    found: tuple[Listed, ...] | None
    awaited: tuple[Awaited, ...]
    settings: Colleague
    absence: Absence


def home(tx: Tx, words: str = "", *, by: Actor) -> Home:
    """As it is now; `words`: what to search for. Raises NotFound for whoever is not of the team."""
    mine, person = list_claims(tx, owner=by.id, limit=MOST), person_known(tx, by.id)
    return Home(
        mine=tuple(sorted(mine, key=lambda each: (each.next_due is None, each.next_due or each.claim.opened_at))),
        unowned=tuple(list_claims(tx, unowned=True, limit=MOST)),
        late=tuple(list_claims(tx, late=True, limit=MOST)) if is_lead(tx, by) else None,
        found=tuple(find(tx, words)) if words.strip() else None,
        awaited=awaited(tx, by=by),
        settings=colleague(tx, person),
        absence=absence(tx, person),
    )
