"""Claims that have to do with each other: joined ones, and those that somebody linked."""

from sqlalchemy import BindParameter, bindparam, literal, select, union_all

from storage.database import Tx
from storage.tables import claims, links

_OWN: BindParameter[int] = bindparam("claim")
_KIN = union_all(
    select(claims.c.id, claims.c.tail, literal(0).label("linked")).where(claims.c.merged_into == _OWN),
    select(claims.c.id, claims.c.tail, literal(1)).join(links, links.c.other_id == claims.c.id).where(links.c.claim_id == _OWN),
).order_by("id")


def kin(tx: Tx, identity: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers of the claims that were joined with this one, and of those linked with it."""
    rows = [(f"{number}-{tail}", linked) for number, tail, linked in tx.execute(_KIN, {"claim": identity})]
    return tuple(number for number, linked in rows if not linked), tuple(number for number, linked in rows if linked)


def are_linked(tx: Tx, one: int, other: int) -> bool:
    return tx.connection.execute(select(links.c.at).where(links.c.claim_id == one, links.c.other_id == other)).first() is not None


def link(tx: Tx, one: int, other: int) -> None:
    """Seen from both; under the lock of both."""
    tx.connection.execute(links.insert(), [{"claim_id": a, "other_id": b, "at": tx.now} for a, b in ((one, other), (other, one))])


def unlink(tx: Tx, one: int, other: int) -> None:
    for a, b in ((one, other), (other, one)):
        tx.connection.execute(links.delete().where(links.c.claim_id == a, links.c.other_id == b))
