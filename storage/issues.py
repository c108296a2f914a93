"""A claim with what its customer reads beside it: the problem that it comes from, the surge that lasts, and whether a fee was ever spoken
of. All in one statement, where there is neither.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, func, select

from storage import lists, problems, quotes, surges
from storage.database import Tx
from storage.lists import Listed
from storage.problems import Problem
from storage.surges import Surge
from storage.tables import causes, claims
from storage.tables import quotes as _quotes
from storage.tables import surges as _surges

Issue = tuple[Problem | None, Surge | None, bool]
"""The last: whether there is a quote, whatever became of it."""
_SURGE = select(func.max(_surges.c.id)).where(*surges.LASTS).scalar_subquery()
_PRICED = select(_quotes.c.id).where(_quotes.c.claim_id == claims.c.id).exists()
_AROUND = (
    select(*lists.COLUMNS, causes.c.problem_id, _SURGE, _PRICED)
    .select_from(lists.JOINED.outerjoin(causes, causes.c.claim_id == claims.c.id))
    .where(claims.c.id == bindparam("identity"))
)
"""Each further column costs more than another statement that is seldom needed."""


def around(tx: Tx, identity: int) -> tuple[Listed, Issue] | None:
    """One claim by its running number."""
    row = tx.execute(_AROUND, {"identity": identity, "now": tx.now}).one_or_none()
    if row is None:
        return None
    problem, surge, priced = row[-3:]
    return lists.from_row(tx, row[:-3]), (problems.find(tx, problem) if problem else None, surges.now(tx) if surge else None, bool(priced))


def of_claims(tx: Tx, identities: Sequence[int]) -> Mapping[int, Issue]:
    """Of each of them."""
    lasting, priced = surges.now(tx), quotes.offered(tx, identities)
    known = problems.of_claims(tx, identities)
    return {each: (known.get(each), lasting, each in priced) for each in identities}
