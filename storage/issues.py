"""What a customer reads beside their claim: the problem that it comes from, the surge that lasts, and whether a fee was ever spoken of.

All in one statement.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, literal, select

from storage import problems, quotes, surges
from storage.database import Tx
from storage.problems import Problem
from storage.surges import Surge
from storage.tables import causes
from storage.tables import problems as _problems
from storage.tables import quotes as _quotes
from storage.tables import surges as _surges

Issue = tuple[Problem | None, Surge | None, bool]
"""The last: whether there is a quote, whatever became of it."""
_ONE = select(literal(1).label("one")).subquery()
_WIDTH = len(problems.COLUMNS)
_PRICED = select(_quotes.c.id).where(_quotes.c.claim_id == bindparam("claim")).exists()
_OF_CLAIM = (
    select(*problems.COLUMNS, *surges.COLUMNS, _PRICED)
    .select_from(
        _ONE.outerjoin(causes, causes.c.claim_id == bindparam("claim"))
        .outerjoin(_problems, _problems.c.id == causes.c.problem_id)
        .outerjoin(_surges, and_(*surges.LASTS))
    )
    .order_by(_surges.c.id.desc())
    .limit(1)
)


def of_claim(tx: Tx, identity: int) -> Issue:
    row = tuple(tx.execute(_OF_CLAIM, {"claim": identity, "now": tx.now}).one())
    return _problem(row[:_WIDTH]), _surge(row[_WIDTH:-1]), bool(row[-1])


def of_claims(tx: Tx, identities: Sequence[int]) -> Mapping[int, Issue]:
    """Of each of them."""
    lasting, priced = surges.now(tx), quotes.offered(tx, identities)
    known = problems.of_claims(tx, identities)
    return {each: (known.get(each), lasting, each in priced) for each in identities}


def _problem(row: Sequence[Any]) -> Problem | None:
    return None if row[0] is None else problems.from_row(row)


def _surge(row: Sequence[Any]) -> Surge | None:
    return None if row[0] is None else Surge(*row)
