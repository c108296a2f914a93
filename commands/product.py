"""Who speaks for the product: whoever has the right, a lead where nobody has it."""

from claims.actor import Actor
from claims.errors import NotAllowed
from claims.roles import Right
from commands.acting import is_lead
from storage import rights
from storage.database import Tx


def deciders(tx: Tx) -> list[str]:
    """Who has the right; nobody where leads decide."""
    return rights.holders(tx, Right.PRODUCT)


def speaks(tx: Tx, by: Actor, owner: str | None = None) -> bool:
    """`owner`: whose judgement it is about; where nobody else has the right, a lead may answer in their place."""
    holders = deciders(tx)
    return by.id in holders or (is_lead(tx, by) and not [each for each in holders if each != owner])


def require_product(tx: Tx, by: Actor, owner: str | None = None) -> None:
    """As `speaks`. Raises NotAllowed."""
    if not speaks(tx, by, owner):
        raise NotAllowed(role="product" if deciders(tx) else "lead")
